using System.Text;
using Lector.Formats.Outlook;

namespace Lector.Hosts.Tests.Formats.Outlook;

public sealed class CompressedRtfTests
{
    /// <summary>[MS-OXRTFCP] 4.1.1.</summary>
    internal static readonly byte[] Hello = Convert.FromHexString("2D0000002B0000004C5A4675F1C5C7A703000A007263706731323542320AF32068656C090020627705B06C647D0A800FA0");

    [Fact]
    public void Unpacks_the_example_of_the_specification()
    {
        Assert.Equal("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", Encoding.ASCII.GetString(CompressedRtf.Decompress(Hello, out var note)));
        Assert.Null(note);
    }

    [Fact]
    public void Unpacks_references_that_overlap_what_they_write() =>
        Assert.Equal("{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", Encoding.ASCII.GetString(CompressedRtf.Decompress(Convert.FromHexString("1A0000001C0000004C5A4675E2D44B51410004205758595A0D6E7D010EB0"), out _)));

    [Fact]
    public void Says_when_the_checksum_is_wrong_and_reads_on()
    {
        var packed = (byte[])Hello.Clone();
        packed[12] ^= 1;

        Assert.NotEmpty(CompressedRtf.Decompress(packed, out var note));
        Assert.Equal("the checksum of the compressed rich text is wrong", note);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2D0000")]
    [InlineData("2D0000002B000000414243440000000000")]
    [InlineData("FFFFFFFFFFFFFFFF4C5A4675000000000000FFFF")]
    [InlineData("FFFFFFFFFFFFFFFF4D454C410000000061")]
    public void Makes_do_with_what_is_there(string hex) => Assert.True(CompressedRtf.Decompress(Convert.FromHexString(hex), out _).Length < 100);
}
