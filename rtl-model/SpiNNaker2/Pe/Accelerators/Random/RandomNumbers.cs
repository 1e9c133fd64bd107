using System.Numerics;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Peripherals;
using static HwModel.SpiNNaker2.Pe.Accelerators.Random.RandomRegisters;

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
    [Reg] private readonly RegisterFile _registers = Create();
    [Reg(Trace = false)] private RandomStream _entropy;
    [Reg] private readonly uint[] _word = new uint[Lines];
    [Reg(Trace = false)] private readonly long[] _readyAt = new long[Lines];
    [Reg(Trace = true)] private readonly long[] _draws = new long[Generators];
    [Reg] private byte _nextClient;
    [Reg] private long _trueWords;
    private readonly uint[] _state = new uint[Seeds];
    private readonly bool _carryLost = parent.Simulation.Options.Faults.Has("rng.carry_lost");
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
        if (!_registers.Contains(request.Offset)) return RegisterReply.Missing;
        if (request.Write)
        {
            _registers.Write(request.Offset, request.Value);
            return RegisterReply.Written;
        }
        uint offset = request.Offset;
        if (offset >= BitwiseValue) Sample((int)(offset - BitwiseValue) / 4);
        else if (offset < SampleRate && offset % Stride is Value or ValueFloat) Next((int)(offset / Stride));
        return new RegisterReply(_registers.Read(offset), false);
    }

    private uint Next(int generator)
    {
        uint bits = _registers[Scramble];
        for (int line = 0; line < Lines; line++)
            if ((bits >> line & 1) != 0 && Sample(line))
                _registers[At(generator, generator == Kiss64 ? 4u : 0)] ^= _word[line];
        for (int i = 0; i < Seeds; i++) _state[i] = _registers[At(generator, 4 * (uint)i)];
        if (_seedSwapped) (_state[0], _state[3]) = (_state[3], _state[0]);
        uint value = generator == Kiss64 ? Kiss.Step64(_state, parameters.Multiplier) : Kiss.Step32(_state);
        if (_carryLost) _state[generator == Kiss64 ? 0 : 4] = 0;
        if (_seedSwapped) (_state[0], _state[3]) = (_state[3], _state[0]);
        for (int i = 0; i < Seeds; i++) _registers[At(generator, 4 * (uint)i)] = _state[i];
        _registers[At(generator, Value)] = value;
        _registers[At(generator, ValueFloat)] = Kiss.AsFloat(value);
        _draws[generator]++;
        return value;
    }

    // Takes the word of a line that is ready; false where it is not, or where the line is off.
    private bool Sample(int line)
    {
        bool isBitwise = line < 2;
        uint config = _registers[isBitwise ? Bitwise : Mixed];
        bool isOn = (config >> ((isBitwise ? BitwiseEnableShift : MixedEnableShift) + line % 2) & 1) != 0;
        if (!isOn || Now < _readyAt[line]) return false;
        uint fresh = (uint)(_entropy.NextBits() >> 32);
        if (!isBitwise)
        {
            if ((config & MixedDetectToggle) != 0) fresh ^= fresh >> 1;
            fresh ^= BitOperations.RotateLeft(_word[line], (int)(config >> MixedRotateShift & 15));
        }
        _word[line] = fresh;
        _registers[BitwiseValue + 4 * (uint)line] = fresh;
        uint rate = _registers[SampleRate];
        long cycles = rate == 0 ? parameters.TrueRandomCycles : 32L * rate;
        if (isBitwise) cycles *= 1 + (config & BitwiseDecorrelate);
        _readyAt[line] = Now + cycles;
        _trueWords++;
        return true;
    }
}
