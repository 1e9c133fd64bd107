namespace HwModel.Studies.Tests.BookSim;

/// <summary>iSLIP with one iteration (McKeown, IEEE/ACM Trans. Networking 7, 1999): outputs grant, inputs accept, both by round robin whose pointers move on acceptance only.</summary>
internal sealed class Islip(int inputs, int outputs)
{
    private readonly int[] _grantFrom = new int[outputs];
    private readonly int[] _acceptFrom = new int[inputs];
    private readonly bool[,] _wants = new bool[inputs, outputs];
    private readonly int[] _grants = new int[outputs];

    /// <summary>The output of each input; -1: none.</summary>
    public int[] OutputOf { get; } = new int[inputs];

    public void Clear()
    {
        Array.Clear(_wants);
        Array.Fill(OutputOf, -1);
    }

    public void Request(int input, int output) => _wants[input, output] = true;

    public void Allocate()
    {
        for (int output = 0; output < outputs; output++)
        {
            _grants[output] = -1;
            for (int i = 0; i < inputs && _grants[output] < 0; i++)
            {
                int input = (_grantFrom[output] + i) % inputs;
                if (_wants[input, output]) _grants[output] = input;
            }
        }
        for (int input = 0; input < inputs; input++)
        {
            for (int i = 0; i < outputs; i++)
            {
                int output = (_acceptFrom[input] + i) % outputs;
                if (_grants[output] != input) continue;
                OutputOf[input] = output;
                _grantFrom[output] = (input + 1) % inputs;
                _acceptFrom[input] = (output + 1) % outputs;
                break;
            }
        }
    }
}
