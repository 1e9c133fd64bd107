using HwModel.Kernel;

namespace HwModel.Benchmarks.PeerMesh;

/// <summary>The traffic generator of the Verilog peer: mode 0 waits a random gap after each accepted flit, mode 1 draws in every cycle.</summary>
[Module]
internal sealed partial class PeerGenerator(Component parent, string name, int id, int x, int y, int bits, int mode, uint rate) : Module(parent, name)
{
    // Interface
    [Out] public partial Out<ulong> Flits { get; }

    // State
    [Reg] private uint _lfsr = 0x9E3779B9 * (uint)(id + 1);
    [Reg] private long _fireAt = id;
    [Reg] private bool _pending;
    [Reg] private ulong _flit;
    [Reg] private ushort _sequence;
    [Reg] private long _sent;

    // Behaviour
    public long Sent => _sent;

    protected override Activity Tick()
    {
        if (_pending) return Send();
        if (mode != 0)
        {
            bool fire = (_lfsr & 0xFFFF) < rate;
            if (fire) Draw();
            Step();
            return Activity.Busy;
        }
        if (Now < _fireAt) return Activity.Until(_fireAt);
        uint gap = (uint)((_lfsr & 0xFFFF) * (ulong)rate >> 16);
        Draw();
        Step();
        _fireAt = gap;
        return Activity.Busy;
    }

    private Activity Send()
    {
        if (mode != 0) Step();
        if (!Flits.CanPush) return mode != 0 ? Activity.Busy : Activity.Idle;
        Flits.Push(_flit);
        _pending = false;
        _sent++;
        if (mode != 0) return Activity.Busy;
        _fireAt += Now + 1;
        return Activity.Until(_fireAt);
    }

    private void Draw()
    {
        uint mask = (1u << bits) - 1;
        uint dx = _lfsr >> 16 & mask;
        uint dy = _lfsr >> 24 & mask;
        if (dx == x && dy == y) dx ^= 1;
        uint header = dx | dy << 4 | (uint)x << 8 | (uint)y << 12 | (uint)_sequence << 16;
        _flit = header | (ulong)Now << 32;
        _sequence++;
        _pending = true;
    }

    private void Step()
    {
        _lfsr ^= _lfsr << 13;
        _lfsr ^= _lfsr >> 17;
        _lfsr ^= _lfsr << 5;
    }
}
