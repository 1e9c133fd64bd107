using HwModel.Cli.Common;
using HwModel.Traces;

namespace HwModel.Cli.Trace;

/// <summary>What the verbs that write have in common.</summary>
internal static class TraceOutputs
{
    public static bool IsVcd(string path) =>
        path.EndsWith(".vcd", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".vcd.gz", StringComparison.OrdinalIgnoreCase) || path.StartsWith("/dev/", StringComparison.Ordinal);

    public static void CheckVcd(string path)
    {
        if (!IsVcd(path)) throw new UserErrorException($"{path} has none of the endings that can be written: .vcd, .vcd.gz");
    }

    /// <summary>Hands a trace to a sink; what is checked before the end can still leave nothing behind.</summary>
    public static void Replay(VcdReader reader, ITraceSink sink, Action? beforeEnd = null)
    {
        sink.Begin(reader.Hierarchy);
        VcdItem item;
        while ((item = reader.Read()) != VcdItem.End)
        {
            if (item == VcdItem.Time) sink.Time(reader.Time);
            else reader.SendTo(sink, reader.Signal);
        }
        beforeEnd?.Invoke();
        sink.End(reader.Time);
    }
}
