using HwModel.SpiNNaker2.Links.Codes;
using HwModel.SpiNNaker2.Links.SpiNNlink;
using HwModel.SpiNNaker2.Links.Traffic;
using HwModel.SpiNNaker2.Pe.Peripherals.Comms;
using HwModel.Verification.Cases;
using HwModel.Verification.Scoreboards;

namespace HwModel.Benches.Links;

/// <summary>Reads the words of both directions before the line code and after it, each of which stands there for one cycle.</summary>
internal sealed class SpiNNlinkWatch
{
    private const long Period = 13_333_333;

    private readonly SpiNNlinkConfiguration _configuration;
    private readonly SpiNNlinkParameters _parameters;
    private readonly SpiNNlinkCoverage _coverage;
    private readonly CaseRun _run;
    private readonly InOrderScoreboard<CommsPacket>[] _delivery = new InOrderScoreboard<CommsPacket>[2 * Frames.Channels];
    private readonly List<uint>[] _frame = [[], []];
    private readonly int[] _length = [0, 0];
    private readonly long[] _own = [0, 0];
    private readonly bool[] _sawWord = [false, false];
    private readonly (int Sequence, bool Colour, long Naks)[] _last = [(-1, false, 0), (-1, false, 0)];
    private readonly int[] _stopped = [0, 0];
    private readonly long[] _stoppedAt = [0, 0];
    private readonly (bool Colour, long Deadline)[] _nak = [(false, -1), (false, -1)];
    private readonly LinkScenario _scenario;
    private readonly long[] _ownAtStop = [0, 0];
    private readonly long[] _begun = [0, 0];
    private readonly long[] _wrongChecks = [0, 0];
    private readonly long[] _wrongAtRead = [0, 0];
    private readonly bool _wasCut;
    private readonly int _total;
    private int _arrived;

    public SpiNNlinkWatch(LinkScenario scenario, SpiNNlinkConfiguration configuration, SpiNNlinkParameters parameters, SpiNNlinkCoverage coverage, CaseRun run)
    {
        _scenario = scenario;
        (_configuration, _parameters, _coverage, _run) = (configuration, parameters, coverage, run);
        for (int side = 0; side < 2; side++)
        {
            for (int channel = 0; channel < Frames.Channels; channel++)
            {
                var board = _delivery[side * Frames.Channels + channel] = new InOrderScoreboard<CommsPacket>($"channel {channel} from side {side}");
                foreach (ScheduledPacket packet in scenario.Packets(side, channel)) board.Expect(packet.Packet with { Route = (byte)Route(1 - side) }, 0);
            }
            _wasCut |= scenario.Dead(side).Count > 0;
        }
        _total = scenario.Count;
    }

    public long Cycle { get; private set; } = -1;

    public bool IsDone => _arrived >= _total;

    private long Time => Cycle * Period;

    /// <summary>What packets that arrive at a side carry as their route.</summary>
    public static int Route(int side) => side + 1;

    public void Arrive(int from, int channel, CommsPacket packet)
    {
        _arrived++;
        _delivery[from * Frames.Channels + channel].Observe(packet, Cycle);
    }

    public void Sample(SpiNNlinkEndpoint[] ends)
    {
        Cycle++;
        for (int side = 0; side < 2; side++)
        {
            SpiNNlinkEndpoint end = ends[side];
            // The coder takes no word in a cycle of its own words: the one that waits was seen before.
            long own = end.Coder.Compensations + end.Coder.Handshakes;
            bool waits = _sawWord[side] && own != _own[side];
            (_sawWord[side], _own[side]) = (end.Coder.Words.HasData, own);
            foreach ((long from, long _) in _scenario.Stopped(side))
                if (from == Cycle) _ownAtStop[side] = own;
            if (_sawWord[side] && !waits && !end.Coder.IsTraining.Value) TakeSent(side, end.Coder.Words.Peek(), end.Sender.NaksReceived);
            if (end.Receiver.Words is { HasData: true } received) TakeReceived(side, end, received.Peek());
            if (end.Coder.IsTraining.Value)
            {
                _nak[side] = (false, -1);
                (_length[side], _stopped[side], _last[side]) = (0, 0, (-1, false, 0));
            }
            if (_nak[side].Deadline < 0) continue;
            if (end.Sender.Colour == _nak[side].Colour) _nak[side] = (false, -1);
            else if (Cycle > _nak[side].Deadline)
            {
                _run.Fail("spinnlink.nak_obeyed", $"In cycle {Cycle} side {side} had not taken on the colour of a nak that came {_parameters.OutOfCreditWords} words before.", Time);
                _nak[side] = (false, -1);
            }
            else _run.Check("spinnlink.nak_obeyed", true, $"");
        }
    }

