namespace HwModel.Fabric.Tests.Router;

/// <summary>One iteration of iSLIP as McKeown's paper tells it (IEEE/ACM Trans. Networking 7, 1999, section II-B): lists and remainders instead of bit masks.</summary>
internal sealed class IslipReference(int inputs, int outputs)
{
    private readonly int[] _grantPointer = new int[outputs];
    private readonly int[] _acceptPointer = new int[inputs];

    /// <summary>Step 1 is the argument: which input asks for which output.</summary>
    /// <returns>The output of each input; -1: none.</returns>
    public int[] Match(bool[,] requests)
    {
        // Step 2: an output grants the request that comes next in its round.
        var grants = new List<int>[inputs];
        for (int input = 0; input < inputs; input++) grants[input] = [];
        for (int output = 0; output < outputs; output++)
        {
            for (int i = 0; i < inputs; i++)
            {
                int input = (_grantPointer[output] + i) % inputs;
                if (!requests[input, output]) continue;
                grants[input].Add(output);
                break;
            }
        }
        // Step 3: an input accepts the grant that comes next in its round; the pointers go one beyond, and only where a grant was accepted.
        int[] matched = [.. Enumerable.Repeat(-1, inputs)];
        for (int input = 0; input < inputs; input++)
        {
            if (grants[input].Count == 0) continue;
            int pointer = _acceptPointer[input];
            int output = grants[input].MinBy(o => (o - pointer + outputs) % outputs);
            matched[input] = output;
            _acceptPointer[input] = (output + 1) % outputs;
            _grantPointer[output] = (input + 1) % inputs;
        }
        return matched;
    }
}
