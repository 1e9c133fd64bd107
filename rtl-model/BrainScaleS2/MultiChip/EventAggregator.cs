using HwModel.Kernel;

namespace HwModel.BrainScaleS2.MultiChip;

/// <summary>Latencies and capacities of several chips behind aggregators.</summary>
public sealed record AggregatorOptions
{
    /// <summary>Chip links of one backplane.</summary>
    [Published("Ilmberger and Schemmel 2025, arXiv 2512.03781: 12 links per backplane")]
    public int ChipsPerBackplane { get; init; } = 12;

    /// <summary>Links from a backplane to others.</summary>
    [Published("Ilmberger and Schemmel 2025: 4 extension links")]
    public int Extensions { get; init; } = 4;

    /// <summary>From one chip's output to another's input, in ns: four hops over three FPGAs.</summary>
    [Published("Ilmberger and Schemmel 2025: below 1.3 us at all rates")]
    public double ChipToChip { get; init; } = 1300;

    /// <summary>One hop of a link, in ns.</summary>
    [Published("Heinemann and Schemmel 2026: 0.17 us")]
    public double Hop { get; init; } = 170;

    /// <summary>Events of a link in a microsecond.</summary>
    [Derived("5 Gbit/s useful, 20 bit per event (Heinemann and Schemmel 2026)")]
    public double LinkRate { get; init; } = 250;

    /// <summary>Events that wait before a link.</summary>
    [ModelChoice("unpublished; as the FPGA's ingress of one chip")]
    public int QueueDepth { get; init; } = 128;

    /// <summary>Labels of the output table: 15 bits.</summary>
    [Published("halco, routing_table_entry: 65,536 entries of 15 bits")]
    public const int OutputEntries = 65_536;

    /// <summary>Labels of the input table: 16 bits.</summary>
    [Published("halco, routing_table_entry: 32,768 entries of 16 bits")]
    public const int InputEntries = 32_768;
}

/// <summary>An event between chips.</summary>
/// <param name="Time">In ns.</param>
/// <param name="Chip">Source or destination.</param>
/// <param name="Label">16-bit label at that chip.</param>
public readonly record struct ChipEvent(double Time, int Chip, ushort Label);

/// <summary>
/// Several chips at the level of events: a label that leaves a chip is looked up in its output table, goes out on its link, to every chip whose input table knows the 15-bit
/// label, and arrives a fixed time later. Links have a capacity: events wait before them, or are lost where the queue is full.
/// </summary>
/// <remarks>The event level: its constants are the published ones, those of a hop and of the link's capacity are measured on the clocked links by a test.</remarks>
public sealed class EventAggregator
{
    private const int NoRoute = -1;

    private readonly AggregatorOptions _options;
    private readonly int[][] _outputTables;
    private readonly int[][] _inputTables;
    private readonly double[] _outFree;
    private readonly double[] _inFree;
    private readonly double[] _extensionFree;

    /// <param name="chips">How many chips.</param>
    /// <param name="options">Latencies and capacities.</param>
    /// <exception cref="Analog.ChipConfigurationException">More chips than links.</exception>
    public EventAggregator(int chips, AggregatorOptions? options = null)
    {
        _options = options ?? new AggregatorOptions();
        Chips = Analog.ChipConfigurationException.Check("chips", chips, 1, _options.ChipsPerBackplane * (1 + _options.Extensions));
        _outputTables = [.. Enumerable.Range(0, chips).Select(_ => Filled(AggregatorOptions.OutputEntries))];
        _inputTables = [.. Enumerable.Range(0, chips).Select(_ => Filled(AggregatorOptions.InputEntries))];
        _outFree = new double[chips];
        _inFree = new double[chips];
        _extensionFree = new double[(chips + _options.ChipsPerBackplane - 1) / _options.ChipsPerBackplane];
    }

    /// <summary>How many chips.</summary>
    public int Chips { get; }

    /// <summary>Events that arrived.</summary>
    public long Delivered { get; private set; }

    /// <summary>Events that found a queue full.</summary>
    public long Lost { get; private set; }

    /// <summary>Events whose label no table knows.</summary>
    public long Unrouted { get; private set; }

    /// <summary>Gives a chip's 16-bit label a 15-bit label on the network.</summary>
    public void SetOutput(int chip, int label, int network)
    {
        Chip(chip);
        Analog.ChipConfigurationException.Check($"chip[{chip}].output_table entry", label, 0, AggregatorOptions.OutputEntries - 1);
        _outputTables[chip][label] = Analog.ChipConfigurationException.Check($"chip[{chip}].output_table[{label}].label", network, 0, AggregatorOptions.InputEntries - 1);
    }

    /// <summary>Lets a chip take a network label as a 16-bit label of its own.</summary>
    public void SetInput(int chip, int network, int label)
    {
        Chip(chip);
        Analog.ChipConfigurationException.Check($"chip[{chip}].input_table entry", network, 0, AggregatorOptions.InputEntries - 1);
        _inputTables[chip][network] = Analog.ChipConfigurationException.Check($"chip[{chip}].input_table[{network}].label", label, 0, 0xFFFF);
    }

    /// <summary>Takes events of all chips in order of time; gives what arrives, in order of time.</summary>
    public List<ChipEvent> Route(IEnumerable<ChipEvent> events)
    {
        var arrived = new List<ChipEvent>();
        foreach (ChipEvent e in events)
        {
            int network = _outputTables[Chip(e.Chip)][e.Label];
            if (network == NoRoute)
            {
                Unrouted++;
                continue;
            }
            if (Pass(_outFree, e.Chip, e.Time) is not { } sent) continue;
            Fan(e, network, sent, arrived);
        }
        arrived.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Chip != b.Chip ? a.Chip.CompareTo(b.Chip) : a.Label.CompareTo(b.Label));
        return arrived;
    }

    private void Fan(ChipEvent e, int network, double sent, List<ChipEvent> arrived)
    {
        double? extended = null;
        bool tried = false;
        bool any = false;
        for (int chip = 0; chip < Chips; chip++)
        {
            int label = _inputTables[chip][network];
            if (label == NoRoute) continue;
            any = true;
            double start = sent;
            int home = e.Chip / _options.ChipsPerBackplane;
            if (chip / _options.ChipsPerBackplane != home)
            {
                // One copy crosses to the other backplanes, one hop longer.
                if (!tried) (extended, tried) = (Pass(_extensionFree, home, sent), true);
                if (extended is not { } crossed) continue;
                start = crossed + _options.Hop;
            }
            // The last hop is the destination's link, after the rest of the fixed time.
            if (Pass(_inFree, chip, start + _options.ChipToChip - _options.Hop) is not { } last) continue;
            arrived.Add(new ChipEvent(last + _options.Hop, chip, (ushort)label));
            Delivered++;
        }
        if (!any) Unrouted++;
    }

    // When an event passes a link; null where too many wait.
    private double? Pass(double[] free, int link, double time)
    {
        double slot = 1000 / _options.LinkRate;
        double at = Math.Max(time, free[link]);
        if (at - time > _options.QueueDepth * slot)
        {
            Lost++;
            return null;
        }
        free[link] = at + slot;
        return at;
    }

    private int Chip(int chip) => Analog.ChipConfigurationException.Check("chip", chip, 0, Chips - 1);

    private static int[] Filled(int entries)
    {
        var table = new int[entries];
        Array.Fill(table, NoRoute);
        return table;
    }
}
