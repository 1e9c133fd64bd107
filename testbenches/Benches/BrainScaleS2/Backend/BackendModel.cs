using HwModel.BrainScaleS2.Digital;
using HwModel.Verification.Cases;

namespace HwModel.Benches.BrainScaleS2;

/// <summary>The back end as its description has it: one list of pending neurons for each output, cycle by cycle.</summary>
internal sealed class BackendModel
{
    private readonly BackendSetting _setting;
    private readonly long[] _ready = new long[256];

    public BackendModel(BackendSetting setting)
    {
        _setting = setting;
        var random = new Random(setting.Seed);
        for (int n = 0; n < 256; n++)
        {
            Address[n] = random.Next(256);
            Time[n] = random.Next(setting.Longest + 1);
            IsFast[n] = random.Next(2) == 0;
            Sends[n] = random.Next(8) != 0;
        }
        for (int o = 0; o < 4; o++) Left[o] = [];
    }

    public int[] Address { get; } = new int[256];

    public int[] Time { get; } = new int[256];

    public bool[] IsFast { get; } = new bool[256];

    public bool[] Sends { get; } = new bool[256];

    public int[] Count { get; } = new int[256];

    public List<(long Cycle, ushort Label)>[] Left { get; } = new List<(long, ushort)>[4];

    public long IgnoredInRefractory { get; private set; }

    public long IgnoredWhileHeld { get; private set; }

    public long HeldSlots { get; private set; }

    public long Lost { get; private set; }

    public void Play(List<(long Cycle, ulong Item)>[] items, List<(long Cycle, OmnibusRequest Item)> writes, long cycles, CaseRun run, BackendCoverage coverage)
    {
        var position = new int[4];
        int nextWrite = 0;
        bool held = false;
        // Neurons of an output in the order of priority: column, then row.
        var pending = new SortedSet<int>[4];
        for (int o = 0; o < 4; o++) pending[o] = [];
        var free = new long[4];
        for (long cycle = 0; cycle < cycles; cycle++)
        {
            // A write is read by the block one cycle after its push and acts in the cycle after that.
            if (nextWrite < writes.Count && writes[nextWrite].Cycle + 2 == cycle) held = (writes[nextWrite++].Item.Data & 2) != 0;
            if (held) HeldSlots++;
            for (int o = 0; o < 4; o++)
            {
                if (held) pending[o].Clear();
                if (position[o] < items[o].Count && items[o][position[o]].Cycle + 1 == cycle) Rise(o, items[o][position[o]++].Item, cycle, held, pending[o], run, coverage);
                if (pending[o].Count == 0 || cycle < free[o]) continue;
                int place = pending[o].Min;
                pending[o].Remove(place);
                int column = place / 2 + 32 * o;
                Left[o].Add((cycle + 1, (ushort)(Address[place % 2 * 128 + column] | o << 8)));
                free[o] = cycle + 2;
            }
        }
    }

    private void Rise(int output, ulong mask, long cycle, bool held, SortedSet<int> pending, CaseRun run, BackendCoverage coverage)
    {
        int together = 0;
        for (int place = 0; place < 64; place++)
        {
            if ((mask >> place & 1) == 0) continue;
            int neuron = place % 2 * 128 + 32 * output + place / 2;
            if (held)
            {
                IgnoredWhileHeld++;
                continue;
            }
            if (cycle < _ready[neuron])
            {
                IgnoredInRefractory++;
                continue;
            }
            _ready[neuron] = cycle + Time[neuron] * (2L << (IsFast[neuron] ? _setting.Fast : _setting.Slow));
            Count[neuron]++;
            together++;
            if (!Sends[neuron]) continue;
            if (!pending.Add(place)) Lost++;
        }
        if (together > 0) run.Coverage.Sample(coverage.Together, together);
    }
}
