using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace HwModel.SpiNNaker2.Pe.Program;

/// <summary>A file is not an ELF program that the core can run; the message is one sentence.</summary>
public sealed class ElfException(string message) : Exception(message);

/// <summary>A part of a program that is loaded into memory.</summary>
/// <param name="Address">Where its bytes are loaded (physical address).</param>
/// <param name="RunAddress">Where the program expects it (virtual address).</param>
/// <param name="Data">The bytes of the file.</param>
/// <param name="MemorySize">Bytes in memory; those beyond the data are zero.</param>
public sealed record ElfSegment(uint Address, uint RunAddress, ReadOnlyMemory<byte> Data, uint MemorySize);

/// <summary>A named address.</summary>
public sealed record ElfSymbol(string Name, uint Value, uint Size, bool IsFunction);

/// <summary>An executable of a 32-bit little-endian Arm (System V ABI, chapters 4 and 5; ELF for the Arm Architecture, IHI 0044).</summary>
public sealed class ElfImage
{
    private const int HeaderBytes = 52, ProgramHeaderBytes = 32, SectionHeaderBytes = 40, SymbolBytes = 16;

    private readonly byte[] _file;
    private readonly string _name;

    private ElfImage(byte[] file, string name)
    {
        _file = file;
        _name = name;
        CheckHeader();
        Entry = Word(24);
        Segments = ReadSegments();
        Symbols = ReadSymbols();
    }

    /// <summary>The entry address of the header; the core itself starts from the vector table.</summary>
    public uint Entry { get; }

    /// <summary>Parts to load, in the order of the file.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>Symbols; empty for a stripped program.</summary>
    public IReadOnlyList<ElfSymbol> Symbols { get; }

    /// <summary>Reads a program.</summary>
    /// <exception cref="ElfException">The bytes are not such a program.</exception>
    public static ElfImage Parse(byte[] file, string name) => new(file, name);

    /// <summary>The address of a function or object, without the Thumb bit; null where there is no such symbol.</summary>
    public uint? AddressOf(string symbol)
    {
        foreach (ElfSymbol candidate in Symbols)
            if (candidate.Name == symbol) return candidate.IsFunction ? candidate.Value & ~1u : candidate.Value;
        return null;
    }

    private void CheckHeader()
    {
        if (_file.Length < HeaderBytes) throw Bad($"it has {_file.Length} bytes, fewer than the {HeaderBytes} of an ELF header");
        if (!_file.AsSpan(0, 4).SequenceEqual("\u007fELF"u8)) throw Bad("it does not begin with the ELF mark 7F 45 4C 46");
        if (_file[4] != 1) throw Bad("it is not a 32-bit ELF file (class 1)");
        if (_file[5] != 1) throw Bad("it is not little-endian (data encoding 1)");
        if (Half(18) != 40) throw Bad($"it is for machine {Half(18)}, not for Arm (40)");
        if (Half(16) != 2) throw Bad($"it is of type {Half(16)}, not an executable (2); link it before running it");
    }

    private List<ElfSegment> ReadSegments()
    {
        uint table = Word(28);
        int size = Half(42), count = Half(44);
        if (count == 0) throw Bad("it has no program headers, so there is nothing to load");
        if (size != ProgramHeaderBytes) throw Bad($"its program headers have {size} bytes instead of {ProgramHeaderBytes}");
        CheckInside("its program header table", table, (ulong)count * ProgramHeaderBytes);
        var segments = new List<ElfSegment>();
        for (int i = 0; i < count; i++)
        {
            int at = (int)table + i * ProgramHeaderBytes;
            if (Word(at) != 1) continue; // PT_LOAD
            uint offset = Word(at + 4), run = Word(at + 8), load = Word(at + 12), inFile = Word(at + 16), inMemory = Word(at + 20);
            if (inMemory == 0) continue;
            if (inFile > inMemory) throw Bad($"segment {i} has more bytes in the file ({inFile}) than in memory ({inMemory})");
            CheckInside(string.Create(CultureInfo.InvariantCulture, $"segment {i}"), offset, inFile);
            if ((ulong)load + inMemory > 1ul << 32 || (ulong)run + inMemory > 1ul << 32) throw Bad($"segment {i} runs past the end of the address space");
            segments.Add(new ElfSegment(load, run, _file.AsMemory((int)offset, (int)inFile), inMemory));
        }
        if (segments.Count == 0) throw Bad("it has no segment to load");
        CheckOverlap(segments);
        return segments;
    }

    private void CheckOverlap(List<ElfSegment> segments)
    {
        for (int i = 0; i < segments.Count; i++)
        {
            for (int k = 0; k < i; k++)
            {
                ElfSegment a = segments[i], b = segments[k];
                if (a.Data.Length == 0 || b.Data.Length == 0) continue;
                if (a.Address < (ulong)b.Address + (uint)b.Data.Length && b.Address < (ulong)a.Address + (uint)a.Data.Length)
                    throw Bad($"the segments at 0x{b.Address:X8} and 0x{a.Address:X8} overlap");
            }
        }
    }

    private List<ElfSymbol> ReadSymbols()
    {
        var symbols = new List<ElfSymbol>();
        uint table = Word(32);
        int size = Half(46), count = Half(48);
        if (count == 0 || table == 0) return symbols;
        if (size != SectionHeaderBytes) throw Bad($"its section headers have {size} bytes instead of {SectionHeaderBytes}");
        CheckInside("its section header table", table, (ulong)count * SectionHeaderBytes);
        for (int i = 0; i < count; i++)
        {
            int at = (int)table + i * SectionHeaderBytes;
            if (Word(at + 4) != 2) continue; // SHT_SYMTAB
            uint offset = Word(at + 16), length = Word(at + 20), strings = Word(at + 24);
            CheckInside("its symbol table", offset, length);
            if (strings >= count) throw Bad($"its symbol table names string table {strings} of {count} sections");
            int stringHeader = (int)(table + strings * SectionHeaderBytes);
            uint stringsAt = Word(stringHeader + 16), stringsLength = Word(stringHeader + 20);
            CheckInside("its string table", stringsAt, stringsLength);
            ReadSymbolTable(symbols, offset, length, _file.AsSpan((int)stringsAt, (int)stringsLength));
        }
        return symbols;
    }

    private void ReadSymbolTable(List<ElfSymbol> symbols, uint offset, uint length, ReadOnlySpan<byte> strings)
    {
        for (uint at = offset; at + SymbolBytes <= offset + length; at += SymbolBytes)
        {
            uint name = Word((int)at);
            int type = _file[at + 12] & 15;
            if (name == 0 || name >= strings.Length || type > 2 || Half((int)at + 14) == 0) continue;
            ReadOnlySpan<byte> text = strings[(int)name..];
            int end = text.IndexOf((byte)0);
            if (end <= 0 || text[0] == '$') continue;
            symbols.Add(new ElfSymbol(Encoding.UTF8.GetString(text[..end]), Word((int)at + 4), Word((int)at + 8), type == 2));
        }
    }

    private void CheckInside(string what, uint offset, ulong length)
    {
        if (offset + length > (ulong)_file.Length) throw Bad($"{what} ends at byte {offset + length}, but the file has {_file.Length} bytes: it is truncated or damaged");
    }

    private ElfException Bad(string why) => new($"{_name} cannot be run: {why}.");

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at));

    private int Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));
}
