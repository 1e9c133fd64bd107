using System.Numerics;
using HwModel.Networks.Images;

namespace HwModel.Networks.Execution;

/// <summary>The master population table of a memory image, by number of the sending slice instead of by key.</summary>
internal sealed class PopulationTable
{
    private const int EntryWords = PeFields.SourceBytes / 4;
    private const uint Golden = 0x9E3779B1;

    private readonly Entry[] _entries;
    private readonly uint[] _keys;
    private readonly int[] _slots;
    private readonly int _shift;

    /// <param name="words">The image.</param>
    /// <param name="at">First word of the table.</param>
    /// <param name="count">Entries.</param>
    /// <param name="sourceOf">Number of the slice that has a key.</param>
    /// <param name="wordOf">Word of an address.</param>
    public PopulationTable(uint[] words, int at, int count, Func<uint, int> sourceOf, Func<uint, int> wordOf)
    {
        _entries = new Entry[count];
        _keys = new uint[count];
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)(2 * count) + 2)];
        _shift = 32 - BitOperations.Log2((uint)_slots.Length);
        for (int e = 0; e < count; e++, at += EntryWords) _keys[e] = words[at];
        at -= count * EntryWords;
        for (int e = 0; e < count; e++, at += EntryWords)
        {
            _entries[e] = new Entry(sourceOf(words[at]), wordOf(words[at + 2]), wordOf(words[at + 3]), words[at + 4], StepsTo(words[at]));
            uint slot = (uint)_entries[e].Source * Golden >> _shift;
            while (_slots[slot] != 0) slot = slot + 1 & (uint)_slots.Length - 1;
            _slots[slot] = e + 1;
        }
    }

    /// <summary>What the table says of a source.</summary>
    /// <param name="Source">Number of the slice.</param>
    /// <param name="Rows">First word of its rows.</param>
    /// <param name="Offsets">First word of the offsets of its neurons' rows, 16 bits each.</param>
    /// <param name="Header">The header that all its synapses share; 0: rows are blocks with headers.</param>
    /// <param name="Steps">Halvings until the firmware has found it.</param>
    public readonly record struct Entry(int Source, int Rows, int Offsets, uint Header, int Steps);

    /// <summary>Whether the table knows a source.</summary>
    public bool TryFind(int source, out Entry entry)
    {
        for (uint slot = (uint)source * Golden >> _shift; _slots[slot] is var found and not 0; slot = slot + 1 & (uint)_slots.Length - 1)
        {
            entry = _entries[found - 1];
            if (entry.Source == source) return true;
        }
        entry = default;
        return false;
    }

    /// <summary>Halvings until the firmware has the last entry whose key is not above a key.</summary>
    public int StepsTo(uint key)
    {
        int low = 0, steps = 0;
        for (int count = _keys.Length; count > 1; steps++)
        {
            int half = count / 2;
            if (_keys[low + half] <= key)
            {
                low += half;
                count -= half;
            }
            else count = half;
        }
        return steps;
    }
}
