using System.Numerics;

namespace HwModel.Networks.Execution;

/// <summary>A copy of a packet at a quad of processing elements.</summary>
/// <param name="Time">When its key is in the rings, femtoseconds.</param>
/// <param name="Source">Number of the slice that sent it.</param>
/// <param name="Neuron">Neuron of that slice.</param>
/// <param name="Elements">Elements of the quad that take it.</param>
internal readonly record struct Arrival(long Time, int Source, ushort Neuron, byte Elements);

/// <summary>The packets that came to a quad, in the order of their times, for as long as an element of it has not taken them. One log for four elements: most packets go to all of them.</summary>
internal sealed class PacketLog
{
    private readonly long[] _taken = [long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue];
    private Arrival[] _arrivals = new Arrival[64];
    private long _first;
    private int _count;

    /// <summary>Elements of the quad that run a slice.</summary>
    public byte Present { get; private set; }

    /// <summary>An element runs a slice.</summary>
    public void Join(int element)
    {
        _taken[element] = 0;
        Present |= (byte)(1 << element);
    }

    /// <summary>A copy arrives; returns how many elements get it.</summary>
    public int Add(long time, int source, int neuron, int elements)
    {
        elements &= Present;
        if (elements == 0) return 0;
        if (_count == _arrivals.Length) MakeRoom();
        _arrivals[_count++] = new Arrival(time, source, (ushort)neuron, (byte)elements);
        return BitOperations.PopCount((uint)elements);
    }

    /// <summary>What an element has not taken yet.</summary>
    public ReadOnlySpan<Arrival> NewFor(int element) => _arrivals.AsSpan((int)(_taken[element] - _first), _count - (int)(_taken[element] - _first));

    /// <summary>An element takes the first of them.</summary>
    public void Take(int element, int arrivals) => _taken[element] += arrivals;

    private void MakeRoom()
    {
        long least = Math.Min(Math.Min(_taken[0], _taken[1]), Math.Min(_taken[2], _taken[3]));
        int gone = (int)(least - _first);
        if (gone < _arrivals.Length / 2)
        {
            Array.Resize(ref _arrivals, 2 * _arrivals.Length);
            return;
        }
        _arrivals.AsSpan(gone, _count - gone).CopyTo(_arrivals);
        _first = least;
        _count -= gone;
    }
}