    public void Finish(SpiNNlinkEndpoint[] ends)
    {
        foreach (InOrderScoreboard<CommsPacket> channel in _delivery) _run.Take("spinnlink.delivery", channel, Cycle, Period);
        foreach (SpiNNlinkEndpoint end in ends)
        {
            if (_configuration.IsPerfect && !_wasCut)
                _run.Check("spinnlink.quiet", end.Decoder.BadWords + end.Receiver.FrameErrors + end.Receiver.CheckErrors == 0,
                    $"{end.Path} found {end.Decoder.BadWords} bad words, {end.Receiver.FrameErrors} frame errors and {end.Receiver.CheckErrors} wrong checks on lines without faults.", Time);
            _run.Coverage.Take(_coverage.Sender, end.Sender.Machines[0]);
            _run.Coverage.Take(_coverage.Receiver, end.Receiver.Machines[0]);
            _run.Coverage.Take(_coverage.Training, end.Coder.Machines[0]);
            _run.Coverage.Take(_coverage.Lock, end.Decoder.Machines[0]);
            _run.Coverage.Sample(_coverage.Naks, end.Sender.NaksReceived);
            _run.Coverage.Sample(_coverage.OutOfCredit, end.Sender.OutOfCreditSent);
            _run.Coverage.Sample(_coverage.Refused, end.Receiver.Busy);
            _run.Coverage.Sample(_coverage.Rate, _configuration.Errors);
            _run.Metric("naks", end.Sender.NaksReceived);
            _run.Metric("busy", end.Receiver.Busy);
        }
    }

    /// <summary>The registers are read from now on.</summary>
    public void MarkRead() => _wrongChecks.CopyTo(_wrongAtRead, 0);

    /// <summary>The registers as they were read after the last frame, by number (spio, spio_hss_multiplexer_reg_bank).</summary>
    public void CheckRegisters(int side, uint[] values, ushort sentinel)
    {
        _run.Check("spinnlink.registers", values.Length > 1 && values[1] >= _wrongAtRead[side] && values[1] <= _wrongChecks[side],
            $"Register CRCE of side {side} reads {(values.Length > 1 ? values[1] : 0)} in the end; {_wrongChecks[side]} frames with a wrong check were on the words.", Time);
        if (!_configuration.IsPerfect || _wasCut) return;
        Expect("VERS", 0, 3);
        Expect("FRME", 2, 0);
        Expect("CRDT", 10, 7);
        Expect("SFRM", 11, _begun[side]);
        Expect("TFRM", 12, _begun[side]);
        Expect("DFRM", 13, _begun[1 - side]);
        Expect("EMPT", 15, 0xFF);
        Expect("FULL", 16, 0);
        Expect("CFCL", 17, 0xFF);
        Expect("CFCR", 18, 0xFF);
        Expect("IDSI", 20, sentinel);
        Expect("HAND", 21, 1);
        Expect("RECO", 22, 1);

        void Expect(string name, int number, long value) => _run.Check("spinnlink.registers", values.Length > number && values[number] == value,
            $"Register {name} of side {side} reads {(values.Length > number ? values[number] : 0)} in the end; {value} was on the words.", Time);
    }

    // The write takes a few cycles from the schedule to the sender; a frame may wait as long for the coder as that has words of its own to send.
    private void CheckStopRegister(int side)
    {
        foreach ((long from, long to) in _scenario.Stopped(side))
            if (Cycle >= from + 5 + _own[side] - _ownAtStop[side] && Cycle < to)
                _run.Check("spinnlink.stop_register", false, $"In cycle {Cycle} side {side} began a frame; STOP was set in cycle {from}.", Time);
            else _run.Check("spinnlink.stop_register", true, $"");
    }

