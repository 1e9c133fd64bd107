namespace HwModel.Benches.PeInterrupts;

/// <summary>What happened to priorities, for coverage.</summary>
internal enum NvicEvent
{
    Entry,
    Preemption,
    TailChain,
    ReturnToThread,
    ReturnToHandler,
    WaitsForBasepri,
    WaitsForPrimask,
    WaitsForItsGroup,
    WaitsDisabled,
    LowerNumberFirst,
    LowerSubpriorityFirst,
    LevelPendsAgain,
    PulseWhileActive,
    LevelKeepsPending,
}

/// <summary>
/// Eight interrupts by the published rules, naively: who is pending, who is active, and who goes first (Arm ARMv7-M ARM, B1.5.4 for priorities, groups and masks;
/// Arm Cortex-M4 Devices Generic User Guide, 4.2.9 for levels and pulses).
/// </summary>
internal sealed class NvicModel
{
    public const int Lines = 8;

    private readonly int[] _priority = new int[Lines];
    private readonly bool[] _pending = new bool[Lines], _enabled = new bool[Lines], _level = new bool[Lines];
    private readonly List<int> _active = [];
    private readonly int _group;
    private readonly Action<NvicEvent> _cover;
    private int _basepri;
    private bool _primask;

    public NvicModel(NvicConfiguration configuration, Action<NvicEvent> cover)
    {
        (_group, _cover) = (configuration.Group, cover);
        for (int line = 0; line < Lines; line++) (_priority[line], _enabled[line]) = (configuration.PriorityOf(line), true);
    }

    /// <summary>The line whose handler runs; -1: Thread mode.</summary>
    public int Running => _active.Count > 0 ? _active[^1] : -1;

    /// <summary>Handlers under way.</summary>
    public int Depth => _active.Count;

    /// <summary>Bit n: line n is pending.</summary>
    public int Pending => Bits(line => _pending[line]);

    /// <summary>Bit n: line n is active.</summary>
    public int Active => Bits(_active.Contains);

    public bool IsActive(int line) => _active.Contains(line);

    /// <summary>Does a command; the line whose handler begins with it, or -1.</summary>
    public int Do(NvicCommand command)
    {
        bool returns = false;
        switch (command)
        {
            case PendLines pend:
                for (int line = 0; line < Lines; line++) _pending[line] |= (pend.Lines >> line & 1) != 0;
                break;
            case UnpendLines unpend:
                for (int line = 0; line < Lines; line++)
                {
                    if ((unpend.Lines >> line & 1) == 0) continue;
                    // A line that is asserted stays pending, where it is not active.
                    bool stays = _level[line] && !IsActive(line);
                    if (stays) _cover(NvicEvent.LevelKeepsPending);
                    _pending[line] = stays;
                }
                break;
            case EnableLines enable:
                for (int line = 0; line < Lines; line++)
                    if ((enable.Lines >> line & 1) != 0) _enabled[line] = !enable.Disable;
                break;
            case Prioritise prioritise:
                _priority[prioritise.Line & 7] = (prioritise.Level & 31) << 3;
                break;
            case SetBasepri basepri:
                _basepri = (basepri.Level & 31) << 3;
                break;
            case SetPrimask primask:
                _primask = primask.Masked;
                break;
            case DriveLine drive:
                Drive(drive.Line & 7, !drive.Low);
                break;
            case ReturnFromHandler when _active.Count > 0:
                returns = true;
                int left = _active[^1];
                _active.RemoveAt(_active.Count - 1);
                if (_level[left]) _cover(NvicEvent.LevelPendsAgain);
                _pending[left] |= _level[left];
                break;
        }
        return Settle(returns);
    }

    // A rising edge pends whatever the interrupt does.
    private void Drive(int line, bool level)
    {
        if (level && !_level[line])
        {
            if (IsActive(line)) _cover(NvicEvent.PulseWhileActive);
            _pending[line] = true;
        }
        _level[line] = level;
    }

    private int Settle(bool returns)
    {
        int best = -1;
        for (int line = Lines - 1; line >= 0; line--)
        {
            if (!_pending[line]) continue;
            if (!_enabled[line])
            {
                _cover(NvicEvent.WaitsDisabled);
                continue;
            }
            if (best >= 0 && _priority[line] == _priority[best]) _cover(NvicEvent.LowerNumberFirst);
            else if (best >= 0 && GroupOf(_priority[line]) == GroupOf(_priority[best])) _cover(NvicEvent.LowerSubpriorityFirst);
            if (best < 0 || _priority[line] <= _priority[best]) best = line;
        }
        if (best < 0 || !MayRun(best))
        {
            if (returns) _cover(_active.Count > 0 ? NvicEvent.ReturnToHandler : NvicEvent.ReturnToThread);
            return -1;
        }
        _cover(returns ? NvicEvent.TailChain : _active.Count > 0 ? NvicEvent.Preemption : NvicEvent.Entry);
        _pending[best] = false;
        _active.Add(best);
        return best;
    }

    private bool MayRun(int line)
    {
        int group = GroupOf(_priority[line]);
        foreach (int active in _active)
        {
            if (group < GroupOf(_priority[active])) continue;
            if (_priority[line] < _priority[active]) _cover(NvicEvent.WaitsForItsGroup);
            return false;
        }
        if (_primask)
        {
            _cover(NvicEvent.WaitsForPrimask);
            return false;
        }
        if (_basepri == 0 || group < GroupOf(_basepri)) return true;
        _cover(NvicEvent.WaitsForBasepri);
        return false;
    }

    private int GroupOf(int priority) => priority >> (_group + 1);

    private static int Bits(Func<int, bool> of)
    {
        int bits = 0;
        for (int line = 0; line < Lines; line++)
            if (of(line)) bits |= 1 << line;
        return bits;
    }
}
