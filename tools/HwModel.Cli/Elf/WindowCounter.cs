using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.Cli.Elf;

/// <summary>Instructions and cycles between a call of one function and the next call of another.</summary>
/// <param name="Instructions">From the first instruction of the start function to the one before the stop function's first.</param>
/// <param name="Cycles">Cycles between the two.</param>
internal sealed record MeasuredWindow(long Instructions, long Cycles);

/// <summary>Measures between calls of start_trigger and stop_trigger, or start_time and stop_time, where the program has them.</summary>
internal sealed class WindowCounter
{
    private static readonly (string Start, string Stop)[] Names = [("start_trigger", "stop_trigger"), ("start_time", "stop_time")];

    private readonly uint[] _starts, _stops;
    private readonly List<MeasuredWindow> _windows = [];
    private long _instructions = -1, _cycles;

    private WindowCounter(uint[] starts, uint[] stops) => (_starts, _stops) = (starts, stops);

    public IReadOnlyList<MeasuredWindow> Windows => _windows;

    /// <summary>A counter for the program's functions; null where it has none.</summary>
    public static WindowCounter? For(ElfImage image)
    {
        var starts = new List<uint>();
        var stops = new List<uint>();
        foreach ((string start, string stop) in Names)
        {
            if (image.AddressOf(start) is not { } first || image.AddressOf(stop) is not { } last) continue;
            starts.Add(first);
            stops.Add(last);
        }
        return starts.Count == 0 ? null : new WindowCounter([.. starts], [.. stops]);
    }

    /// <summary>Looks at the instruction that is about to execute.</summary>
    public void Observe(CortexM4 core)
    {
        uint pc = core.Pc;
        if (Array.IndexOf(_starts, pc) >= 0)
        {
            _instructions = core.Instructions;
            _cycles = core.Cycle;
        }
        else if (_instructions >= 0 && Array.IndexOf(_stops, pc) >= 0)
        {
            _windows.Add(new MeasuredWindow(core.Instructions - _instructions, core.Cycle - _cycles));
            _instructions = -1;
        }
    }
}
