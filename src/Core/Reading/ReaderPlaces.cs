using System.Net;
using System.Net.Sockets;

namespace Lector.Core.Reading;

/// <summary>Classes addresses by where they lie, as far as an address tells.</summary>
public static class ReaderPlaces
{
    /// <summary>The place of one address.</summary>
    /// <param name="address">IPv4 or IPv6; an IPv4 address mapped into IPv6 counts as the IPv4 address.</param>
    /// <returns><see cref="ReaderPlace.Loopback"/> for 127.0.0.0/8 and ::1; <see cref="ReaderPlace.PrivateNetwork"/> for RFC 1918, RFC 4193 and link-local; else <see cref="ReaderPlace.ThirdParty"/>.</returns>
    /// <remarks>Shared address space (100.64.0.0/10, RFC 6598) counts as a third party: a provider or an overlay network runs it.</remarks>
    public static ReaderPlace Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return ReaderPlace.Loopback;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal ? ReaderPlace.PrivateNetwork : ReaderPlace.ThirdParty;
        var bytes = address.GetAddressBytes();
        return (bytes[0], bytes[1]) switch
        {
            (10, _) or (192, 168) or (169, 254) => ReaderPlace.PrivateNetwork,
            (172, >= 16 and <= 31) => ReaderPlace.PrivateNetwork,
            _ => ReaderPlace.ThirdParty,
        };
    }

    /// <summary>The place of a name that resolves to several addresses: that of the farthest.</summary>
    /// <param name="addresses">At least one.</param>
    public static ReaderPlace Of(IReadOnlyList<IPAddress> addresses) => addresses.Max(Of);
}
