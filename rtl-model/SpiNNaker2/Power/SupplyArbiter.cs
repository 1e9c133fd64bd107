using HwModel.Kernel;
using HwModel.SpiNNaker2.Chip;

namespace HwModel.SpiNNaker2.Power;

/// <summary>
/// Limits how many processing elements change their supply at once, so that its voltage does not sag: so many of a quad and so many of the chip.
/// Whoever waits is served in the order of the elements' numbers (the hardware semaphores of Scholze et al., OJCAS 2026).
/// </summary>
[Module]
public sealed partial class SupplyArbiter(Component parent, string name, ClockDomain reference, PowerOptions options, int elements) : Module(parent, name, reference)
{
    // Interface
    [In(Count = "elements")] public partial SignalIn<bool>[] Request { get; }

    [Out(Count = "elements")] public partial WireOut<bool>[] Grant { get; }

    // State
    [Reg(Trace = false)] private readonly bool[] _granted = new bool[elements];
    [Reg] private int _switching;
    private readonly bool[] _next = new bool[elements];
    private readonly int[] _ofQuad = new int[(elements + Floorplan.PesPerQuad - 1) / Floorplan.PesPerQuad];
    private readonly bool _quadLimit = !parent.Simulation.Options.Faults.Has("dvfs.quad_limit_ignored");

    // Behaviour

    /// <summary>Elements that change their supply now.</summary>
    public int Switching => _switching;

    protected override Activity Tick()
    {
        _switching = Choose();
        Array.Copy(_next, _granted, elements);
        return Activity.Idle;
    }

    protected override void Settle()
    {
        Choose();
        for (int element = 0; element < elements; element++) Grant[element].Drive(_next[element]);
    }

    // Who was granted keeps it until the request goes; then the others, by number.
    private int Choose()
    {
        int chip = 0;
        Array.Clear(_ofQuad);
        for (int element = 0; element < elements; element++)
        {
            _next[element] = _granted[element] && Request[element].Value;
            if (!_next[element]) continue;
            chip++;
            _ofQuad[element / Floorplan.PesPerQuad]++;
        }
        for (int element = 0; element < elements && chip < options.SwitchingPerChip; element++)
        {
            ref int quad = ref _ofQuad[element / Floorplan.PesPerQuad];
            if (_next[element] || !Request[element].Value || quad >= options.SwitchingPerQuad && _quadLimit) continue;
            _next[element] = true;
            chip++;
            quad++;
        }
        return chip;
    }
}
