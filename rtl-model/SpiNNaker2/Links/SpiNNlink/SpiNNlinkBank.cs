using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Training;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Registers;
using RegisterFile = HwModel.Kernel.Registers.RegisterFile;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>What the frame sender has done and holds, for the register bank. Sums run modulo 2^32; bit n of a byte is channel n.</summary>
[Payload]
public readonly partial record struct FrameSendCounts(
    uint Begun, uint Sent, uint Naks, uint OutOfCredit, uint AcknowledgesReceived, uint NaksReceived, byte Credit, byte Empty, byte Full, byte MaySend);

/// <summary>What the frame receiver has got, for the register bank. Sums run modulo 2^32.</summary>
[Payload]
public readonly partial record struct FrameReceiveCounts(
    uint CheckErrors, uint FrameErrors, uint Busy, uint DataFrames, uint Accepted, uint OutOfCredit, byte Go, ushort Sentinel);

/// <summary>What the register bank tells the frame sender.</summary>
/// <param name="Stop">No frames.</param>
/// <param name="Sentinel">Value of idle words; 0: the scrambler's.</param>
[Payload]
public readonly partial record struct SpiNNlinkSettings(bool Stop, ushort Sentinel);

/// <summary>
/// The registers of a board-to-board link (spinnlink.rdl; spio, spio_hss_multiplexer_reg_bank): counters that only a reset clears, what is just now, and two registers to write.
/// A reconnection is counted with every handshake that becomes complete. One access a cycle of the word clock.
/// </summary>
[ModelChoice("spio has an idle sentinel and a scrambler for idle words; 0, the sentinel's reset value, leaves them to the scrambler. STOP stops this side's frame sender, which stops the partner's when its credit is out")]
[Module]
public sealed partial class SpiNNlinkBank(Component parent, string name) : Module(parent, name)
{
    // Interface
    [In(Optional = true)] public partial In<RegisterRequest> Request { get; }

    [Out(Optional = true)] public partial Out<RegisterReply> Reply { get; }

    [In] public partial SignalIn<FrameSendCounts> Sender { get; }

    [In] public partial SignalIn<FrameReceiveCounts> Receiver { get; }

    [In] public partial SignalIn<bool> IsTraining { get; }

    [In] public partial SignalIn<LockStatus> Lock { get; }

    [Out] public partial RegOut<SpiNNlinkSettings> Settings { get; }

    // State
    [Reg(Trace = false)] private readonly RegisterFile _registers = new SpinnlinkRegisters();
    [Reg] private bool _done;
    [Reg(Trace = false)] private bool _wasTraining;
    [Reg] private uint _reconnections;
    private readonly bool _swapped = parent.Simulation.Options.Faults.Has("spinnlink.counters_swapped");

    // Behaviour
    protected override Activity Tick()
    {
        if (_wasTraining && !IsTraining.Value)
        {
            _done = true;
            _reconnections++;
        }
        else if (IsTraining.Value) _done = false;
        _wasTraining = IsTraining.Value;
        if (!Request.HasData || !Reply.CanPush) return Activity.Idle;
        Reply.Push(Serve(Request.Pop()));
        return Activity.Busy;
    }

    private RegisterReply Serve(RegisterRequest request)
    {
        if (!_registers.Holds(request.Offset)) return RegisterReply.Missing;
        if (!request.Write) return new RegisterReply(Read(request.Offset), false);
        _registers.WriteWord(request.Offset, request.Value);
        var registers = (SpinnlinkRegisters)_registers;
        Settings.Set(new SpiNNlinkSettings((registers.Stop.Word32() & 1) != 0, (ushort)registers.Idso.Word32()));
        return RegisterReply.Written;
    }

    private uint Read(uint offset)
    {
        FrameSendCounts sender = Sender.Value;
        FrameReceiveCounts receiver = Receiver.Value;
        return (offset >> 2) switch
        {
            1 => _swapped ? receiver.FrameErrors : receiver.CheckErrors,
            2 => _swapped ? receiver.CheckErrors : receiver.FrameErrors,
            3 => receiver.Busy,
            4 => sender.Naks,
            5 => sender.NaksReceived,
            // Every accepted frame is acknowledged.
            6 => receiver.Accepted,
            7 => sender.AcknowledgesReceived,
            8 => sender.OutOfCredit,
            9 => receiver.OutOfCredit,
            10 => sender.Credit,
            11 => sender.Sent,
            12 => sender.Begun,
            13 => receiver.DataFrames,
            14 => receiver.Accepted,
            15 => sender.Empty,
            16 => sender.Full,
            17 => receiver.Go,
            18 => sender.MaySend,
            20 => receiver.Sentinel,
            21 => (_done ? 1u : 0) | (Lock.Value.IsOtherVersion ? 2u : 0),
            22 => _reconnections,
            _ => _registers.ReadWord(offset),
        };
    }
}
