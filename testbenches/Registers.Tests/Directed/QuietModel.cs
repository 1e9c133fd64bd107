using HwModel.SystemRdl.Model;

namespace HwModel.Registers.Tests.Directed;

/// <summary>The bits of a bus word that are fixed, and their values.</summary>
internal readonly record struct Expected(ulong Value, ulong Mask);

/// <summary>
/// What software sees of an elaborated model while hardware is quiet, by plain reading of the properties (SystemRDL 2.0, 9.3 to 9.6, 9.9, 10.6, 13.4): for each lane of each
/// word the fields that lie there.
/// </summary>
internal sealed class QuietModel
{
    private readonly Dictionary<string, QuietCell> _cells = [];
    private readonly Dictionary<long, Word> _words = [];
    private readonly HashSet<QuietCell> _pulses = [];
    private readonly int _busBytes;

    public QuietModel(AddressMapNode top, int busBytes)
    {
        _busBytes = busBytes;
        Element[] fields = [.. new Element(top, null, 0).Walk().Where(e => e.Node is FieldNode && !IsOutside(e))];
        foreach (Element field in fields.Where(e => ((FieldNode)e.Node).AliasPrimary is null)) _cells.Add(field.Path, new QuietCell(field));
        foreach (IGrouping<string, Element> group in fields.GroupBy(e => e.Parent!.Path)) Lay(top, group.First().Parent!, [.. group]);
        Reset();
    }

    public IEnumerable<QuietCell> Cells => _cells.Values;

    /// <summary>Addresses of the words that hold registers.</summary>
    public long[] Words => [.. _words.Keys.Order()];

    public void Reset()
    {
        foreach (QuietCell cell in _cells.Values) cell.Reset();
        _pulses.Clear();
    }

    public bool IsMapped(long address) => _words.ContainsKey(address & -_busBytes);

    /// <summary>Data for a word, with the reset values where the specification keeps tests away.</summary>
    public ulong Allowed(long address, ulong data) => (data & ~_words[address & -_busBytes].Untested) | (_words[address & -_busBytes].ResetData & _words[address & -_busBytes].Untested);

    /// <summary>The bits of a word that software can both write and read back unchanged.</summary>
    public ulong Plain(long address) => _words[address & -_busBytes].Plain;

    /// <summary>A read and what it does; the value is that before the effect.</summary>
    public Expected Read(long address, byte strobes)
    {
        Word word = _words[address & -_busBytes];
        var touched = new HashSet<QuietCell>();
        Expected seen = Look(word, strobes);
        foreach (Place place in Touched(word, strobes))
        {
            if (place.Field.OnRead == OnRead.None) continue;
            place.Cell.Set(place.Cell.Ones, place.Field.OnRead == OnRead.Set ? ulong.MaxValue : 0);
            touched.Add(place.Cell);
        }
        EndPulses(touched, []);
        return seen;
    }

    private static Expected Look(Word word, byte strobes)
    {
        ulong value = 0, mask = 0;
        for (int lane = 0; lane < word.Lanes.Length; lane++)
        {
            if ((strobes >> (lane / 8) & 1) == 0)
            {
                mask |= 1UL << lane;
                continue;
            }
            bool one = (word.ReservedOnes >> lane & 1) != 0 && word.Lanes[lane].Count == 0, known = (word.Unknown >> lane & 1) == 0;
            foreach (Place place in word.Lanes[lane].Where(p => p.Field.Software.CanRead()))
            {
                one |= (place.Cell.Value >> place.Bit & 1) != 0;
                known &= (place.Cell.Known >> place.Bit & 1) != 0 && place.IsCompared;
            }
            if (one) value |= 1UL << lane;
            if (known) mask |= 1UL << lane;
        }
        return new Expected(value, mask);
    }

    public void Write(long address, ulong data, byte strobes)
    {
        Word word = _words[address & -_busBytes];
        var touched = new Dictionary<Accessor, (ulong Strobes, ulong Data)>();
        foreach (Place place in Touched(word, strobes))
        {
            (ulong s, ulong d) = touched.GetValueOrDefault(place.Accessor);
            touched[place.Accessor] = (s | 1UL << place.Bit, d | (data >> place.Lane & 1) << place.Bit);
        }
        var pulsed = new Dictionary<QuietCell, ulong>();
        var effects = new List<Action>();
        foreach ((Accessor accessor, (ulong s, ulong d)) in touched)
        {
            QuietCell cell = accessor.Cell;
            FieldNode f = accessor.Field;
            if (!f.Software.CanWrite()) continue;
            bool? open = IsOpen(cell);
            if (open == false || (f.Software.IsOnce() && cell.WasWritten)) continue;
            ulong before = cell.Value;
            (ulong bits, ulong value) = f.OnWrite switch
            {
                OnWrite.OneSets => (d, ulong.MaxValue),
                OnWrite.OneClears => (d, 0UL),
                OnWrite.OneToggles => (d, ~before),
                OnWrite.ZeroSets => (s & ~d, ulong.MaxValue),
                OnWrite.ZeroClears => (s & ~d, 0UL),
                OnWrite.ZeroToggles => (s & ~d, ~before),
                OnWrite.Clear => (cell.Ones, 0UL),
                OnWrite.Set => (cell.Ones, ulong.MaxValue),
                _ => (s, d),
            };
            bool toggles = f.OnWrite is OnWrite.OneToggles or OnWrite.ZeroToggles;
            effects.Add(() =>
            {
                ulong known = cell.Known;
                cell.Set(bits, value);
                cell.WasWritten = true;
                if (toggles) cell.Known = known;
                if (open is null) cell.Known = known & ~bits;
            });
            pulsed[cell] = bits;
        }
        // All gates are looked at before any field changes.
        foreach (Action effect in effects) effect();
        EndPulses([], pulsed);
        foreach (QuietCell cell in pulsed.Keys.Where(c => c.IsSinglePulse)) _pulses.Add(cell);
    }

