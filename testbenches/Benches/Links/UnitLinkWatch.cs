using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Links.Units;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Cases;
using HwModel.Verification.Scoreboards;

namespace HwModel.Benches.Links;

/// <summary>Looks at both directions of a link once a cycle. A unit stands for exactly one cycle before the line and one before the receiver.</summary>
internal sealed class UnitLinkWatch
{
    private readonly string _block;
    private readonly UnitLinkSystem _system;
    private readonly UnitLinkConfiguration _configuration;
    private readonly UnitLinkCoverage _coverage;
    private readonly CaseRun _run;
    private readonly InOrderScoreboard<Arrival>[] _delivery = [new("from the first chip"), new("from the second chip")];
    private readonly long[] _grounded = [-1, -1];
    private readonly (int Id, long Deadline)[] _nak = [(-1, 0), (-1, 0)];
    private readonly long[] _silentSince = [0, 0];
    private readonly bool _wasCut;
    private readonly int _total;
    private int _arrived;

    public UnitLinkWatch(string block, UnitLinkSystem system, LinkScenario scenario, UnitLinkConfiguration configuration, UnitLinkCoverage coverage, CaseRun run)
    {
        (_block, _system, _configuration, _coverage, _run) = (block, system, configuration, coverage, run);
        for (int side = 0; side < 2; side++)
        {
            int from = side;
            int number = 0;
            foreach (ScheduledPacket packet in scenario.Packets(side))
            {
                _delivery[side].Expect(new Arrival(number++, packet.Packet with { Route = (byte)UnitLinkSystem.Route(To(side)) }), 0);
                run.Coverage.Sample(coverage.Payload, (long)packet.Packet.Payload);
            }
            int next = 0;
            system.Sinks[To(side)].Listen((packet, _) =>
            {
                _delivery[from].Observe(new Arrival(next++, packet), Cycle);
                _arrived++;
            });
            _wasCut |= scenario.Dead(side).Count > 0;
        }
        _total = scenario.Count;
    }

    // In loopback a side's packets come back to it.
    private int To(int side) => _configuration.Loopback ? side : 1 - side;

    /// <summary>The last sampled cycle.</summary>
    public long Cycle { get; private set; } = -1;

    /// <summary>Everything has arrived, and is acknowledged.</summary>
    public bool IsDone => _arrived >= _total && _system.Ends[0].Transmitter.Outstanding + _system.Ends[1].Transmitter.Outstanding == 0;

    private long Time => Cycle * _system.Period;

    public void Sample()
    {
        Cycle++;
        for (int side = 0; side < 2; side++)
        {
            UnitTransmitter transmitter = _system.Ends[side].Transmitter;
            if (transmitter.Doing == TransmitState.Grounded) _grounded[side] = Cycle;
            if (_system.OnLine[side] is { HasData: true } units) TakeSent(side, units.Peek());
            if (_configuration.Loopback)
            {
                _run.Check($"{_block}.loopback", !_system.OnLine[side].HasData, $"In cycle {Cycle} side {side} put a unit on the line in loopback.", Time);
                continue;
            }
            if (_system.Ends[side].Receiver.Line is { HasData: true } line) TakeReceived(side, line.Peek());
            CheckRecovery(side, transmitter);
            CheckDown(side, transmitter);
            _run.Check($"{_block}.no_overflow", _system.Ends[side].Receiver.Overflows == 0,
                $"In cycle {Cycle} the receive FIFO of side {side} was full when a unit came: it had been advertised room that it did not have.", Time);
        }
    }

    public void Finish()
    {
        for (int side = 0; side < 2; side++)
        {
            _run.Take(_configuration.Loopback ? $"{_block}.loopback" : $"{_block}.delivery", _delivery[side], Cycle, _system.Period);
            UnitTransmitter transmitter = _system.Ends[side].Transmitter;
            UnitReceiver receiver = _system.Ends[side].Receiver;
            if (_configuration.IsPerfect && !_wasCut)
                _run.Check($"{_block}.nothing_twice", transmitter.UnitsResent == 0, $"Side {side} sent {transmitter.UnitsResent} units again on a line without faults.", Time);
            _run.Coverage.Take(_coverage.Transmit, transmitter.Machines[0]);
            _run.Coverage.Take(_coverage.Receive, receiver.Machines[0]);
            _run.Coverage.Sample(_coverage.Resent, transmitter.UnitsResent);
            _run.Coverage.Sample(_coverage.Timeouts, transmitter.Timeouts);
            _run.Coverage.Sample(_coverage.Stalls, transmitter.CreditStalls);
            _run.Coverage.Sample(_coverage.Errors, receiver.CheckErrors);
            _run.Coverage.Sample(_coverage.ErrorsByMode, _configuration.Errors, _configuration.SelectiveRepeat ? 1 : 0);
            _run.Metric("resent", transmitter.UnitsResent);
            _run.Metric("stalls", transmitter.CreditStalls);
            _run.Metric("down", transmitter.TimesDown);
        }
        if (_system.LongEnds.Length > 0) FinishLong();
    }

