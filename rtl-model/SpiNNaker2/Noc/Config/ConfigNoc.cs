using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.SpiNNaker2.Noc.Config;

/// <summary>
/// The configuration network: a mesh like the data network's, 32 bits wide and on the 100 MHz reference, so that it is alive before any PLL and usable while the data network
/// is blocked (Scholze et al., OJCAS 2026).
/// </summary>
public sealed class ConfigNoc : Component
{
    private readonly ConfigRouter[] _routers = new ConfigRouter[Floorplan.Size * Floorplan.Size];

    /// <param name="parent">What holds it.</param>
    /// <param name="name">Name.</param>
    /// <param name="reference">The 100 MHz reference.</param>
    /// <param name="parameters">Times and sizes; null: the defaults.</param>
    /// <exception cref="ArgumentException">The parameters are not allowed; says what is.</exception>
    public ConfigNoc(Component parent, string name, ClockDomain reference, ConfigParameters? parameters = null)
        : base(parent, name, reference)
    {
        Options = parameters ?? new ConfigParameters();
        if (Options.Mistakes().FirstOrDefault() is { } mistake) throw new ArgumentException(mistake, nameof(parameters));
        Describe("hop_cycles", Options.HopCycles);
        for (int index = 0; index < _routers.Length; index++)
        {
            var at = new NocPosition((byte)(index & 7), (byte)(index >> 3));
            _routers[index] = new ConfigRouter(this, $"router[{at.Y}][{at.X}]", at, Options);
            if (at.X > 0) Join(_routers[index - 1], MeshPort.East, _routers[index]);
            if (at.Y > 0) Join(_routers[index - Floorplan.Size], MeshPort.North, _routers[index]);
        }
    }

    /// <summary>Times and sizes.</summary>
    public ConfigParameters Options { get; }

    /// <summary>All routers, row by row from the south-west.</summary>
    public IReadOnlyList<ConfigRouter> Routers => _routers;

    /// <summary>The router at a position.</summary>
    public ConfigRouter this[NocPosition at] => _routers[at.Index];

    /// <summary>Connects an endpoint to its node.</summary>
    public void Attach(NocPosition at, In<ConfigFlit> fromNetwork, Out<ConfigFlit> toNetwork)
    {
        Wiring.Connect(this[at].FlitOut[MeshPort.Local], fromNetwork);
        Wiring.Connect(toNetwork, this[at].FlitIn[MeshPort.Local]);
    }

    private static void Join(ConfigRouter a, int direction, ConfigRouter b)
    {
        int back = MeshPort.Opposite(direction);
        Wiring.Connect(a.FlitOut[direction], b.FlitIn[back]);
        Wiring.Connect(b.FlitOut[back], a.FlitIn[direction]);
    }
}
