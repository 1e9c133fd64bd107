using FsCheck;
using FsCheck.Fluent;
using HwModel.Benches.Mesh;
using HwModel.BrainScaleS2.Analog;
using HwModel.BrainScaleS2.Digital;
using HwModel.BrainScaleS2.Registers;
using HwModel.Kernel;
using HwModel.Verification.Blocks;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>How the circuits are before.</summary>
/// <param name="Capacitor">Their capacitor's code, 0 to 63.</param>
public sealed record NeuronSramSetting(int Capacitor);

/// <summary>A word of a circuit is written and read back, or read.</summary>
/// <param name="Quadrant">0 to 3: NW, NE, SW, SE.</param>
/// <param name="Place">0 to 127.</param>
/// <param name="Byte">0 to 7; 2 to 7 exist.</param>
/// <param name="Data">8 bits.</param>
/// <param name="IsWrite">Written.</param>
public sealed record NeuronSramWord(int Quadrant, int Place, int Byte, int Data, bool IsWrite);

/// <summary>Random bytes from four hosts, one for each quadrant, against plain bytes and what they mean.</summary>
internal sealed class NeuronSramBench(NeuronSramCoverage coverage) : CaseBench<NeuronSramSetting, NeuronSramWord>
{
    private const int Quadrants = 4;

    private readonly RegisterTour _tour = new(new NeuronSramRegisters());

    // Bits of bytes 2 to 7 that exist (haldls, vx/v4/neuron).
    private static readonly int[] Fields = [0x7F, 0xFE, 0xFF, 0xFD, 0xFD, 0xFF];

    public override string Name => "bytes";

    public override int LongestCase => 24;

    public override int Cases(Effort effort) => effort switch { Effort.Smoke => 48, Effort.Normal => 300, _ => 3000 };

    protected override Gen<NeuronSramSetting> Configurations => from capacitor in Gen.Choose(0, 63) select new NeuronSramSetting(capacitor);

    protected override Gen<NeuronSramWord> Commands(NeuronSramSetting configuration) =>
        from quadrant in Gen.Choose(0, Quadrants - 1)
        from place in Gen.Frequency((1, Gen.Choose(0, 127)), (2, Gen.Elements(0, 1, 126, 127)))
        from number in Gen.Frequency((6, Gen.Choose(2, 7)), (1, Gen.Choose(0, 1)))
        from data in Gen.Choose(0, 255)
        from write in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new NeuronSramWord(quadrant, place, number, data, write);

    protected override bool IsAllowed(NeuronSramSetting c) => c.Capacitor is >= 0 and <= 63;

    protected override void Execute(NeuronSramSetting c, IReadOnlyList<NeuronSramWord> commands, CaseRun run)
    {
        (Simulation simulation, ClockDomain clock, Component top) = ChipBench.Build(run.SimulationOptions);
        AnalogCore core = ChipBench.Core(top, clock, new AnalogOptions { Correlation = false }, out _);
        var memory = new NeuronControl(top, "memory");
        Wiring.Connect(memory.UpdateOut, core.NeuronIn);
        NeuronParameters given = Given(c.Capacitor);
        var requests = new List<(long Cycle, OmnibusRequest Item)>[Quadrants];
        var expected = new List<(OmnibusReply Reply, string What)>[Quadrants];
        for (int quadrant = 0; quadrant < Quadrants; quadrant++) (requests[quadrant], expected[quadrant]) = ([], []);
        var bytes = new Dictionary<int, int[]>();
        foreach (NeuronSramWord word in commands) Take(word, c, requests, expected, bytes, run);
        var hosts = new OmnibusAgent[Quadrants];
        for (int quadrant = 0; quadrant < Quadrants; quadrant++) hosts[quadrant] = new OmnibusAgent(top, $"host[{quadrant}]", memory.BusIn[quadrant], memory.BusOut[quadrant], requests[quadrant]);
        int[] circuits = [.. commands.Select(Circuit).SelectMany(neuron => (int[])[neuron, neuron ^ 1]).Distinct()];
        simulation.Elaborate();
        foreach (int neuron in circuits)
        {
            core.Array.Configure(neuron, given);
            memory.Preset(neuron, NeuronWords.Encode(core.Array.Switches(neuron)));
        }
        run.Observe(simulation);
        simulation.RunCycles(clock, 64 + 8 * commands.Count);
        for (int quadrant = 0; quadrant < Quadrants; quadrant++) Compare(run, hosts[quadrant].Replies, expected[quadrant], simulation.Time);
        foreach (int neuron in circuits)
        {
            NeuronParameters meant = bytes.TryGetValue(neuron, out int[]? written) ? Meant(given, c.Capacitor, neuron, written) : given;
            NeuronParameters found = core.Array.Neurons.Parameters(neuron);
            run.Check("neuronsram.circuits", IsClose(meant, found), $"Circuit {neuron} does not do what its bytes say: {Differences(meant, found)}.", simulation.Time);
        }
        run.Coverage.Sample(coverage.Together, requests.Count(list => list.Count > 0));
        hosts[run.Seed % Quadrants].Try(_tour, run.Seed, 12);
    }

