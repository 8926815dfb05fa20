using Lector.Formats.Mail;

namespace Lector.Hosts.Tests.Formats.Mail;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("ann@example.org", "ann@example.org")]
    [InlineData("Ann Lee <ann@example.org>, <ben@example.org>", "Ann Lee <ann@example.org>, ben@example.org")]
    [InlineData("\"Lee, Ann\" <ann@example.org>", "\"Lee, Ann\" <ann@example.org>")]
    [InlineData("=?utf-8?Q?Lee=2C_J=C3=B6rg?= <j@example.org>", "\"Lee, Jörg\" <j@example.org>")]
    [InlineData("ann@example.org (Ann Lee)", "Ann Lee <ann@example.org>")]
    [InlineData("\"ann@example.org\" <ann@example.org>", "ann@example.org")]
    [InlineData("undisclosed-recipients:;", "undisclosed-recipients:")]
    [InlineData("Friends: ann@example.org, ben@example.org;", "Friends: ann@example.org, ben@example.org")]
    [InlineData("\"a \\\"b\\\" c\" <x@example.org>", "a \"b\" c <x@example.org>")]
    [InlineData("ann@example.org,,ben@example.org", "ann@example.org, ben@example.org")]
    public void Writes_a_list_as_people_read_it(string field, string list) => Assert.Equal(list, Addresses.Format(field));

    [Theory]
    [InlineData(null)]
    [InlineData(" , ;")]
    public void Finds_nobody_in_nothing(string? field) => Assert.Null(Addresses.Format(field));
}
