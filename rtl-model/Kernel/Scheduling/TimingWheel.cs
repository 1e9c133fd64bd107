using System.Numerics;

namespace HwModel.Kernel;

/// <summary>
/// The timers of one clock domain, at most one per module: those due within 1,024 cycles lie in a wheel of slots with an occupancy bitmap
/// (Varghese, Lauck, IEEE/ACM ToN 5, 1997), later ones wait in a heap. Setting and finding a timer takes constant time in the wheel.
/// </summary>
internal sealed class TimingWheel
{
    private const int Slots = 1024;
    private const int None = -1;
    private const long Unset = -1;

    private readonly int[] _first = new int[Slots];
    private readonly ulong[] _occupied = new ulong[Slots / 64];
    private readonly PriorityQueue<int, long> _far = new();
    private int[] _next = [];
    private int[] _previous = [];
    private long[] _due = [];
    private bool[] _isNear = [];
    private ulong _occupiedWords;
    private long _now;

    public TimingWheel() => Array.Fill(_first, None);

    /// <summary>Makes room for the timers of <paramref name="count"/> modules and forgets all that were set.</summary>
    public void Reset(int count, long now)
    {
        Array.Fill(_first, None);
        Array.Clear(_occupied);
        _occupiedWords = 0;
        _far.Clear();
        _far.EnsureCapacity(count);
        _next = new int[count];
        _previous = new int[count];
        _due = new long[count];
        Array.Fill(_due, Unset);
        _isNear = new bool[count];
        _now = now;
        Earliest = long.MaxValue;
    }

    /// <summary>No timer is due before this cycle: <see cref="Advance"/> need not be called earlier.</summary>
    public long Earliest { get; private set; } = long.MaxValue;

    /// <summary>The cycle at which a module's timer is due, or -1.</summary>
    public long DueOf(int module) => _due[module];

    /// <summary>Sets a module's timer, replacing an earlier setting; <paramref name="due"/> is in the future.</summary>
    public void Set(int module, long due)
    {
        long old = _due[module];
        if (old == due) return;
        if (old != Unset && _isNear[module]) Unlink(module);
        _due[module] = due;
        if (due < Earliest) Earliest = due;
        if (due - _now < Slots) Link(module);
        else
        {
            _isNear[module] = false;
            _far.Enqueue(module, due);
        }
    }

    /// <summary>The earliest cycle at which a timer is due; <see cref="long.MaxValue"/> where none is set.</summary>
    public long NextDue()
    {
        if (_occupiedWords != 0) return NextInWheel();
        DropStale();
        return _far.TryPeek(out _, out long due) ? due : long.MaxValue;
    }

    /// <summary>Moves to a cycle, which is at most <see cref="NextDue"/>, and wakes the modules whose timers are due then. Cycles before <see cref="Earliest"/> may be left out.</summary>
    public void Advance(long cycle, ulong[] awake)
    {
        _now = cycle;
        if (_far.Count > 0) PullIn();
        int slot = (int)(cycle & (Slots - 1));
        int module = _first[slot];
        if (module != None)
        {
            _first[slot] = None;
            ClearOccupied(slot);
            while (module != None)
            {
                awake[module >> 6] |= 1UL << module;
                _due[module] = Unset;
                module = _next[module];
            }
        }
        Earliest = NextDue();
    }

    private long NextInWheel()
    {
        int start = (int)((_now + 1) & (Slots - 1));
        int word = start >> 6;
        ulong first = _occupied[word] & (ulong.MaxValue << start);
        int slot;
        if (first != 0) slot = (word << 6) + BitOperations.TrailingZeroCount(first);
        else
        {
            // Words after this one, then from the beginning up to and including this one again.
            uint words = (uint)_occupiedWords;
            uint rotated = BitOperations.RotateRight(words | (words << 16), word + 1) & 0xFFFF;
            int next = (word + 1 + BitOperations.TrailingZeroCount(rotated)) & (Slots / 64 - 1);
            slot = (next << 6) + BitOperations.TrailingZeroCount(_occupied[next]);
        }
        return _now + 1 + ((slot - start) & (Slots - 1));
    }

    private void PullIn()
    {
        while (_far.TryPeek(out int module, out long due) && due - _now < Slots)
        {
            _far.Dequeue();
            if (_due[module] == due && !_isNear[module]) Link(module);
        }
    }

    private void DropStale()
    {
        while (_far.TryPeek(out int module, out long due) && (_due[module] != due || _isNear[module])) _far.Dequeue();
    }

    private void Link(int module)
    {
        int slot = (int)(_due[module] & (Slots - 1));
        int first = _first[slot];
        _next[module] = first;
        _previous[module] = None;
        if (first != None) _previous[first] = module;
        else
        {
            _occupied[slot >> 6] |= 1UL << slot;
            _occupiedWords |= 1UL << (slot >> 6);
        }
        _first[slot] = module;
        _isNear[module] = true;
    }

    private void Unlink(int module)
    {
        int slot = (int)(_due[module] & (Slots - 1));
        int next = _next[module];
        int previous = _previous[module];
        if (next != None) _previous[next] = previous;
        if (previous != None) _next[previous] = next;
        else
        {
            _first[slot] = next;
            if (next == None) ClearOccupied(slot);
        }
    }

    private void ClearOccupied(int slot)
    {
        ulong word = _occupied[slot >> 6] & ~(1UL << slot);
        _occupied[slot >> 6] = word;
        if (word == 0) _occupiedWords &= ~(1UL << (slot >> 6));
    }
}