    private void Take(NeuronSramWord word, NeuronSramSetting c, List<(long Cycle, OmnibusRequest Item)>[] requests, List<(OmnibusReply Reply, string What)>[] expected, Dictionary<int, int[]> bytes, CaseRun run)
    {
        int quadrant = word.Quadrant & 3, place = word.Place & 127, number = word.Byte & 7, data = word.Data & 255, neuron = Circuit(word);
        uint address = 8u * (uint)place + (uint)number;
        bool exists = number >= 2;
        int[] memory = bytes.TryGetValue(neuron, out int[]? known) ? known : Before(c.Capacitor);
        run.Coverage.Sample(coverage.Accesses, number, word.IsWrite ? 1 : 0);
        run.Coverage.Sample(coverage.Place, place);
        if (word.IsWrite)
        {
            requests[quadrant].Add((8, new OmnibusRequest(address, (uint)data, true)));
            expected[quadrant].Add((new OmnibusReply(0, !exists), $"write of byte {number} of circuit {neuron}"));
            if (exists) (memory[number - 2], bytes[neuron]) = (data & Fields[number - 2], memory);
        }
        requests[quadrant].Add((8, new OmnibusRequest(address, 0, false)));
        expected[quadrant].Add((new OmnibusReply(exists ? (uint)memory[number - 2] : 0, !exists), $"read of byte {number} of circuit {neuron}"));
    }

    private static int Circuit(NeuronSramWord word) => (word.Quadrant & 2) * 128 + (word.Quadrant & 1) * 128 + (word.Place & 127);

    private static void Compare(CaseRun run, IReadOnlyList<(long Cycle, OmnibusReply Item)> seen, List<(OmnibusReply Reply, string What)> expected, long time)
    {
        run.Check("neuronsram.refused", seen.Count == expected.Count, $"{seen.Count} of {expected.Count} accesses were answered.", time);
        for (int i = 0; i < Math.Min(seen.Count, expected.Count); i++)
        {
            (OmnibusReply reply, string what) = expected[i];
            run.Check("neuronsram.refused", seen[i].Item.IsError == reply.IsError, $"The {what} was answered {(seen[i].Item.IsError ? "with" : "without")} an error.", time);
            if (!reply.IsError) run.Check("neuronsram.read_back", seen[i].Item.Data == reply.Data, $"The {what} gave 0x{seen[i].Item.Data:x2} instead of 0x{reply.Data:x2}.", time);
        }
    }

    // A circuit that has everything.
    private static NeuronParameters Given(int capacitor) => new()
    {
        Capacitance = 0.1 + 2.3 / 63 * capacitor,
        ResetTau = 4,
        JumpExcitatory = 0.004,
        JumpInhibitory = 0.002,
        TauAdaptation = 20,
        AdaptationA = 0.05,
        AdaptationB = 0.02,
        ExponentialSlope = 0.02,
        OffsetCurrent = 0.01,
        SomaConductance = 0.2,
    };

    // Readout; adaptation and exponential term; capacitor and offset; comparator, fire output and inputs; conductance.
    private static int[] Before(int capacitor) => [0, 0x90, 0x0C, capacitor << 2 | 1, 0x3C, 0x04];

    /// <summary>What bytes 2 to 7 make of a circuit (haldls, vx/v4/neuron).</summary>
    private static NeuronParameters Meant(NeuronParameters given, int before, int neuron, int[] bytes)
    {
        bool Bit(int number, int place) => (bytes[number - 2] >> place & 1) == 1;
        double Factor(int mul, int div, int number, double by) => (Bit(number, mul) ? by : 1) / (Bit(number, div) ? by : 1);
        bool right = neuron % 256 < 255;
        int capacitor = bytes[3] / 4;
        double reset = Factor(2, 1, 2, 8);
        return given with
        {
            Capacitance = capacitor == before ? given.Capacitance : 0.1 + 2.3 / 63 * capacitor,
            Leak = given.Leak * Factor(5, 4, 2, 8),
            ResetTau = reset == 1 ? 4 : Math.Max(0.5, 4 / reset),
            CobaExcitatory = Bit(3, 2),
            CobaInhibitory = Bit(3, 1),
            AdaptationB = Bit(4, 0) ? -0.02 : 0.02,
            AdaptationA = Bit(4, 1) ? -0.05 : 0.05,
            TauAdaptation = Bit(4, 2) ? 20 : 0,
            ExponentialSlope = Bit(4, 3) ? 0.02 : 0,
            OffsetCurrent = !Bit(5, 0) ? 0 : Bit(6, 0) ? -0.01 : 0.01,
            Spikes = Bit(6, 2) && Bit(6, 3),
            JumpInhibitory = Bit(6, 4) ? 0.002 : 0,
            JumpExcitatory = Bit(6, 5) ? 0.004 : 0,
            ConnectSomaRight = Bit(7, 0) && right,
            ShortBottom = Bit(7, 1) && neuron < 256,
            SomaConductance = Bit(7, 2) ? 0.2 * Factor(5, 6, 7, 4) : 0,
            ShortRight = Bit(7, 3) && right,
            ConnectSoma = Bit(7, 4),
        };
    }

    // Equal but for rounding.
    private static string Differences(NeuronParameters meant, NeuronParameters found) => string.Join(", ", typeof(NeuronParameters).GetProperties()
        .Where(property => !Equals(property.GetValue(meant), property.GetValue(found)))
        .Select(property => $"{property.Name} is {property.GetValue(found)}, not {property.GetValue(meant)}"));

    private static bool IsClose(NeuronParameters a, NeuronParameters b)
    {
        bool Near(double x, double y) => Math.Abs(x - y) <= 1e-12 * Math.Abs(x);
        return Near(a.Capacitance, b.Capacitance) && Near(a.Leak, b.Leak) && Near(a.ResetTau, b.ResetTau) && Near(a.SomaConductance, b.SomaConductance)
            && a == b with { Capacitance = a.Capacitance, Leak = a.Leak, ResetTau = a.ResetTau, SomaConductance = a.SomaConductance };
    }
}
