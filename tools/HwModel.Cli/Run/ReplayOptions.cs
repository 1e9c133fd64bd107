using HwModel.Cli.Common;
using HwModel.Fabric.Recordings;
using HwModel.Fabric.Systems;
using HwModel.Fabric.Traffic;
using HwModel.Kernel;

namespace HwModel.Cli.Run;

/// <summary>How the spikes of a recording become packets.</summary>
internal sealed record ReplayOptions
{
    /// <summary>How much faster than recorded the spikes come.</summary>
    [ModelChoice("1,000: the speed-up of BrainScaleS-2 over biology (Pehle et al., Front. Neurosci. 16, 2022), so that a digit of 30 ms takes 30 us")]
    public double SpeedUp { get; init; } = 1_000;

    /// <summary>Destinations of each source, where no table is given.</summary>
    [ModelChoice("4 of 64 nodes: enough for multicast contention, small enough for one link to carry")]
    public int FanOut { get; init; } = 4;

    /// <summary>A file with the destinations of each source; null: seeded.</summary>
    public string? Table { get; init; }

    /// <summary>The packets of each node; spike sources lie on the nodes in equal blocks.</summary>
    public PacketSchedule[] Schedules(SpikeRecording recording, MeshOptions mesh, ulong seed)
    {
        int nodes = mesh.Nodes;
        if (recording.Count == 0) throw new UserErrorException($"{recording.Name}: the recording has no spikes");
        FanOutTable table = Table is null
            ? FanOutTable.Random(recording.SourceCount, nodes, Math.Min(FanOut, nodes), seed)
            : FanOutTable.Read(Table, nodes);
        var counts = new int[nodes];
        foreach (int source in recording.Sources) counts[NodeOf(source, recording, nodes)] += table[source].Length;
        PacketSchedule[] schedules = [.. counts.Select(count => new PacketSchedule(new long[count], new ushort[count]))];
        Array.Clear(counts);
        for (int spike = 0; spike < recording.Count; spike++)
        {
            int source = recording.Sources[spike];
            int node = NodeOf(source, recording, nodes);
            long time = (long)(recording.Times[spike] / SpeedUp);
            foreach (int destination in table[source])
            {
                schedules[node].Times[counts[node]] = time;
                schedules[node].Destinations[counts[node]++] = (ushort)destination;
            }
        }
        return schedules;
    }

    private static int NodeOf(int source, SpikeRecording recording, int nodes) => (int)((long)source * nodes / Math.Max(nodes, recording.SourceCount));
}
