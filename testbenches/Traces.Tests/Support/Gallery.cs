namespace HwModel.Traces.Tests.Support;

/// <summary>The example traces of traces/gallery, made from small invented systems; the same bytes every time.</summary>
public static class Gallery
{
    private const long Nanosecond = 1_000_000;

    public static IReadOnlyList<(string Name, Action<string> Write)> Traces { get; } =
    [
        ("traffic-light", TrafficLight),
        ("neuron", Neuron),
        ("queue", Queue),
        ("reset", Reset),
    ];

    /// <summary>An FSM with named, coloured states, a counter, an error flag, markers.</summary>
    private static void TrafficLight(string path)
    {
        var hierarchy = new TraceHierarchy { TimeGrid = 5 * Nanosecond, Comment = "An FSM with named states, and a marker where it turns green for the second time." };
        var light = new EnumTable("light_t", [new(0, "RED", "DarkRed"), new(1, "RED_YELLOW", "DarkOrange3"), new(2, "GREEN", "DarkGreen"), new(3, "YELLOW", "goldenrod4")]);
        TraceScope crossing = hierarchy.Scope("crossing");
        TraceHandle clock = crossing.Bit("clk", TraceHints.Clock);
        TraceHandle reset = crossing.Bit("reset", TraceHints.Reset);
        TraceHandle conflict = crossing.Bit("conflict", TraceHints.Error);
        TraceScope[] roads = [crossing.Scope("road[0]"), crossing.Scope("road[1]")];
        TraceHandle[] states = [roads[0].Enum("state", light), roads[1].Enum("state", light)];
        TraceHandle[] counters = [roads[0].Vector("ticks", 4, TraceHints.Counter), roads[1].Vector("ticks", 4, TraceHints.Counter)];
        TraceHandle[] names = [roads[0].Text("state_name"), roads[1].Text("state_name")];
        using ITraceSink sink = Waveform.Create(path, view: declared => DefaultView.Of(declared) with
        {
            Markers = [new ViewMarker("reset ends", 30 * Nanosecond), new ViewMarker("green again", 350 * Nanosecond)],
        });
        sink.Begin(hierarchy);
        int[] durations = [6, 2, 6, 2];
        int[] phase = [0, 2];
        int[] ticks = [0, 0];
        for (int half = 0; half < 100; half++)
        {
            sink.Time(half * 5 * Nanosecond);
            sink.Change(clock, half % 2 == 1);
            sink.Change(reset, half < 6);
            if (half % 2 == 0) continue;
            for (int road = 0; road < 2; road++)
            {
                if (half >= 6 && ++ticks[road] == durations[phase[road]])
                {
                    ticks[road] = 0;
                    phase[road] = (phase[road] + 1) % 4;
                }
                sink.Change(states[road], (ulong)phase[road]);
                sink.Change(names[road], light.NameOf((ulong)phase[road])!);
                sink.Change(counters[road], (ulong)ticks[road]);
            }
            sink.Change(conflict, phase[0] == 2 && phase[1] == 2);
        }
        sink.End(500 * Nanosecond);
    }

    /// <summary>A leaky integrate-and-fire neuron: reals drawn as curves, spikes as events.</summary>
    private static void Neuron(string path)
    {
        var hierarchy = new TraceHierarchy { TimeGrid = 1_000 * Nanosecond, Comment = "A leaky integrate-and-fire neuron: membrane voltage in mV, synaptic current in nA, spikes." };
        TraceScope neuron = hierarchy.Scope("core.neuron[3]");
        TraceHandle voltage = neuron.Real("v_mem", TraceHints.Analog with { AnalogRows = 6 });
        TraceHandle current = neuron.Real("i_syn", TraceHints.Analog with { Color = TraceColor.Green });
        TraceHandle spike = neuron.Event("spike", new TraceHints(TraceRole.Signal, Color: TraceColor.Red));
        TraceHandle input = neuron.Event("input");
        TraceHandle code = neuron.Vector("adc", 8, TraceHints.Analog with { Color = TraceColor.Orange });
        TraceHandle refractory = neuron.Bit("refractory", TraceHints.State);
        using ITraceSink sink = Waveform.Create(path);
        sink.Begin(hierarchy);
        double v = -70;
        double i = 0;
        int rest = 0;
        for (int step = 0; step < 120; step++)
        {
            sink.Time(step * 1_000 * Nanosecond);
            bool isInput = step % 9 == 4;
            i = i * 0.85 + (isInput ? 3.6 : 0);
            if (rest > 0) rest--;
            else v += 0.1 * (-70 - v) + i;
            bool fires = v > -50;
            if (fires)
            {
                v = -75;
                rest = 4;
                sink.Occur(spike);
            }
            if (isInput) sink.Occur(input);
            sink.Change(voltage, Math.Round(v, 3));
            sink.Change(current, Math.Round(i, 3));
            sink.Change(code, (ulong)(byte)Math.Round((v + 80) * 6));
            sink.Change(refractory, rest > 0);
        }
        sink.End(120_000 * Nanosecond);
    }

