using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Lector.Cloud.Pdf;

/// <summary>The filters of a PDF's streams (ISO 32000-1, 7.4), none of which unpacks more than a limit.</summary>
/// <remarks>
/// A deflated stream unpacks to at most 1,032 times its size (zlib, "Maximum Compression Factor"): one that could pass the limit is counted before it is unpacked.
/// The other filters are looked at afterwards.
/// </remarks>
internal sealed class LimitedFilters : BaseFilterProvider
{
    private const int MostDeflated = 1032;

    private static readonly string[] Names =
    [
        "FlateDecode", "Fl", "LZWDecode", "LZW", "RunLengthDecode", "RL", "ASCII85Decode", "A85", "ASCIIHexDecode", "AHx", "CCITTFaxDecode", "CCF", "DCTDecode", "DCT", "JBIG2Decode", "JPXDecode",
    ];

    private readonly Gauge gauge;

    /// <summary>Filters with a limit.</summary>
    /// <param name="most">Most bytes that one filter may make of one stream.</param>
    public LimitedFilters(long most)
        : this(new Gauge(most))
    {
    }

    private LimitedFilters(Gauge gauge)
        : base(Names.Zip(DefaultFilterProvider.Instance.GetNamedFilters([.. Names.Select(NameToken.Create)])).ToDictionary(pair => pair.First, IFilter (pair) => new Limited(pair.Second, gauge))) =>
        this.gauge = gauge;

    /// <summary>Whether a stream passed the limit. The library may have gone on without that stream.</summary>
    public bool TooLarge => gauge.Passed;

    private sealed class Gauge(long most)
    {
        public long Most { get; } = most;

        public bool Passed { get; set; }

        public void Check(long bytes)
        {
            if (bytes <= Most)
                return;
            Passed = true;
            throw new InvalidDataException("A stream unpacks to more than the limit.");
        }
    }

    private sealed class Limited(IFilter filter, Gauge gauge) : IFilter
    {
        public bool IsSupported => filter.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            if (filter is FlateFilter && (long)input.Length * MostDeflated > gauge.Most)
                Count(input);
            var output = filter.Decode(input, streamDictionary, filterProvider, filterIndex);
            gauge.Check(output.Length);
            return output;
        }

        private void Count(Memory<byte> input)
        {
            // Two bytes of zlib's head go before (RFC 1950, 2.2).
            using var deflated = new DeflateStream(new MemoryStream(input.ToArray(), Math.Min(2, input.Length), Math.Max(0, input.Length - 2)), CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            long count = 0;
            try
            {
                for (int read; (read = deflated.Read(buffer)) > 0;)
                    gauge.Check(count += read);
            }
            catch (InvalidDataException) when (!gauge.Passed)
            {
                // Damaged: the filter itself takes what it can of it.
            }
        }
    }
}
