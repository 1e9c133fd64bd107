namespace HwModel.Studies.Tests.BookSim;

public sealed class BookSimTests
{
    /// <summary>Measures the reference curves again and writes them to the file that HWMODEL_MEASURE_TWIN names.</summary>
    [Fact]
    public void Measure_again()
    {
        if (Environment.GetEnvironmentVariable("HWMODEL_MEASURE_TWIN") is not { Length: > 0 } file) return;
        string[] rows = [.. from vcs in (int[])[1, 8] from pattern in Reference.Rates.Keys from rate in Reference.Rates[pattern] select Reference.Row(pattern, vcs, rate)];
        File.WriteAllLines(file, rows.Prepend("pattern,vcs,rate,latency,accepted,drained"));
    }
}