    private void TakeSent(int side, LinkWord word, long naks)
    {
        if (word.Controls == 0b1000)
        {
            _frame[side].Clear();
            _frame[side].Add(word.Value);
            bool data = word.Value >> 24 == EightBTenB.K28_5;
            CheckStopRegister(side);
            if (data) _begun[side]++;
            if (data) _length[side] = 4 + int.PopCount((int)word.Value & 0xFF) + int.PopCount((int)(word.Value & word.Value >> 8) & 0xFF);
            else CheckFrame(side);
            if (!data) return;
            CheckStops(side, (int)word.Value & 0xFF);
            CheckSequence(side, ((int)(word.Value >> 16) & 0x7F, (word.Value >> 23 & 1) != 0, naks));
        }
        else if (word.Controls == 0 && _length[side] > 0)
        {
            _frame[side].Add(word.Value);
            if (_frame[side].Count < _length[side]) return;
            _run.Coverage.Sample(_coverage.Words, _length[side]);
            _length[side] = 0;
            CheckFrame(side);
        }
    }

    private void CheckFrame(int side)
    {
        uint crc = Remainder(_frame[side]);
        _run.Check("spinnlink.check_field", crc == (_frame[side][^1] & 0xFFFF), $"In cycle {Cycle} side {side} sent a frame of {_frame[side].Count} words with check {_frame[side][^1] & 0xFFFF:X4}; the remainder is {crc:X4}.", Time);
    }

    private void CheckSequence(int side, (int Sequence, bool Colour, long Naks) frame)
    {
        (int last, bool colour, long naks) = _last[side];
        _last[side] = frame;
        // After a nak it goes back to the refused frame.
        if (last < 0 || frame.Colour != colour || frame.Naks != naks) return;
        _run.Check("spinnlink.sequence", frame.Sequence == (last + 1) % 128, $"In cycle {Cycle} side {side} began frame {frame.Sequence} after frame {last}.", Time);
    }

    private void CheckStops(int side, int channels)
    {
        // A stop needs a few words to get from the decoder to the next frame.
        long age = Cycle - _stoppedAt[side];
        if (_stopped[side] == 0 || age < 4 || age > _parameters.StopWords) return;
        _run.Check("spinnlink.stop_obeyed", (channels & _stopped[side]) == 0, $"In cycle {Cycle} side {side} began a frame with packets of channels {channels & _stopped[side]:X2}, which its partner had stopped {age} words before.", Time);
    }

    private readonly List<uint>[] _received = [[], []];
    private readonly int[] _receivedLength = [0, 0];

    private void TakeReceived(int side, SpiNNlinkEndpoint end, LinkWord word)
    {
        List<uint> frame = _received[side];
        if (word.IsBad || (word.Controls != 0 && word.Controls != 0b1111)) _receivedLength[side] = 0;
        if (word.IsBad || word.Controls == 0b1111) return;
        if (word.Controls == 0b1000)
        {
            frame.Clear();
            frame.Add(word.Value);
            var kind = (byte)(word.Value >> 24);
            if (kind == EightBTenB.K28_5) _receivedLength[side] = 4 + int.PopCount((int)word.Value & 0xFF) + int.PopCount((int)(word.Value & word.Value >> 8) & 0xFF);
            else if (Remainder(frame) != (word.Value & 0xFFFF)) _wrongChecks[side]++;
            else if (kind == EightBTenB.K30_7) Stop(side, ~(int)(word.Value >> 16) & 0xFF);
            else if (kind == EightBTenB.K28_4 && (word.Value >> 23 & 1) != 0 != end.Sender.Colour) _nak[side] = ((word.Value >> 23 & 1) != 0, Cycle + _parameters.OutOfCreditWords);
        }
        else if (_receivedLength[side] > 0)
        {
            frame.Add(word.Value);
            if (frame.Count < _receivedLength[side]) return;
            _receivedLength[side] = 0;
            if (Remainder(frame) == (word.Value & 0xFFFF)) Stop(side, ~(int)(word.Value >> 16) & 0xFF);
            else _wrongChecks[side]++;
        }
    }

    private void Stop(int side, int channels)
    {
        if (channels != _stopped[side]) _stoppedAt[side] = Cycle;
        _stopped[side] = channels;
    }

    // Bit by bit, the field of the check taken as 0.
    private static uint Remainder(List<uint> words)
    {
        uint crc = 0xFFFF;
        for (int i = 0; i < words.Count; i++)
        {
            uint word = i == words.Count - 1 ? words[i] & 0xFFFF0000 : words[i];
            for (int bit = 31; bit >= 0; bit--) crc = (crc >> 15 ^ word >> bit & 1) != 0 ? crc << 1 & 0xFFFF ^ 0x8005 : crc << 1 & 0xFFFF;
        }
        return crc;
    }
}
