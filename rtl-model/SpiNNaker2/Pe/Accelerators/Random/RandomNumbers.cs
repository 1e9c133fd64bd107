using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using HwModel.SpiNNaker2.Registers;

namespace HwModel.SpiNNaker2.Pe.Accelerators.Random;

/// <summary>
/// The random numbers of a processing element: three KISS generators, which give a number a cycle, and the values of the chip's true random bus,
/// for which a stream stands in that is seeded from the run.
/// </summary>
/// <remarks>
/// A true random word is made on demand: after a read the next one is ready when 32 samples were taken; an earlier read gives the same word again.
/// </remarks>
[Module]
public sealed partial class RandomNumbers(Component parent, string name, RandomParameters parameters) : Module(parent, name)
{
    private const int Generators = 3;
    private const int Kiss64 = 2;
    private const int Seeds = 5;
    private const int Lines = 4;
    private const int Clients = 4;
    private const int ClientsGenerator = 1;

    // Interface
    [In] public partial In<RegisterRequest> Request { get; }

    [Out] public partial Out<RegisterReply> Reply { get; }

    /// <summary>The threads of the rounding unit ask for a number.</summary>
    [In(Count = Clients, Optional = true)] public partial In<byte>[] Draw { get; }

    /// <summary>The numbers for the rounding unit, from the second KISS32 generator.</summary>
    [Out(Count = Clients, Optional = true)] public partial Out<uint>[] Drawn { get; }

    // State. True random lines 0 and 1 are bit-wise, 2 and 3 are mixed.
    [Reg] private readonly RngRegisters _registers = new();
    [Reg(Trace = false)] private RandomStream _entropy;
    [Reg] private readonly uint[] _word = new uint[Lines];
    [Reg(Trace = false)] private readonly long[] _readyAt = new long[Lines];
    [Reg(Trace = true)] private readonly long[] _draws = new long[Generators];
    [Reg] private byte _nextClient;
    [Reg] private long _trueWords;
    private readonly uint[] _state = new uint[Seeds];
    private readonly bool _carryLost = parent.Simulation.Options.Faults.Has("rng.carry_lost");
    private readonly bool _lowFloat = parent.Simulation.Options.Faults.Has("rng.float_of_lower_bits");
    private readonly bool _stateKept = parent.Simulation.Options.Faults.Has("rng.state_not_stored");
    private readonly bool _seedSwapped = parent.Simulation.Options.Faults.Has("rng.seed_order");

    // Behaviour

    /// <summary>Numbers that a generator gave.</summary>
    public long Draws(int generator) => _draws[generator];

    /// <summary>True random words that were made.</summary>
    public long TrueWords => _trueWords;

    protected override Activity Tick()
    {
        bool more = ServeClients();
        if (Request.HasData && Reply.CanPush) Reply.Push(Serve(Request.Pop()));
        return more ? Activity.Busy : Activity.Idle;
    }

    // One number a cycle, in turn; true if another client waits.
    private bool ServeClients()
    {
        int served = -1;
        for (int i = 0; i < Clients; i++)
        {
            int client = (_nextClient + i) % Clients;
            if (!Draw[client].HasData || !Drawn[client].CanPush) continue;
            if (served >= 0)
            {
                _nextClient = (byte)client;
                return true;
            }

            Draw[client].Pop();
            Drawn[client].Push(Next(ClientsGenerator));
            served = client;
        }
        if (served >= 0) _nextClient = (byte)((served + 1) % Clients);
        return false;
    }

    private RegisterReply Serve(in RegisterRequest request)
    {
        if (!_registers.Holds(request.Offset)) return RegisterReply.Missing;
        if (request.Write)
        {
            _registers.WriteWord(request.Offset, request.Value);
            return RegisterReply.Written;
        }
        for (int generator = 0; generator < Generators; generator++)
            if (request.Offset == _registers.Kiss[generator].Value.Address || request.Offset == _registers.Kiss[generator].ValueFloat.Address)
                Next(generator);
        if (request.Offset >= _registers.TrngBitwiseValue[0].Address) Sample((int)(request.Offset - _registers.TrngBitwiseValue[0].Address) / 4);
        return new RegisterReply(_registers.ReadWord(request.Offset), false);
    }

    private uint Next(int generator)
    {
        RngRegisters.KissTGroup kiss = _registers.Kiss[generator];
        for (int i = 0; i < Seeds; i++) _state[i] = kiss.Seed[i].State;
        uint bits = _registers.TrngScramble.Word32();
        for (int line = 0; line < Lines; line++)
            if ((bits >> line & 1) != 0 && Sample(line))
                _state[generator == Kiss64 ? 1 : 0] ^= _word[line];
        if (_seedSwapped) (_state[0], _state[3]) = (_state[3], _state[0]);
        uint value = generator == Kiss64 ? Kiss.Step64(_state, parameters.Multiplier) : Kiss.Step32(_state);
        if (_carryLost) _state[generator == Kiss64 ? 0 : 4] = 0;
        if (_seedSwapped) (_state[0], _state[3]) = (_state[3], _state[0]);
        Store(kiss, write: true);
        Store(kiss, write: false);
        kiss.Value.ValueInput = value;
        kiss.ValueFloat.ValueInput = Kiss.AsFloat(_lowFloat ? value << 8 : value);
        _registers.SettleAll();
        _draws[generator]++;
        return value;
    }

    private void Store(RngRegisters.KissTGroup kiss, bool write)
    {
        for (int i = 0; i < Seeds; i++)
        {
            kiss.Seed[i].StateInput = _state[i];
            kiss.Seed[i].StateWriteEnable = write && !(_stateKept && i == 3);
        }
        _registers.Clock();
    }

    // Takes the word of a line that is ready; false where it is not, or where the line is off.
    private bool Sample(int line)
    {
        bool isBitwise = line < 2;
        uint enabled = isBitwise ? _registers.TrngBitwise.Enable : _registers.TrngMixed.Enable;
        bool isOn = (enabled >> line % 2 & 1) != 0;
        if (!isOn || Now < _readyAt[line]) return false;
        uint fresh = (uint)(_entropy.NextBits() >> 32);
        if (!isBitwise)
        {
            if (_registers.TrngMixed.DetectToggle) fresh ^= fresh >> 1;
            fresh ^= BitOperations.RotateLeft(_word[line], (int)_registers.TrngMixed.Rotate);
        }
        _word[line] = fresh;
        if (isBitwise) _registers.TrngBitwiseValue[line].ValueInput = fresh;
        else _registers.TrngMixedValue[line - 2].ValueInput = fresh;
        uint rate = _registers.TrngSampleRate.Cycles;
        long cycles = rate == 0 ? parameters.TrueRandomCycles : 32L * rate;
        if (isBitwise) cycles *= 1 + _registers.TrngBitwise.DecorrelateCount;
        _readyAt[line] = Now + cycles;
        _trueWords++;
        return true;
    }
}
