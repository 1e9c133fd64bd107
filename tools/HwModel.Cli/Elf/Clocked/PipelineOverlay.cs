using System.Globalization;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Power;
using HwModel.Traces;

namespace HwModel.Cli.Elf.Clocked;

/// <summary>
/// Adds to the trace of a core what its signals mean: the instructions in decode and execute as text, the exception that is handled, the interrupt lines by
/// name, and the energy so far. Everything follows from the values that pass by.
/// </summary>
internal sealed class PipelineOverlay(ITraceSink inner, string core, string? element, long period) : FilterSink(inner)
{
    public const string PipelineGroup = "pipeline", InterruptGroup = "interrupt lines", EnergyGroup = "energy";

    private const int SleepPhase = (int)PipelinePhase.Sleep;

    private readonly Disassembler _disassembler = new(DecodeTable.Instance);
    private readonly EnergyConstants _energy = new();
    private readonly Dictionary<int, string> _sources = [];
    private readonly Dictionary<string, ulong> _values = [];
    private readonly Dictionary<string, string> _texts = [];
    private readonly Dictionary<string, long> _rose = [];
    private readonly (TraceHandle Handle, int Number, bool Last)[] _lines = new (TraceHandle, int, bool)[InterruptNames.Named.Count];
    private TraceHandle _decode, _execute, _exception, _picojoules;
    private bool _isChanged = true, _isRunning;
    private long _now, _settledAt;
    private double _activeCycles;

    /// <summary>The lines that rose, with the time of the first time.</summary>
    public IReadOnlyDictionary<string, long> Rose => _rose;

    public override void Begin(TraceHierarchy hierarchy)
    {
        foreach (TraceVariable variable in hierarchy.Variables)
        {
            if (variable.IsAlias) continue;
            if (variable.Scope.Path == core && variable.Name is "decode_address" or "decode_word" or "execute_address" or "execute_word" or "phase") _sources[variable.Signal.Index] = variable.Name;
            if (variable.Name == "xpsr" && variable.Scope.Path.StartsWith(core, StringComparison.Ordinal)) _sources[variable.Signal.Index] = "xpsr";
            if (element is not null && variable.Path == $"{element}.mac.products") _sources[variable.Signal.Index] = "products";
            if (element is not null && variable.Path.StartsWith($"{element}.interrupts.", StringComparison.Ordinal) && variable.Path.Contains("lines", StringComparison.OrdinalIgnoreCase)) _sources[variable.Signal.Index] = "lines";
        }
        TraceScope scope = hierarchy.Scope(core);
        _execute = scope.Text("execute_text", new TraceHints(TraceRole.State, Group: PipelineGroup));
        _decode = scope.Text("decode_text", new TraceHints(TraceRole.State, Group: PipelineGroup));
        _exception = scope.Text("exception_text", new TraceHints(TraceRole.State, Group: PipelineGroup));
        _picojoules = scope.Real("energy_pJ", new TraceHints(TraceRole.Analog, Group: EnergyGroup));
        if (element is not null)
        {
            TraceScope lines = hierarchy.Scope($"{element}.interrupts");
            foreach ((int at, (int number, string name)) in InterruptNames.Named.Index()) _lines[at] = (lines.Bit(name, new TraceHints(TraceRole.Port, Group: InterruptGroup)), number, false);
        }
        base.Begin(hierarchy);
    }

    public override void Time(long time)
    {
        if (time != _now) Flush();
        _now = time;
        base.Time(time);
    }

    public override void Change(TraceHandle signal, ulong value)
    {
        if (_sources.TryGetValue(signal.Index, out string? name)) Note(name, value);
        base.Change(signal, value);
    }

    public override void End(long time)
    {
        Flush();
        base.End(time);
    }

    private void Note(string name, ulong value)
    {
        if (name == "phase") Settle(value);
        _values[name] = value;
        _isChanged = true;
    }

    // Cycles in which the core was awake, up to now.
    private void Settle(ulong phase)
    {
        if (_isRunning) _activeCycles += (double)(_now - _settledAt) / period;
        _settledAt = _now;
        _isRunning = phase != SleepPhase;
    }

    // What the changes of the present instant mean, at this instant.
    private void Flush()
    {
        Settle(Value("phase"));
        // Picojoules: milliwatts times nanoseconds, and the cycles and products.
        base.Change(_picojoules, Math.Round(_energy.SleepMilliwatts(Rail.High) * _now * 1e-6 + _energy.CorePicojoules(Rail.High) * _activeCycles + _energy.MacPicojoules(Rail.High) * Value("products")));
        if (!_isChanged) return;
        _isChanged = false;
        Text(_execute, "execute");
        Text(_decode, "decode");
        Set(_exception, "exception", InterruptNames.OfException((int)(Value("xpsr") & 0x1FF)));
        ulong lines = Value("lines");
        for (int i = 0; i < _lines.Length && element is not null; i++)
        {
            (TraceHandle handle, int number, bool last) = _lines[i];
            bool level = (lines >> number & 1) != 0;
            if (level == last && _settledAt != 0 && _texts.ContainsKey("lines")) continue;
            base.Change(handle, level ? 1UL : 0);
            if (level && !_rose.ContainsKey(InterruptNames.Named[i].Name)) _rose[InterruptNames.Named[i].Name] = _now;
            _lines[i].Last = level;
        }
        _texts["lines"] = "";
    }

    private void Text(TraceHandle handle, string stage)
    {
        var address = (uint)Value(stage + "_address");
        var word = (uint)Value(stage + "_word");
        Set(handle, stage, word == 0 && address == 0 ? "" : _disassembler.Text(word, DecodeTable.IsWide(word > 0xFFFF ? word >> 16 : word), address).Trim());
    }

    private void Set(TraceHandle handle, string key, string text)
    {
        if (_texts.TryGetValue(key, out string? last) && last == text) return;
        _texts[key] = text;
        base.Change(handle, text);
    }

    private ulong Value(string name) => _values.GetValueOrDefault(name);
}

/// <summary>Names of exceptions and interrupt lines.</summary>
internal static class InterruptNames
{
    private static readonly string[] Exceptions =
        ["thread", "reset", "NMI", "HardFault", "MemManage", "BusFault", "UsageFault", "7", "8", "9", "10", "SVCall", "DebugMonitor", "13", "PendSV", "SysTick"];

    /// <summary>The lines with a name, by number (spinnaker_2_tools, irq.h).</summary>
    public static IReadOnlyList<(int Number, string Name)> Named { get; } =
    [
        (0, "irq_timer1"), (1, "irq_timer2"), (2, "irq_timers"), (3, "irq_tx_empty"), (4, "irq_tx_full"), (5, "irq_rx"), (6, "irq_rx_mc"), (7, "irq_rx_c2c"), (8, "irq_rx_nn"),
        (9, "irq_fifo0"), (10, "irq_fifo0_full"), (11, "irq_fifo0_limit"), (12, "irq_fifo1"), (13, "irq_fifo1_full"), (14, "irq_fifo1_limit"), (15, "irq_dma_read"), (16, "irq_dma_write"),
        (17, "irq_mac"), (19, "irq_rx_overrun"), (20, "irq_fifo0_overrun"), (21, "irq_fifo1_overrun"), (22, "irq_message"), (23, "irq_tick"),
    ];

    /// <summary>What the core handles.</summary>
    public static string OfException(int number)
    {
        if (number < Exceptions.Length) return Exceptions[number];
        foreach ((int line, string name) in Named)
            if (line == number - 16) return name;
        return string.Create(CultureInfo.InvariantCulture, $"irq_{number - 16}");
    }
}
