namespace HwModel.SpiNNaker2.Pe.Core.Exceptions;

/// <summary>The 24-bit system timer; its value is computed from the cycle, so that it costs nothing while it counts (Arm ARMv7-M ARM, B3.3).</summary>
public sealed class SysTick
{
    private readonly CortexM4 _core;
    private uint _control, _reload, _value;
    private long _since;
    private bool _countFlag;

    internal SysTick(CortexM4 core) => _core = core;

    private bool Enabled => (_control & 1) != 0;

    /// <summary>SYST_CSR; reading clears COUNTFLAG.</summary>
    internal uint ReadControl()
    {
        uint value = _control | (_countFlag ? 0x1_0000u : 0);
        _countFlag = false;
        return value;
    }

    internal void WriteControl(uint value)
    {
        _value = Current();
        _since = _core.Cycle;
        _control = value & 7;
        Schedule();
    }

    internal uint Reload
    {
        get => _reload;
        set
        {
            _value = Current();
            _since = _core.Cycle;
            _reload = value & 0xFF_FFFF;
            Schedule();
        }
    }

    /// <summary>SYST_CVR.</summary>
    internal uint Current()
    {
        if (!Enabled) return _value;
        long elapsed = _core.Cycle - _since;
        if (elapsed <= _value) return (uint)(_value - elapsed);
        if (_reload == 0) return 0;
        elapsed -= _value + 1L;
        return (uint)(_reload - elapsed % (_reload + 1L));
    }

    internal void ClearCurrent()
    {
        _value = 0;
        _since = _core.Cycle;
        _countFlag = false;
        Schedule();
    }

    internal void Reset()
    {
        _control = _reload = _value = 0;
        _since = 0;
        _countFlag = false;
        Schedule();
    }

    /// <summary>The counter has reached 0.</summary>
    internal void Fire()
    {
        _value = 0;
        _since = _core.Cycle;
        _countFlag = true;
        if ((_control & 2) != 0) _core.Nvic.Pend(Nvic.SysTickNumber);
        Schedule();
    }

    private void Schedule()
    {
        long next = long.MaxValue;
        if (Enabled && _value != 0) next = _since + _value;
        else if (Enabled && _reload != 0) next = _since + 1 + _reload;
        _core.SetNextEvent(next);
    }
}
