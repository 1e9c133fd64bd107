using System.Diagnostics;
using HwModel.Traces;

namespace HwModel.Benchmarks;

/// <summary>Value changes written to null: 2,048 signals, 64 changes per instant, every change a new random value.</summary>
public sealed class TraceSpeed
{
    private const int Signals = 2048;
    private const int PerInstant = 64;

    private readonly TraceHandle[] _handles;
    private readonly ulong[] _values;
    private readonly VcdWriter _writer;
    private long _time;

    /// <param name="mix">"bit", "vector32", "vector64" or "mixed" (half bits, a quarter each of 8 and 32 bits).</param>
    public TraceSpeed(string mix)
    {
        var hierarchy = new TraceHierarchy();
        TraceScope scope = hierarchy.Scope("chip");
        _handles = new TraceHandle[Signals];
        _values = new ulong[Signals * 4];
        for (int i = 0; i < Signals; i++)
        {
            int width = mix switch { "bit" => 1, "vector32" => 32, "vector64" => 64, _ => (i % 4) switch { 0 or 1 => 1, 2 => 8, _ => 32 } };
            _handles[i] = width == 1 ? scope.Bit($"s{i}") : scope.Vector($"s{i}", width);
        }
        var random = new Random(1);
        for (int i = 0; i < _values.Length; i++)
        {
            // The low bit alternates from one visit of a signal to its next, so that no change is dropped as unchanged.
            ulong bits = (ulong)random.NextInt64() << 1;
            _values[i] = bits | (uint)(i / Signals & 1);
        }
        _writer = new VcdWriter(Stream.Null, new VcdOptions { BufferSize = 1 << 18 });
        _writer.Begin(hierarchy);
        _writer.Time(0);
        Write(Signals);
    }

    /// <summary>Writes that many changes.</summary>
    public long Write(int count)
    {
        long before = _writer.Changes;
        TraceHandle[] handles = _handles;
        ulong[] values = _values;
        for (int i = 0; i < count; i++)
        {
            if (i % PerInstant == 0) _writer.Time(++_time);
            _writer.Change(handles[i % Signals], values[i % values.Length]);
        }
        return _writer.Changes - before;
    }

    /// <summary>Prints million changes per second for each mix, the best of five rounds.</summary>
    public static void Measure(TextWriter output)
    {
        foreach (string mix in new[] { "bit", "vector32", "vector64", "mixed" })
        {
            var speed = new TraceSpeed(mix);
            for (int i = 0; i < 20; i++) speed.Write(100_000 / PerInstant * PerInstant);
            double best = 0;
            for (int round = 0; round < 5; round++)
            {
                long start = Stopwatch.GetTimestamp();
                long changes = speed.Write(Signals * 4 * 2000);
                best = Math.Max(best, changes / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6);
            }
            output.WriteLine(FormattableString.Invariant($"{mix,-9} {best,6:F0} M changes/s"));
        }
    }
}
