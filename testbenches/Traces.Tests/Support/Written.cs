using System.Text;

namespace HwModel.Traces.Tests.Support;

/// <summary>Writes and reads traces in memory.</summary>
public static class Written
{
    public static string Text(TraceHierarchy hierarchy, Action<VcdWriter> body, VcdOptions? options = null)
    {
        using var stream = new MemoryStream();
        using var writer = new VcdWriter(stream, options);
        writer.Begin(hierarchy);
        body(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string Body(string text) => text[(text.IndexOf("$enddefinitions $end\n", StringComparison.Ordinal) + "$enddefinitions $end\n".Length)..];

    public static VcdReader Reader(string text, VcdReaderOptions? options = null) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.vcd", options);

    public static Dictionary<string, List<(long Time, string Value)>> Read(string text, VcdReaderOptions? options = null)
    {
        using VcdReader reader = Reader(text, options);
        return Settled.Read(reader);
    }
}
