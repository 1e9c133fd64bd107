using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Pe.Peripherals;

/// <summary>Where a block's registers are.</summary>
/// <param name="Base">First byte address.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct PeripheralWindow(uint Base, uint Size)
{
    /// <summary>Whether an address lies in the window.</summary>
    public bool Holds(uint address) => address - Base < Size;
}

/// <summary>What the bus does.</summary>
internal enum PeripheralBusState : byte
{
    /// <summary>Waits for an access.</summary>
    [Arcs(Access)] Idle,

    /// <summary>Waits for the block's answer.</summary>
    [Arcs(Idle)] Access,
}

/// <summary>
/// The peripheral bus: finds the block of an address, one access at a time, as an AHB-to-APB bridge does (AMBA APB, IHI 0024).
/// An access takes four cycles, plus the wait states of the block; an address without a block, and an access that is not an aligned word, is an error.
/// </summary>
[Module]
public sealed partial class PeripheralBus(Component parent, string name, PeripheralWindow[] windows) : Module(parent, name)
{
    // Interface
    [In] public partial In<PeripheralRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    [Out(Count = "windows.Length")] public partial Out<RegisterRequest>[] BlockRequest { get; }

    [In(Count = "windows.Length")] public partial In<RegisterReply>[] BlockReply { get; }

    // State
    [Reg, Fsm] private PeripheralBusState _state = PeripheralBusState.Idle;
    [Reg] private byte _block;
    [Reg] private long _accesses;
    [Reg] private long _errors;
    [Reg(Trace = false)] private bool _held;
    private readonly PeripheralWindow[] _windows = windows;
    private readonly bool _keepsBase = parent.Simulation.Options.Faults.Has("bus.offset_not_subtracted");
    private readonly bool _takesNarrow = parent.Simulation.Options.Faults.Has("bus.narrow_access_accepted");
    private readonly bool _extraCycle = parent.Simulation.Options.Faults.Has("bus.extra_cycle");

    // Behaviour

    /// <summary>Accesses that reached a block.</summary>
    public long Accesses => _accesses;

    /// <summary>Accesses that no block could answer.</summary>
    public long Errors => _errors;

    protected override Activity Tick()
    {
        if (_extraCycle && _state == PeripheralBusState.Access && BlockReply[_block].HasData && !_held)
        {
            _held = true;
            return Activity.Busy;
        }
        _held = false;
        if (_state == PeripheralBusState.Access) Finish();
        else if (Request.HasData) Begin();
        return Activity.Idle;
    }

    private void Begin()
    {
        PeripheralRequest request = Request.Peek();
        int block = (request.Size == 4 || _takesNarrow) && (request.Address & 3) == 0 ? Find(request.Address) : -1;
        if (block < 0)
        {
            if (!Reply.CanPush) return;
            Request.Pop();
            Reply.Push(RegisterReply.Missing);
            _errors++;
            return;
        }
        if (!BlockRequest[block].CanPush) return;
        Request.Pop();
        BlockRequest[block].Push(new RegisterRequest(_keepsBase ? request.Address & 0x3FC : request.Address - _windows[block].Base, request.Value, request.Write));
        _block = (byte)block;
        _accesses++;
        State = PeripheralBusState.Access;
    }

    private void Finish()
    {
        if (!BlockReply[_block].HasData || !Reply.CanPush) return;
        Reply.Push(BlockReply[_block].Pop());
        State = PeripheralBusState.Idle;
    }

    private int Find(uint address)
    {
        for (int i = 0; i < _windows.Length; i++)
            if (_windows[i].Holds(address))
                return i;
        return -1;
    }
}
