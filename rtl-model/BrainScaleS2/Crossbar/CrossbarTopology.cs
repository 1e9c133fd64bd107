namespace HwModel.BrainScaleS2.Digital;

/// <summary>Which inputs of the crossbar reach which outputs (halco, routing_crossbar): 76 nodes, numbered input by input over the outputs that exist.</summary>
public static class CrossbarTopology
{
    /// <summary>0 to 7 neurons, 8 to 11 from the FPGA, 12 to 19 background.</summary>
    public const int Inputs = 20;

    /// <summary>0 to 3 PADI top, 4 to 7 PADI bottom, 8 to 11 to the FPGA.</summary>
    public const int Outputs = 12;

    /// <summary>Nodes.</summary>
    public const int Nodes = 76;

    /// <summary>First input from the FPGA.</summary>
    public const int FirstLinkInput = 8;

    /// <summary>First background input.</summary>
    public const int FirstBackgroundInput = 12;

    /// <summary>First output to the FPGA.</summary>
    public const int FirstLinkOutput = 8;

    private static readonly sbyte[,] Table = Build();

    /// <summary>The node between an input and an output; -1 where there is none.</summary>
    public static int Node(int input, int output) => Table[input, output];

    private static sbyte[,] Build()
    {
        var table = new sbyte[Inputs, Outputs];
        sbyte node = 0;
        for (int input = 0; input < Inputs; input++)
            for (int output = 0; output < Outputs; output++)
                table[input, output] = Exists(input, output) ? node++ : (sbyte)-1;
        return table;
    }

    private static bool Exists(int input, int output)
    {
        int channel = input % 4;
        if (input < FirstLinkInput) return output % 4 == channel;
        if (input < FirstBackgroundInput) return output < FirstLinkOutput || output % 4 == channel;
        bool isTop = input < FirstBackgroundInput + 4;
        return output % 4 == channel && (output >= FirstLinkOutput || output < 4 == isTop);
    }
}
