using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Router;

/// <summary>
/// The multicast table: 16 384 entries of key, mask and route, of which the lowest matching one wins (Scholze et al., OJCAS 2026; SpiNNaker datasheet v2.02, 10.4).
/// All entries are invalid after reset.
/// </summary>
/// <remarks>
/// The hardware compares all entries at once. Here entries with the same mask share a hash table from key to the lowest index; groups are tried in the order of their
/// lowest index, and the search ends where no group can give a lower one. What was found is remembered by key until the table changes.
/// </remarks>
public sealed class MulticastTable : IStatePart
{
    /// <summary>Entries.</summary>
    [Published("Scholze et al., OJCAS 2026")]
    public const int Size = 16384;

    /// <summary>No entry matches.</summary>
    public const int Miss = -1;

    private const int RememberedBits = 12;

    private readonly RouteEntry[] _entries = new RouteEntry[Size];
    private readonly bool[] _valid = new bool[Size];
    private readonly Dictionary<uint, Group> _byMask = [];
    private readonly RouterFault _faults;
    private Group[] _groups = [];
    private readonly uint[] _rememberedKeys = new uint[1 << RememberedBits];
    private readonly int[] _remembered = new int[1 << RememberedBits];
    private bool _isBuilt;
    private ulong _digest;
    private int _end;

    /// <summary>An empty table.</summary>
    public MulticastTable()
        : this(RouterFault.None)
    {
    }

    internal MulticastTable(RouterFault faults) => _faults = faults;

    /// <summary>Valid entries.</summary>
    public int Count { get; private set; }

    /// <summary>An entry by index.</summary>
    public RouteEntry this[int index] => _entries[index];

    /// <summary>Whether an entry takes part in the match.</summary>
    public bool IsValid(int index) => _valid[index];

    public string Schema => $"multicast({Size})";

    /// <summary>Writes an entry.</summary>
    public void Set(int index, in RouteEntry entry, bool isValid = true)
    {
        _digest ^= Digest(index);
        if (_valid[index] != isValid) Count += isValid ? 1 : -1;
        _entries[index] = entry;
        _valid[index] = isValid;
        _end = Math.Max(_end, index + 1);
        _digest ^= Digest(index);
        _isBuilt = false;
    }

    /// <summary>Replaces the whole table.</summary>
    /// <exception cref="ArgumentException">There are more entries than fit; says by how many.</exception>
    public void Load(ReadOnlySpan<RouteEntry> entries)
    {
        if (entries.Length > Size) throw new ArgumentException($"{entries.Length} routing entries do not fit: the table has {Size}, {entries.Length - Size} are too many");
        Clear();
        for (int i = 0; i < entries.Length; i++) Set(i, in entries[i]);
    }

    /// <summary>The index of the lowest valid entry that matches a key, or <see cref="Miss"/>.</summary>
    public int Find(uint key)
    {
        if (!_isBuilt) Build();
        uint slot = (key * 0x9E3779B1u) >> (32 - RememberedBits);
        if (_rememberedKeys[slot] == key && _remembered[slot] != int.MinValue) return _remembered[slot];
        int found = Search(key);
        _rememberedKeys[slot] = key;
        _remembered[slot] = found;
        return found;
    }

    public void Reset(PowerOn powerOn) => Clear();

    public void Save(StateWriter writer)
    {
        int used = 0;
        for (int i = 0; i < _end; i++)
            if (IsUsed(i)) used++;
        writer.Write(used);
        for (int i = 0; i < _end; i++)
        {
            if (!IsUsed(i)) continue;
            writer.Write(i);
            writer.Write(_valid[i]);
            writer.WriteValue(in _entries[i]);
        }
    }

    public void Load(StateReader reader)
    {
        Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int index = reader.ReadInt32();
            bool valid = reader.ReadBoolean();
            Set(index, reader.ReadValue<RouteEntry>(), valid);
        }
    }

    public void Hash(ref StateHash hash) => hash.Add(_digest);

    public void DeclareTrace(TraceDeclaration trace) => trace.Bits("entries", 15);

    public void SampleTrace(TraceSampler sampler) => sampler.Bits((ulong)Count);

    private bool IsUsed(int index) => _valid[index] || _entries[index] != default;

    private void Clear()
    {
        Array.Clear(_entries, 0, _end);
        Array.Clear(_valid, 0, _end);
        _end = Count = 0;
        _digest = 0;
        _isBuilt = false;
    }

    private ulong Digest(int index)
    {
        if (!IsUsed(index)) return 0;
        var hash = new StateHash((ulong)index);
        hash.Add<RouteEntry>(in _entries[index]);
        hash.Add(_valid[index] ? 1UL : 0);
        return hash.Value;
    }

    private void Build()
    {
        _byMask.Clear();
        Array.Fill(_remembered, int.MinValue);
        for (int i = 0; i < _end; i++)
        {
            if (!_valid[i]) continue;
            RouteEntry entry = _entries[i];
            // A key with a bit outside its mask never matches.
            uint mask = (_faults & RouterFault.MaskIgnored) != 0 ? uint.MaxValue : entry.Mask;
            if ((entry.Key & ~entry.Mask) != 0) continue;
            if (!_byMask.TryGetValue(mask, out Group? group)) _byMask.Add(mask, group = new Group(mask, i));
            if ((_faults & RouterFault.LastMatch) != 0) group.Indices[entry.Key] = i;
            else group.Indices.TryAdd(entry.Key, i);
        }
        _groups = [.. _byMask.Values];
        _isBuilt = true;
    }

    private int Search(uint key)
    {
        int best = int.MaxValue;
        if ((_faults & RouterFault.LastMatch) != 0)
        {
            int last = Miss;
            foreach (Group group in _groups)
                if (group.Indices.TryGetValue(key & group.Mask, out int index)) last = Math.Max(last, index);
            return last;
        }
        foreach (Group group in _groups)
        {
            if (group.First > best) break;
            if (group.Indices.TryGetValue(key & group.Mask, out int index) && index < best) best = index;
        }
        return best == int.MaxValue ? Miss : best;
    }

    // Entries with one mask; groups are made in the order of their first entry.
    private sealed class Group(uint mask, int first)
    {
        public uint Mask => mask;

        public int First => first;

        public Dictionary<uint, int> Indices { get; } = [];
    }
}
