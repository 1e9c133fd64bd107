using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Lines;
using HwModel.SpiNNaker2.Links.ShortRange;

namespace HwModel.SpiNNaker2.Chip;

/// <summary>Several chips at register-transfer level, joined by short-range links.</summary>
public sealed record MachineOptions
{
    /// <summary>Columns.</summary>
    public int Width { get; init; } = 1;

    /// <summary>Rows.</summary>
    public int Height { get; init; } = 1;

    /// <summary>The links of the border go round: a torus, as a 48-chip board alone is one of 8 x 8 with corners cut.</summary>
    public bool Wraps { get; init; }

    /// <summary>Every chip; its position is set by the machine.</summary>
    public ChipOptions Chip { get; init; } = new();

    /// <summary>Every link.</summary>
    public ShortRangeParameters Link { get; init; } = new();

    /// <summary>Every line, each way.</summary>
    public LineOptions Line { get; init; } = new();
}

/// <summary>
/// A rectangle of chips. Links lead east, north-east, north, west, south-west and south, numbers 0 to 5 (SpiNNaker datasheet v2.02, section 10). Every chip is a partition of its
/// own: links are all that connects chips, and their flight time lets them be simulated side by side.
/// </summary>
public sealed class Machine
{
    private static readonly (int X, int Y)[] Steps = [(1, 0), (1, 1), (0, 1)];

    private readonly Spinnaker2Chip[] _chips;
    private readonly ShortRangeEndpoint?[] _endpoints;

    /// <param name="simulation">Where it is built; not elaborated yet.</param>
    /// <param name="options">Shape, chips and links.</param>
    /// <exception cref="ArgumentException">The options are not allowed; says what is.</exception>
    public Machine(Simulation simulation, MachineOptions options)
    {
        if (options.Width is < 1 or > 256 || options.Height is < 1 or > 256)
            throw new ArgumentException($"a machine of {options.Width} x {options.Height} chips: allowed are 1 to 256 columns and rows");
        Options = options;
        _chips = new Spinnaker2Chip[options.Width * options.Height];
        _endpoints = new ShortRangeEndpoint?[_chips.Length * Links];
        for (int index = 0; index < _chips.Length; index++)
        {
            (int x, int y) = (index % options.Width, index / options.Width);
            _chips[index] = new Spinnaker2Chip(simulation.Root, $"chip[{x}][{y}]", options.Chip with { X = x, Y = y }, index);
        }
        for (int index = 0; index < _chips.Length; index++)
            for (int link = 0; link < Steps.Length; link++)
                if (Neighbour(index, link) is var other and >= 0) Join(simulation, index, link, other);
    }

    /// <summary>Links of a chip.</summary>
    public const int Links = 6;

    /// <summary>Shape, chips and links.</summary>
    public MachineOptions Options { get; }

    /// <summary>The chips, row by row.</summary>
    public IReadOnlyList<Spinnaker2Chip> Chips => _chips;

    /// <summary>The chip at a place.</summary>
    public Spinnaker2Chip this[int x, int y] => _chips[(y * Options.Width) + x];

    /// <summary>A chip's end of a link; null where the link leads nowhere.</summary>
    public ShortRangeEndpoint? Endpoint(int x, int y, int link) => _endpoints[(((y * Options.Width) + x) * Links) + link];

    private int Neighbour(int index, int link)
    {
        int x = (index % Options.Width) + Steps[link].X, y = (index / Options.Width) + Steps[link].Y;
        if (Options.Wraps) (x, y) = (x % Options.Width, y % Options.Height);
        if (x >= Options.Width || y >= Options.Height) return -1;
        int other = (y * Options.Width) + x;
        return other == index ? -1 : other;
    }

    private void Join(Simulation simulation, int from, int link, int to)
    {
        ShortRangeEndpoint a = End(from, link), b = End(to, link + 3);
        _ = new ShortRangeLink(simulation.Root, $"{_chips[from].Name}_link{link}", a, b, Options.Line, Options.Line);
    }

    private ShortRangeEndpoint End(int index, int link)
    {
        Spinnaker2Chip chip = _chips[index];
        ClockDomain word = chip.Simulation.Clock($"{chip.Name}_link{link}", Options.Link.WordPeriod, 0, index);
        var end = new ShortRangeEndpoint(chip, $"link[{link}]", chip.RouterClock, word, link, Options.Link);
        Wiring.Connect(chip.ToLink(link), end.Units.Input);
        Wiring.Connect(end.Units.Output, chip.FromLink(link));
        chip.ConnectLink(link, word, end.Units.Bank.Request, end.Units.Bank.Reply);
        return _endpoints[(index * Links) + link] = end;
    }
}