    private void FinishLong()
    {
        for (int side = 0; side < 2; side++)
        {
            var end = _system.LongEnds[side];
            _run.Coverage.Take(_coverage.Training!, end.Coder.Machines[0]);
            _run.Coverage.Take(_coverage.Lock!, end.Decoder.Machines[0]);
            if (_configuration.IsPerfect && !_wasCut)
                _run.Check($"{_block}.line_code", end.Decoder.BadWords == 0, $"Side {side} found {end.Decoder.BadWords} units that violate the line code on a line without faults.", Time);
        }
    }

    private void TakeSent(int side, LinkUnit unit)
    {
        _run.Check($"{_block}.check_field", Remainder(unit) == unit.Crc, $"In cycle {Cycle} side {side} sent a unit with check {unit.Crc:X3}; the remainder of its bits is {Remainder(unit):X3}.", Time);
        if (_system.LongEnds.Length == 0)
            _run.Check($"{_block}.wakes_in_time", _grounded[side] < 0 || Cycle - _grounded[side] > 2, $"In cycle {Cycle} side {side} sent a unit {Cycle - _grounded[side]} cycles after its lines were grounded; the first may come after 3.", Time);
        if (unit.Kind != UnitKind.Control && unit.Id == _nak[side].Id) _nak[side] = (-1, 0);
        _run.Coverage.Sample(_coverage.Outstanding, _system.Ends[side].Transmitter.Outstanding);
    }

    // A unit that reaches the receiver of a side tells its transmitter what the partner has got.
    private void TakeReceived(int side, LinkUnit unit)
    {
        if (Remainder(unit) != unit.Crc) return;
        _silentSince[side] = Cycle;
        UnitTransmitter transmitter = _system.Ends[side].Transmitter;
        if (unit.IsNak && transmitter.Outstanding > 0 && transmitter.Doing is not (TransmitState.Down or TransmitState.Grounded or TransmitState.Waking) && _nak[side].Id < 0)
            _nak[side] = (unit.Acknowledge, Cycle + 20L * _system.UnitCycles + 10);
        // Whatever was acknowledged meanwhile needs no repeat.
        else if (unit.Acknowledge != _nak[side].Id) _nak[side] = (-1, 0);
    }

    private void CheckRecovery(int side, UnitTransmitter transmitter)
    {
        if (_nak[side].Id < 0) return;
        bool halted = _system.LongEnds.Length > 0 && _system.LongEnds[side].Coder.IsTraining.Value;
        if (halted || transmitter.Outstanding == 0)
        {
            _nak[side] = (-1, 0);
            return;
        }
        _run.Check($"{_block}.nak_obeyed", Cycle <= _nak[side].Deadline, $"In cycle {Cycle} side {side} had not repeated unit {_nak[side].Id}, for which a nak had come long before.", Time);
        if (Cycle > _nak[side].Deadline) _nak[side] = (-1, 0);
    }

    // Nothing heard for longer than all timeouts, while units are outstanding: the link must be marked down.
    private void CheckDown(int side, UnitTransmitter transmitter)
    {
        bool halted = _system.LongEnds.Length > 0 && _system.LongEnds[side].Coder.IsTraining.Value;
        if (transmitter.Outstanding == 0 || halted) _silentSince[side] = Cycle;
        long silent = Cycle - _silentSince[side];
        if (silent <= (_configuration.GiveUp + 1L) * 64 * _system.UnitCycles + 100) return;
        if (_system.LongEnds.Length > 0) return;
        _run.Check($"{_block}.marked_down", transmitter.IsDown, $"In cycle {Cycle} side {side} had heard nothing for {silent} cycles with units outstanding, and did not mark the link down.", Time);
    }

    // Bit by bit: the remainder of bits 83 to 0 by 0x80F, from 0xFFF.
    private static uint Remainder(LinkUnit unit)
    {
        uint crc = 0xFFF;
        for (int bit = 83; bit >= 0; bit--)
        {
            uint next = (bit > 63 ? unit.High >> (bit - 64) : (uint)(unit.Low >> bit)) & 1;
            crc = (crc >> 11 ^ next) != 0 ? crc << 1 & 0xFFF ^ 0x80F : crc << 1 & 0xFFF;
        }
        return crc;
    }

    /// <summary>A packet as it is expected at its place in the order.</summary>
    private sealed record Arrival(int Number, CommsPacket Packet)
    {
        public override string ToString() => $"packet {Number} (key {Packet.Key:X8}, {Packet.Payload})";
    }
}
