using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.Units;

// Acknowledges, naks, timeouts, and a link that is down.
public sealed partial class UnitTransmitter
{
    // Everything that the partner has not acknowledged is forgotten; a packet that went out in part begins anew. The receiver restarts in the same cycle.
    private Activity Restart()
    {
        _restarts = Settings.Value.Restarts;
        if (Reports.HasData) Reports.Pop();
        _base = _next = _resend = _resendEnd = _unitOfPacket = _timeoutsInARow = 0;
        _credit = _with.ReceiveDepth;
        (_repeated, _wasHalted) = (false, false);
        _timerFrom = _askedAt = _busyAt = Now;
        if (_state is not (TransmitState.Grounded or TransmitState.Waking)) State = TransmitState.Active;
        return Activity.Busy;
    }

    private void Take(PartnerReport report)
    {
        int outstanding = Outstanding;
        int acknowledged = report.Acknowledge - _base & IdMask;
        // Anything else is an acknowledge of what was never sent: a unit whose damage the check did not find.
        if (acknowledged > outstanding) return;
        if (acknowledged > 0) Advance(report.Acknowledge, acknowledged);
        if (report.IsControl) _credit = report.Free - Outstanding;
        if (_state == TransmitState.Down)
        {
            if (report.IsAnswer) ComeBack();
            return;
        }
        if (report.IsControl && _state == TransmitState.OutOfCredit)
        {
            (_timeoutsInARow, _timerFrom) = (0, Outstanding == 0 ? Now : _timerFrom);
            if (_credit > 0) State = TransmitState.Active;
        }
        if (report.IsNak && Outstanding > 0 && !_faults.NakIgnored) GoBack();
    }

    private void Advance(byte expected, int acknowledged)
    {
        bool passed = (_resend - _base & IdMask) < acknowledged;
        _base = expected;
        _timeoutsInARow = 0;
        _timerFrom = Now;
        if (_state != TransmitState.Resending || !passed) return;
        _resend = expected;
        // What was to be sent again has arrived after all.
        if (IsSelective || Outstanding == 0) State = TransmitState.Active;
    }

    private void GoBack()
    {
        _resend = _base;
        _resendEnd = IsSelective ? (byte)(_base + 1 & IdMask) : _next;
        _timerFrom = Now;
        State = TransmitState.Resending;
    }

    private void Expire()
    {
        _timeouts++;
        _timerFrom = Now;
        if (!_faults.NeverDown && ++_timeoutsInARow >= GiveUp)
        {
            State = TransmitState.Down;
            _timesDown++;
            _probeAt = Now;
        }
        else if (Outstanding > 0) GoBack();
    }

    // Asks again and again, ever more rarely, whether anybody is there. What the partner sends meanwhile is acknowledged as ever.
    private Activity Probe()
    {
        if (Now >= _probeAt)
        {
            long wait = (long)Math.Min(_with.MostProbeUnits, (long)ResendUnits << Math.Clamp(_timeoutsInARow - GiveUp, 0, 16)) * _with.UnitCycles;
            if (_timeoutsInARow < byte.MaxValue) _timeoutsInARow++;
            _probeAt = Now + wait;
            return SendControl(request: true);
        }
        return HasNews ? SendControl(request: false) : Activity.Until(_probeAt);
    }

    private void ComeBack()
    {
        _timeoutsInARow = 0;
        _timerFrom = Now;
        if (Outstanding > 0) GoBack();
        else State = TransmitState.Active;
    }
}