    /// <summary>Two queues with named groups, a packet as whole and as fields, wide data, text of the packet.</summary>
    private static void Queue(string path)
    {
        var hierarchy = new TraceHierarchy { TimeGrid = Nanosecond, Comment = "A packet queue: groups named by the author, a packed packet and its fields, 128 bits of payload." };
        TraceScope link = hierarchy.Scope("link", ScopeKind.Interface);
        TraceHandle clock = link.Bit("clk", TraceHints.Clock);
        TraceHints port = TraceHints.Port with { Group = "handshake" };
        TraceHandle valid = link.Bit("valid", port);
        TraceHandle ready = link.Bit("ready", port);
        TraceHandle count = link.Vector("count", 3, TraceHints.Counter with { Group = "occupancy", AnalogRows = 3 });
        TraceHandle packet = link.Vector("packet", 40, TraceHints.Data with { Group = "packet" });
        TraceScope fields = link.Scope("packet", ScopeKind.Struct);
        TraceHandle key = fields.Vector("key", 32, TraceHints.Data with { Group = "packet" });
        TraceHandle kind = fields.Enum("kind", new EnumTable("kind_t", [new(0, "MULTICAST"), new(1, "CORE"), new(2, "NEIGHBOUR"), new(3, "ERROR")]), 8, TraceHints.Data with { Group = "packet" });
        TraceHandle text = link.Text("text", TraceHints.Data with { Group = "packet" });
        TraceHandle payload = link.Vector("payload", 128, TraceHints.Data with { Group = "packet" });
        using ITraceSink sink = Waveform.Create(path);
        sink.Begin(hierarchy);
        int level = 0;
        uint number = 0x1000;
        for (int half = 0; half < 80; half++)
        {
            sink.Time(half * 2 * Nanosecond);
            sink.Change(clock, half % 2 == 1);
            if (half == 0) sink.Change(count, 0UL);
            if (half % 2 == 0) continue;
            bool isIn = half % 14 < 9;
            bool isOut = half % 6 < 3 && level > 0;
            level = Math.Clamp(level + (isIn && level < 7 ? 1 : 0) - (isOut ? 1 : 0), 0, 7);
            sink.Change(valid, level > 0);
            sink.Change(ready, isOut);
            sink.Change(count, (ulong)level);
            if (!isOut) continue;
            number = number * 1664525 + 1013904223;
            ulong type = number >> 28 & 3;
            sink.Change(packet, (type << 32) | number);
            sink.Change(key, number);
            sink.Change(kind, type);
            sink.Change(text, $"key {number:x8}");
            sink.Change(payload, [number * 0x9E3779B97F4A7C15UL, number]);
        }
        sink.End(160 * Nanosecond);
    }

    /// <summary>Unknown values before reset, high impedance on a shared bus, a signed number.</summary>
    private static void Reset(string path)
    {
        var hierarchy = new TraceHierarchy { TimeGrid = 10 * Nanosecond, Comment = "Unknown until reset, and a shared bus that nobody drives half of the time." };
        TraceScope chip = hierarchy.Scope("chip");
        TraceHandle reset = chip.Bit("reset", TraceHints.Reset);
        TraceHandle register = chip.Vector("register", 16, TraceHints.State);
        TraceHandle bus = chip.Vector("bus", 8, TraceHints.Port);
        TraceHandle signed = chip.Integer("balance", TraceHints.Data);
        using ITraceSink sink = Waveform.Create(path);
        sink.Begin(hierarchy);
        for (int step = 0; step < 40; step++)
        {
            sink.Time(step * 10 * Nanosecond);
            sink.Change(reset, step is >= 3 and < 6);
            if (step == 3) sink.Change(register, 0UL);
            if (step > 6) sink.Change(register, (ulong)(step * 0x123));
            if (step > 6) sink.Change(signed, (step % 11) - 5);
            if (step % 8 < 4) sink.Change(bus, [0], [0xFF]);
            else sink.Change(bus, [(ulong)(0xA0 + step)], step == 20 ? [0x0F] : [0]);
        }
        sink.End(400 * Nanosecond);
    }
}
