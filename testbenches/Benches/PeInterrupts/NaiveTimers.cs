namespace HwModel.Benches.PeInterrupts;

/// <summary>Three timers as the data sheet describes them, stepped by every edge of the reference that a clock sees two cycles after it.</summary>
internal sealed class NaiveTimers(long period)
{
    private const long Reference = 1_000_000_000;

    private readonly uint[] _load = new uint[3], _count = [uint.MaxValue, uint.MaxValue, uint.MaxValue], _control = [0x20, 0x20, 0x20], _raw = new uint[3], _prescaler = new uint[3];
    private long _edge;

    public ulong Lines
    {
        get
        {
            ulong lines = 0;
            for (int timer = 0; timer < 3; timer++)
                if (_raw[timer] != 0 && (_control[timer] & 0x20) != 0) lines |= 4 | (timer < 2 ? 1UL << timer : 0);
            return lines;
        }
    }

    public uint CountOf(int timer) => _count[timer];

    public uint RawOf(int timer) => _raw[timer];

    public uint ControlOf(int timer) => _control[timer];

    public uint LoadOf(int timer) => _load[timer];

    /// <summary>All edges that are seen up to a cycle.</summary>
    public void StepTo(long cycle)
    {
        for (; (_edge * Reference + period - 1) / period + 2 <= cycle; _edge++)
            for (int timer = 0; timer < 3; timer++) Edge(timer);
    }

    public void Write(int timer, uint register, uint value)
    {
        switch (register)
        {
            case 0x00:
                _load[timer] = _count[timer] = value;
                _prescaler[timer] = 0;
                break;
            case 0x08:
                _control[timer] = value & 0xEF;
                break;
            case 0x0C:
                _raw[timer] = 0;
                break;
            case 0x18:
                _load[timer] = value;
                break;
        }
    }

    private void Edge(int timer)
    {
        uint control = _control[timer];
        if ((control & 0x80) == 0) return;
        uint divider = (control >> 2 & 3) switch { 0 => 1u, 1 => 16u, _ => 256u };
        if (++_prescaler[timer] < divider) return;
        _prescaler[timer] = 0;
        uint width = (control & 2) != 0 ? uint.MaxValue : 0xFFFF, low = _count[timer] & width;
        bool oneShot = (control & 1) != 0, periodic = (control & 0x40) != 0 && !oneShot;
        uint next = periodic ? _load[timer] & width : width;
        if (low == 0 && oneShot) return;
        if (low == 0)
        {
            low = next;
            if (next == 0) _raw[timer] = 1;
        }
        else if (--low == 0)
        {
            _raw[timer] = 1;
            if (periodic) low = next;
        }
        _count[timer] = (_count[timer] & ~width) | low;
    }
}