    /// <summary>A cycle without an access.</summary>
    public void Idle() => EndPulses([], []);

    private void EndPulses(HashSet<QuietCell> read, Dictionary<QuietCell, ulong> written)
    {
        foreach (QuietCell cell in _pulses)
            if (!read.Contains(cell)) cell.Set(cell.Ones & ~written.GetValueOrDefault(cell), 0);
        _pulses.Clear();
    }

    /// <summary>Software may write; null: what gates it is not known.</summary>
    private bool? IsOpen(QuietCell cell)
    {
        var f = (FieldNode)cell.Element.Node;
        bool? open = f.SoftwareWriteEnable.IsOn ? IsHigh(cell, f.SoftwareWriteEnable, "SoftwareWriteEnable") : true;
        bool? shut = f.SoftwareWriteEnableLow.IsOn ? IsHigh(cell, f.SoftwareWriteEnableLow, "SoftwareWriteEnableLow") : false;
        return open == false || shut == true ? false : open is null || shut is null ? null : true;
    }

    private bool? IsHigh(QuietCell cell, Gate gate, string input)
    {
        if (gate.Reference is not { } reference) return cell.Gates.GetValueOrDefault(input);
        if (reference.Property is not null || !_cells.TryGetValue(reference.Resolve(cell.Element).Path, out QuietCell? other) || other.Known != other.Ones) return null;
        return other.Value != 0;
    }

    private static IEnumerable<Place> Touched(Word word, byte strobes) =>
        word.Lanes.Where((_, lane) => (strobes >> (lane / 8) & 1) != 0).SelectMany(l => l);

    /// <summary>Puts the bits of a register's fields into the words: the first word of a wide register is the low one, in a big-endian map the high one.</summary>
    private void Lay(AddressMapNode top, Element register, Element[] fields)
    {
        var node = (RegisterNode)register.Node;
        AddressMapNode map = Map(register);
        Accessor[] accessors = [.. fields.Select(f => new Accessor((FieldNode)f.Node, _cells[Primary(f).Path]))];
        for (int bit = 0; bit < node.Width; bit++)
        {
            long place = register.AbsoluteAddress + (bit / 8);
            if (top.IsBigEndian && node.Size > _busBytes) place = register.AbsoluteAddress + node.Size - _busBytes - (bit / 8 / _busBytes * _busBytes) + (bit / 8 % _busBytes);
            long start = place & -_busBytes;
            if (!_words.TryGetValue(start, out Word? word)) _words.Add(start, word = new Word(_busBytes));
            int lane = ((int)(place - start) * 8) + (bit % 8);
            ulong one = 1UL << lane;
            if (map.ReservedReadOne) word.ReservedOnes |= one;
            // A field that is only read may share its bits with one that is only written.
            Accessor[] here = [.. accessors.Where(a => bit >= a.Field.BusLow && bit < a.Field.BusLow + a.Field.Width)];
            if (here.Length == 0 && map.ReservedReadUnknown) word.Unknown |= one;
            foreach (Accessor accessor in here) Lay(word, accessor, bit - accessor.Field.BusLow, lane);
        }
    }

    private static void Lay(Word word, Accessor accessor, int index, int lane)
    {
        FieldNode f = accessor.Field;
        ulong one = 1UL << lane;
        bool isTested = f.IsTested && (f.DontTest >> index).IsEven, isCompared = f.IsTested && ((f.DontCompare | f.DontTest) >> index).IsEven;
        word.Lanes[lane].Add(new Place(accessor, index, lane, isCompared));
        if (!isTested) word.Untested |= one;
        if (!((f.Reset ?? 0) >> index).IsEven) word.ResetData |= one;
        bool isPlain = f is { Software: AccessType.ReadWrite, OnWrite: OnWrite.None, OnRead: OnRead.None, SoftwareWriteEnable.IsOn: false, SoftwareWriteEnableLow.IsOn: false };
        if (isPlain && accessor.Cell.IsQuiet && !f.IsSinglePulse && isCompared) word.Plain |= one;
    }

    /// <summary>The field itself, or the one that an alias shows.</summary>
    private static Element Primary(Element field)
    {
        if (((FieldNode)field.Node).AliasPrimary is not { } primary) return field;
        Element register = field.Parent!;
        return new Element(primary, new Element(primary.Register, register.Parent, register.Index), 0);
    }

    private static AddressMapNode Map(Element element)
    {
        while (element.Node is not AddressMapNode) element = element.Parent!;
        return (AddressMapNode)element.Node;
    }

    private static bool IsOutside(Element element)
    {
        for (Element? e = element; e is not null; e = e.Parent)
            if (e.Node.IsExternal || e.Node is MemoryNode) return true;
        return false;
    }

    private sealed class Accessor(FieldNode node, QuietCell cell)
    {
        public FieldNode Field => node;

        public QuietCell Cell => cell;
    }

    private sealed record Place(Accessor Accessor, int Bit, int Lane, bool IsCompared)
    {
        public FieldNode Field => Accessor.Field;

        public QuietCell Cell => Accessor.Cell;
    }

    private sealed class Word(int bytes)
    {
        public List<Place>[] Lanes { get; } = [.. Enumerable.Range(0, bytes * 8).Select(_ => new List<Place>())];

        public ulong ReservedOnes { get; set; }

        public ulong Unknown { get; set; }

        public ulong Untested { get; set; }

        public ulong ResetData { get; set; }

        public ulong Plain { get; set; }
    }
}
