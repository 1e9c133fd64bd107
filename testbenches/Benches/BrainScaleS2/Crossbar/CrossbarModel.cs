using HwModel.BrainScaleS2.Digital;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The crossbar as its description has it: lists and queues, cycle by cycle.</summary>
internal sealed class CrossbarModel
{
    private const int Depth = 8;
    private readonly bool[,] _labels = new bool[12, 0x4000];
    private readonly int _slow;

    public CrossbarModel(CrossbarSetting setting)
    {
        var random = new Random(setting.Seed);
        _slow = setting.Slow;
        for (int node = 0; node < Masks.Length; node++)
        {
            if (random.Next(100) < setting.Open) continue;
            // Few bits are compared, so that labels pass often.
            Masks[node] = random.Next(5) == 0 ? 0 : 1 << random.Next(14) | 1 << random.Next(4);
            Targets[node] = Masks[node] == 0 ? 1 : random.Next(0x4000) & Masks[node];
        }
        for (int o = 0; o < Left.Length; o++) Left[o] = [];
    }

    public int[] Masks { get; } = new int[76];

    public int[] Targets { get; } = new int[76];

    public int[] Drops { get; } = new int[20];

    public List<(long Cycle, ushort Label, int Input, bool Contended)>[] Left { get; } = new List<(long, ushort, int, bool)>[12];

    public List<(int Input, int Output)> Ways { get; } = [];

    public List<int> Fans { get; } = [];

    public List<int> Depths { get; } = [];

    public bool CanLeave(int output, ushort label) => _labels[output, label];

    /// <summary>The nodes of an input, by halco's rule: neurons k reach k of each group, the link all buses and its own channel, background its own bus and channel.</summary>
    private static bool Exists(int input, int output) =>
        input < 8 ? output % 4 == input % 4
        : input < 12 ? output < 8 || output - 8 == input - 8
        : input < 16 ? output == input - 12 || output - 8 == input - 12
        : output == input - 12 || output - 8 == input - 16;

    public void Play(List<(long Cycle, SpikeEvent Item)>[] items, long cycles)
    {
        var numbers = new int[20, 12];
        int number = 0;
        for (int i = 0; i < 20; i++)
            for (int o = 0; o < 12; o++)
                numbers[i, o] = Exists(i, o) ? number++ : -1;
        var queues = new Queue<(ushort Label, int Input, bool Contended)>[12];
        for (int o = 0; o < 12; o++) queues[o] = new Queue<(ushort, int, bool)>();
        var free = new long[12];
        var next = new int[12];
        var position = new int[20];
        for (long cycle = 0; cycle < cycles; cycle++)
        {
            // What was pushed in the last cycle stands in the input registers now.
            var present = new ushort?[20];
            for (int i = 0; i < 20; i++)
                if (position[i] < items[i].Count && items[i][position[i]].Cycle + 1 == cycle)
                    present[i] = items[i][position[i]++].Item.Label;
            for (int i = 0; i < 20; i++)
                if (present[i] is { } label)
                    Fans.Add(Enumerable.Range(0, 12).Count(o => numbers[i, o] >= 0 && Passes(numbers[i, o], label)));
            for (int o = 0; o < 12; o++)
            {
                int[] wanting = [.. Enumerable.Range(0, 20).Where(i => present[i] is { } label && numbers[i, o] >= 0 && Passes(numbers[i, o], label))];
                foreach (int input in wanting.OrderBy(i => (i - next[o] + 20) % 20).ToArray())
                {
                    ushort label = present[input]!.Value;
                    _labels[o, label] = true;
                    Ways.Add((input, o));
                    if (queues[o].Count == Depth)
                    {
                        Drops[input]++;
                        continue;
                    }
                    queues[o].Enqueue((label, input, wanting.Length > 1));
                    next[o] = (input + 1) % 20;
                    Depths.Add(queues[o].Count);
                }
                if (queues[o].Count == 0 || cycle < free[o]) continue;
                (ushort first, int from, bool contended) = queues[o].Dequeue();
                Left[o].Add((cycle + 1, first, from, contended));
                free[o] = cycle + (o >= 8 && (_slow >> o - 8 & 1) != 0 ? 4 : 2);
            }
        }
    }

    private bool Passes(int node, ushort label) => (label & Masks[node]) == Targets[node];
}
