using HwModel.Benchmarks.Measuring;
using HwModel.Testing;
using HwModel.Traces;

namespace HwModel.Benchmarks.Pe;

/// <summary>The bars of the processing element's core: clocked cycles a second of one host core, by its processor time, asleep and at work.</summary>
internal static class PeBars
{
    public static int Run(string[] arguments)
    {
        var table = new ResultTable();
        foreach (string program in new[] { "sort", "crc", "matrix", "fft" })
        {
            table.Add($"clocked core, pipeline visible: {program}", Clocked(program, stages: true), "M cycles/s", "20", "20", "50");
            table.Add($"clocked core, stages not shown: {program}", Clocked(program, stages: false), "M cycles/s");
            long cycles = 0;
            double seconds = Measure.ProcessorSeconds(() => cycles = Enumerable.Range(0, 20).Sum(_ => ClockedCore.RunFast(program)));
            table.Add($"core by itself, decoding included: {program}", cycles / seconds / 1e6, "M cycles/s");
        }
        var asleep = new ClockedCore(null);
        asleep.Run(10_000);
        table.Add("clocked core in WFI", 100_000_000 / Measure.ProcessorSeconds(() => asleep.Run(100_000_000)) / 1e6, "M cycles/s");
        string folder = arguments.Length > 0 ? arguments[0] : Path.Combine(RepositoryPaths.Root, "testbenches", "Benchmarks", "results");
        Directory.CreateDirectory(folder);
        OutputFile.WriteAllText(Path.Combine(folder, "pe.md"), table.ToMarkdown("Processing element's core"));
        Console.WriteLine($"wrote {Path.Combine(folder, "pe.md")}");
        return 0;
    }

    private static double Clocked(string program, bool stages)
    {
        const long Cycles = 6_000_000;
        var core = new ClockedCore(program, stages);
        core.Run(Cycles / 2);
        return Cycles / Measure.ProcessorSeconds(() => core.Run(Cycles)) / 1e6;
    }
}
