namespace HwModel.Networks.Execution;

/// <summary>
/// The ring of packets in a processing element's memory, with the time at which each is there. Packets that a tick handles give their places back 64 at a time while they are
/// handled, as the firmware moves the read pointer.
/// </summary>
/// <param name="capacity">Packets that fit.</param>
internal sealed class ArrivalRing(int capacity)
{
    private const int GivenBackAtOnce = 64;

    private uint[] _keys = new uint[16];
    private long[] _times = new long[16];
    private int _head;
    private int _count;
    private int _handled;
    private long _handledFrom;
    private long _handledUntil;

    /// <summary>A packet arrives; false where it finds no place.</summary>
    public bool TryAdd(long time, uint key)
    {
        if (_count + Held(time) >= capacity) return false;
        if (_count == _keys.Length) Grow();
        int at = (_head + _count++) & (_keys.Length - 1);
        _keys[at] = key;
        _times[at] = time;
        return true;
    }

    /// <summary>Packets that are there at a time.</summary>
    public int ArrivedBy(long time)
    {
        int mask = _keys.Length - 1, arrived = _count;
        // Nearly always all of them: what is under way is at the end.
        while (arrived > 0 && _times[(_head + arrived - 1) & mask] > time) arrived--;
        return arrived;
    }

    /// <summary>The n-th packet.</summary>
    public uint this[int index] => _keys[(_head + index) & (_keys.Length - 1)];

    /// <summary>The first packets are handled, one after the other in a span of time.</summary>
    public void Handle(int packets, long from, long until)
    {
        _head = (_head + packets) & (_keys.Length - 1);
        _count -= packets;
        (_handled, _handledFrom, _handledUntil) = (packets, from, until);
    }

    // Places of handled packets that are not given back yet.
    private int Held(long time)
    {
        if (time >= _handledUntil) return 0;
        long done = time <= _handledFrom ? 0 : (long)_handled * (time - _handledFrom) / (_handledUntil - _handledFrom);
        return _handled - (int)(done / GivenBackAtOnce * GivenBackAtOnce);
    }

    private void Grow()
    {
        var keys = new uint[2 * _keys.Length];
        var times = new long[2 * _keys.Length];
        for (int i = 0; i < _count; i++)
        {
            keys[i] = this[i];
            times[i] = _times[(_head + i) & (_keys.Length - 1)];
        }
        (_keys, _times, _head) = (keys, times, 0);
    }
}
