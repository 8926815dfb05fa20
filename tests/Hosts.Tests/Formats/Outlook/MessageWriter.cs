using System.Buffers.Binary;
using System.Text;

namespace Lector.Hosts.Tests.Formats.Outlook;

/// <summary>Writes Outlook messages ([MS-OXMSG]) for tests.</summary>
internal sealed class MessageWriter
{
    private readonly CompoundFileWriter file;
    private readonly int storage;
    private readonly int headerSize;
    private readonly List<byte[]> fixedValues = [];
    private readonly List<MessageWriter> inside = [];
    private int recipients, attachments;

    public MessageWriter() : this(new(), 0, 32) { }

    private MessageWriter(CompoundFileWriter file, int storage, int headerSize) => (this.file, this.storage, this.headerSize) = (file, storage, headerSize);

    public MessageWriter Text(int id, string value) => Stream(id, 0x001F, Encoding.Unicode.GetBytes(value));

    public MessageWriter Narrow(int id, byte[] value) => Stream(id, 0x001E, value);

    public MessageWriter Binary(int id, byte[] value) => Stream(id, 0x0102, value);

    public MessageWriter Integer(int id, int value) => Fixed(id, 0x0003, (ulong)value);

    public MessageWriter Time(int id, DateTimeOffset value) => Fixed(id, 0x0040, (ulong)value.ToFileTime());

    public MessageWriter Recipient(int type, string name, string address)
    {
        var recipient = Sub($"__recip_version1.0_#{recipients++:X8}", 8);
        recipient.Integer(0x0C15, type).Text(0x3001, name).Text(0x39FE, address);
        return this;
    }

    public MessageWriter Attachment(Action<MessageWriter> write)
    {
        write(Sub($"__attach_version1.0_#{attachments++:X8}", 8));
        return this;
    }

    /// <summary>A message inside an attachment.</summary>
    public MessageWriter Embedded(Action<MessageWriter> write)
    {
        Integer(0x3705, 5);
        write(Sub("__substg1.0_3701000D", 24));
        return this;
    }

    /// <summary>Maps a named property of a set to an id from 0x8000 on.</summary>
    public MessageWriter Named(Guid set, uint longId, Action<MessageWriter, int> write)
    {
        var names = file.Storage(0, "__nameid_version1.0");
        var entry = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, longId);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(4), 3 << 1);
        file.Stream(names, "__substg1.0_00020102", set.ToByteArray()).Stream(names, "__substg1.0_00030102", entry);
        write(this, 0x8000);
        return this;
    }

    public byte[] Write()
    {
        Close();
        return file.Write();
    }

    private void Close()
    {
        file.Stream(storage, "__properties_version1.0", [.. new byte[headerSize], .. fixedValues.SelectMany(value => value)]);
        inside.ForEach(one => one.Close());
    }

    private MessageWriter Sub(string name, int header)
    {
        var sub = new MessageWriter(file, file.Storage(storage, name), header);
        inside.Add(sub);
        return sub;
    }

    private MessageWriter Stream(int id, int type, byte[] value)
    {
        file.Stream(storage, $"__substg1.0_{id:X4}{type:X4}", value);
        return this;
    }

    private MessageWriter Fixed(int id, int type, ulong value)
    {
        var row = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(row, ((uint)id << 16) | (uint)type);
        BinaryPrimitives.WriteUInt64LittleEndian(row.AsSpan(8), value);
        fixedValues.Add(row);
        return this;
    }
}
