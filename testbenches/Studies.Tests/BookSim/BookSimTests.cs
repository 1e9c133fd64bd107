namespace HwModel.Studies.Tests.BookSim;

public sealed class BookSimTests
{
    [Fact]
    public void Explore()
    {
        var lines = new List<string>();
        foreach ((int vcs, bool spec) in new[] { (1, false), (1, true), (2, false), (4, false), (8, false), (8, true) })
            foreach (string pattern in (string[])["uniform"])
                foreach (double rate in (double[])[0.005, 0.1, 0.2, 0.25, 0.3, 0.35, 0.38, 0.4, 0.42, 0.44])
                {
                    TwinResult result = new TwinNetwork(new TwinOptions { Channels = vcs, Speculative = spec, Rate = rate, Pattern = pattern, Cycles = 4000, Drain = 4000 }).Run();
                    lines.Add($"{vcs} {spec} {pattern} {rate} {result}");
                }
        File.WriteAllLines("/tmp/booksim.txt", lines);
    }
}
