using System.Diagnostics;
using HwModel.Benchmarks.PeerMesh;

foreach ((int mode, uint rate, long cycles) in new[] { (0, 197u, 200_000L), (0, 17u, 200_000L), (0, 2u, 200_000L), (1, 662u, 200_000L), (1, 7281u, 200_000L), (1, 43691u, 200_000L) })
{
    var system = new PeerSystem(mode, rate);
    system.Run(cycles);
    Console.WriteLine($"mode {mode} rate {rate}: {system.Counters()}");
}
for (int round = 0; round < 3; round++)
    foreach ((uint rate, long cycles) in new[] { (19997u, 100_000_000L), (1997u, 20_000_000L), (197u, 2_000_000L), (17u, 400_000L), (2u, 200_000L) })
    {
        var system = new PeerSystem(0, rate);
        system.Run(cycles / 10);
        var watch = Stopwatch.StartNew();
        system.Run(cycles);
        Console.WriteLine($"rate {rate}: {cycles / watch.Elapsed.TotalSeconds / 1000:F0} kcycles/s");
    }
