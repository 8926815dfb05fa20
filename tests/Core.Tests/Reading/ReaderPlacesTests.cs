using System.Net;
using Lector.Core.Reading;

namespace Lector.Core.Tests.Reading;

public class ReaderPlacesTests
{
    [Theory]
    [InlineData("127.0.0.1", ReaderPlace.Loopback)]
    [InlineData("127.8.8.8", ReaderPlace.Loopback)]
    [InlineData("::1", ReaderPlace.Loopback)]
    [InlineData("::ffff:127.0.0.1", ReaderPlace.Loopback)]
    [InlineData("10.1.2.3", ReaderPlace.PrivateNetwork)]
    [InlineData("172.16.0.1", ReaderPlace.PrivateNetwork)]
    [InlineData("172.31.255.255", ReaderPlace.PrivateNetwork)]
    [InlineData("192.168.178.20", ReaderPlace.PrivateNetwork)]
    [InlineData("169.254.1.1", ReaderPlace.PrivateNetwork)]
    [InlineData("fd12::1", ReaderPlace.PrivateNetwork)]
    [InlineData("fe80::1", ReaderPlace.PrivateNetwork)]
    [InlineData("::ffff:10.0.0.1", ReaderPlace.PrivateNetwork)]
    [InlineData("172.15.0.1", ReaderPlace.ThirdParty)]
    [InlineData("172.32.0.1", ReaderPlace.ThirdParty)]
    [InlineData("100.64.0.1", ReaderPlace.ThirdParty)]
    [InlineData("8.8.8.8", ReaderPlace.ThirdParty)]
    [InlineData("0.0.0.0", ReaderPlace.ThirdParty)]
    [InlineData("2001:db8::1", ReaderPlace.ThirdParty)]
    [InlineData("::ffff:8.8.8.8", ReaderPlace.ThirdParty)]
    public void Classes_an_address(string address, ReaderPlace place) => Assert.Equal(place, ReaderPlaces.Of(IPAddress.Parse(address)));

    [Fact]
    public void Takes_the_farthest_of_several() => Assert.Equal(ReaderPlace.ThirdParty, ReaderPlaces.Of([IPAddress.Loopback, IPAddress.Parse("8.8.8.8")]));
}
