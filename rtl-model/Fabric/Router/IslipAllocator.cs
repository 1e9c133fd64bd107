using System.Numerics;
using HwModel.Kernel;

namespace HwModel.Fabric.Router;

/// <summary>
/// Matches inputs with outputs by iSLIP with one iteration (N. McKeown, "The iSLIP scheduling algorithm for input-queued switches", IEEE/ACM Trans. Networking 7, 1999):
/// each output grants one of the inputs that ask for it, each input accepts one grant, both by round robin whose pointers move only when a grant was accepted.
/// </summary>
/// <param name="inputs">1 to 64.</param>
/// <param name="outputs">1 to 64.</param>
internal sealed class IslipAllocator(int inputs, int outputs) : IStatePart
{
    private readonly byte[] _grantFrom = new byte[outputs];
    private readonly byte[] _acceptFrom = new byte[inputs];
    private readonly ulong[] _requests = new ulong[outputs];
    private readonly ulong[] _grants = new ulong[inputs];
    private readonly sbyte[] _outputOf = new sbyte[inputs];
    private ulong _wantedOutputs;

    public string Schema => $"islip({inputs},{outputs})";

    /// <summary>The output that the last <see cref="Match"/> gave to an input which it names.</summary>
    public int OutputOf(int input) => _outputOf[input];

    /// <summary>An input asks for an output; it may ask for several.</summary>
    public void Request(int input, int output)
    {
        _requests[output] |= 1UL << input;
        _wantedOutputs |= 1UL << output;
    }

    /// <summary>Answers the requests since the last call and forgets them.</summary>
    /// <returns>Bit i: input i got an output.</returns>
    public ulong Match()
    {
        ulong granted = 0;
        for (; _wantedOutputs != 0; _wantedOutputs &= _wantedOutputs - 1)
        {
            int output = BitOperations.TrailingZeroCount(_wantedOutputs);
            int input = First(_requests[output], _grantFrom[output]);
            _requests[output] = 0;
            _grants[input] |= 1UL << output;
            granted |= 1UL << input;
        }
        for (ulong left = granted; left != 0; left &= left - 1)
        {
            int input = BitOperations.TrailingZeroCount(left);
            int output = First(_grants[input], _acceptFrom[input]);
            _grants[input] = 0;
            _outputOf[input] = (sbyte)output;
            _grantFrom[output] = (byte)(input + 1 < inputs ? input + 1 : 0);
            _acceptFrom[input] = (byte)(output + 1 < outputs ? output + 1 : 0);
        }
        return granted;
    }

    public void Reset(PowerOn powerOn)
    {
        Array.Clear(_grantFrom);
        Array.Clear(_acceptFrom);
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(_grantFrom);
        writer.WriteArray(_acceptFrom);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(_grantFrom);
        reader.ReadArray(_acceptFrom);
    }

    public void Hash(ref StateHash hash)
    {
        foreach (byte from in _grantFrom) hash.Add((uint)from);
        foreach (byte from in _acceptFrom) hash.Add((uint)from);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        // The pointers are of no interest in a waveform.
    }

    public void SampleTrace(TraceSampler sampler)
    {
        // As declared.
    }

    // The lowest set bit from a place on, and from the beginning where there is none behind it.
    private static int First(ulong bits, int from) => BitOperations.TrailingZeroCount(bits >> from << from is var behind && behind != 0 ? behind : bits);
}
