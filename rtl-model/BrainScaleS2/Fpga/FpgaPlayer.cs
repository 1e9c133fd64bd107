using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>What the FPGA's player does.</summary>
public enum PlayerState : byte
{
    /// <summary>Waits for the time of its next instruction, or has none left.</summary>
    [Arcs(Issuing, Waiting)] Idle,

    /// <summary>Issues spikes.</summary>
    [Arcs(Idle, Waiting)] Issuing,

    /// <summary>Waits for the answer of a register access.</summary>
    [Arcs(Idle)] Waiting,
}

/// <summary>Plays the playback memory: one instruction a cycle of 125 MHz, with up to three spikes each.</summary>
[Module]
public sealed partial class FpgaPlayer(Component parent, string name) : Module(parent, name)
{
    // Interface

    /// <summary>Spikes to the link.</summary>
    [Out] public partial Out<SpikePack> PackOut { get; }

    /// <summary>Register accesses.</summary>
    [Out(Optional = true)] public partial Out<OmnibusRequest> BusOut { get; }

    /// <summary>Their answers.</summary>
    [In(Depth = 2, Optional = true)] public partial In<OmnibusReply> BusIn { get; }

    // State
    [Reg, Fsm] private PlayerState _state;
    [Reg] private readonly PlaybackProgram _program = new();
    [Reg] private long _issued;
    [Reg] private long _errors;

    // Behaviour

    /// <summary>The program; to be written while the simulation stands still, then wake the player.</summary>
    public PlaybackProgram Program => _program;

    /// <summary>Spikes that were sent.</summary>
    public long Issued => _issued;

    /// <summary>Accesses that were refused.</summary>
    public long Errors => _errors;

    protected override Activity Tick()
    {
        if (State == PlayerState.Waiting)
        {
            if (!BusIn.HasData) return Activity.Idle;
            OmnibusReply reply = BusIn.Pop();
            if (reply.IsError) _errors++;
            if (_program.Instructions[_program.Position].Kind == PlaybackKind.Read) _program.Answer(reply);
            _program.Position++;
            State = PlayerState.Idle;
        }
        if (_program.Position == _program.Instructions.Count)
        {
            State = PlayerState.Idle;
            return Activity.Idle;
        }
        PlaybackInstruction next = _program.Instructions[_program.Position];
        if (Now < next.Time)
        {
            State = PlayerState.Idle;
            return Activity.Until(next.Time);
        }
        if (next.Kind == PlaybackKind.Spikes)
        {
            if (!PackOut.CanPush) return Activity.Idle;
            PackOut.Push(next.Pack);
            _issued += next.Pack.Count;
            _program.Position++;
            State = PlayerState.Issuing;
            return Activity.Busy;
        }
        if (!BusOut.CanPush) return Activity.Idle;
        BusOut.Push(next.Access);
        State = PlayerState.Waiting;
        return Activity.Idle;
    }
}
