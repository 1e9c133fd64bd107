using HwModel.Kernel;
using HwModel.Traces;
using KernelVariable = HwModel.Kernel.TraceVariable;

namespace HwModel.Verification.Observation;

/// <summary>Joins a simulation to a trace: declares its variables to a sink and hands over their changes, in femtoseconds.</summary>
public sealed class SimulationTrace : ITraceReceiver, IDisposable
{
    private readonly Simulation _simulation;
    private readonly ITraceSink _sink;
    private readonly TraceTap _tap;
    private TraceHandle[] _handles = [];
    private bool[] _isReal = [];

    private SimulationTrace(Simulation simulation, ITraceSink sink, TraceSelection? selection, string comment)
    {
        _simulation = simulation;
        _sink = sink;
        Hierarchy = new TraceHierarchy(Timescale.Femtosecond) { Comment = comment, TimeGrid = Grid(simulation) };
        _tap = new TraceTap(this, selection is null ? null : variable => selection.Matches(variable.Path, RoleOf(variable)));
    }

    /// <summary>The declared variables.</summary>
    public TraceHierarchy Hierarchy { get; }

    /// <summary>Traces from now on.</summary>
    /// <param name="simulation">What to trace.</param>
    /// <param name="sink">Takes the trace; ended and disposed of with the result.</param>
    /// <param name="selection">What to take; null: all. Where the sink itself selects by values (a trigger), leave it out here.</param>
    /// <param name="comment">Goes into the file: design, configuration, seed.</param>
    public static SimulationTrace Start(Simulation simulation, ITraceSink sink, TraceSelection? selection = null, string comment = "")
    {
        simulation.Elaborate();
        var trace = new SimulationTrace(simulation, sink, selection, comment);
        simulation.Attach(trace._tap);
        return trace;
    }

    /// <summary>Where the trace would end now: the last instant that was evaluated lies before the simulation's time, and the trace ends on the clocks' grid.</summary>
    public long LastTime
    {
        get
        {
            long last = Math.Max(0, _simulation.Time - 1);
            return last - last % Hierarchy.TimeGrid;
        }
    }

    /// <summary>Ends the trace at the simulation's present time, or as much later as is asked for: on the clocks' grid, up to which the last values hold.</summary>
    public void End(long notBefore = 0)
    {
        _simulation.Detach(_tap);
        long grid = Hierarchy.TimeGrid;
        _sink.End(Math.Max(LastTime, (notBefore + grid - 1) / grid * grid));
    }

    /// <summary>Closes the sink; a trace that was not ended is abandoned.</summary>
    public void Dispose()
    {
        _simulation.Detach(_tap);
        _sink.Dispose();
    }

    void ITraceReceiver.Begin(IReadOnlyList<KernelVariable> variables, long time)
    {
        var tables = new Dictionary<TraceEnum, EnumTable>();
        _handles = [.. variables.Select(variable => Declare(variable, tables))];
        _isReal = [.. variables.Select(variable => variable.Kind == HwModel.Kernel.TraceKind.Real)];
        _sink.Begin(Hierarchy);
        _sink.Time(time);
    }

    void ITraceReceiver.Change(long time, int variable, ulong value)
    {
        _sink.Time(time);
        if (_isReal[variable]) _sink.Change(_handles[variable], BitConverter.UInt64BitsToDouble(value));
        else _sink.Change(_handles[variable], value);
    }

    // High impedance: nothing drives the value, which is no error.
    void ITraceReceiver.Absent(long time, int variable)
    {
        _sink.Time(time);
        if (_isReal[variable]) _sink.Change(_handles[variable], double.NaN);
        else _sink.Change(_handles[variable], [0UL], [ulong.MaxValue]);
    }

    void ITraceReceiver.Reached(long time)
    {
    }

    private TraceHandle Declare(KernelVariable variable, Dictionary<TraceEnum, EnumTable> tables)
    {
        TraceScope scope = Hierarchy.Root;
        foreach (string name in variable.Scope.Split('.')) scope = scope.Scope(name);
        // Numbers that a module keeps are counts and levels; what flows through its ports are bits.
        TraceFormat format = variable is { IsPort: false, Kind: HwModel.Kernel.TraceKind.Bits, Width: > 1 } ? TraceFormat.Unsigned : TraceFormat.Default;
        var hints = new TraceHints(RoleOf(variable), format, variable.Owner.Path);
        if (variable.Enum is { } names)
        {
            if (!tables.TryGetValue(names, out EnumTable? table))
                tables[names] = table = new EnumTable(names.Name, names.Names.Zip(names.Values, (name, value) => new EnumValue(value, name)));
            return scope.Enum(variable.Name, table, variable.Width, hints);
        }
        return variable.Kind == HwModel.Kernel.TraceKind.Real ? scope.Real(variable.Name, hints with { Role = TraceRole.Analog })
            : variable.Width == 1 ? scope.Bit(variable.Name, hints)
            : scope.Vector(variable.Name, variable.Width, hints);
    }

    private static TraceRole RoleOf(KernelVariable variable) =>
        variable.IsState ? TraceRole.State
        : variable.Kind == HwModel.Kernel.TraceKind.Real ? TraceRole.Analog
        : variable.IsPort ? TraceRole.Port
        : TraceRole.Signal;

    private static long Grid(Simulation simulation)
    {
        long grid = 0;
        foreach (ClockDomain clock in simulation.Clocks) grid = Gcd(Gcd(grid, clock.Period), clock.Phase);
        return Math.Max(1, grid);
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
