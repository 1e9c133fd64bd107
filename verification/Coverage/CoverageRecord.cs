using System.Numerics;
using HwModel.Kernel;
using HwModel.Kernel.Registers;

namespace HwModel.Verification.Coverage;

/// <summary>The counts of one run. Sampling allocates nothing, except for the first illegal hits.</summary>
public sealed class CoverageRecord : IRegisterObserver
{
    private const int MostIllegal = 16;

    private readonly long[] _hits;
    private readonly Dictionary<CoverageItem, Memory> _memories = [];
    private readonly List<string> _illegal = [];
    private readonly Dictionary<Type, CoverRegisters> _registers = [];

    /// <param name="model">What is counted.</param>
    public CoverageRecord(CoverageModel model)
    {
        Model = model;
        _hits = new long[model.Counters];
        foreach (CoverageItem item in model.Items)
        {
            if (item is CoverPoint { Memory: > 0 } point) _memories.Add(item, new Memory(new long[point.Memory]));
            else if (item is CoverRegisters { IsWatched: true } registers) _registers.Add(registers.File, registers);
            else if (item is CoverFsm or CoverToggle) _memories.Add(item, new Memory(new long[1]));
        }
    }

    /// <summary>What is counted.</summary>
    public CoverageModel Model { get; }

    /// <summary>The first hits of illegal bins, as sentences; each is a failure of the test.</summary>
    public IReadOnlyList<string> Illegal => _illegal;

    /// <summary>How often a bin was hit.</summary>
    public long Hits(CoverageItem item, int bin) => _hits[item.FirstCounter + bin];

    /// <summary>
    /// Adds another run's counts; returns how many bins were hit for the first time. Register fields are not among these: they say little about the commands of a case,
    /// and would crowd out the cases that reached something rare.
    /// </summary>
    public int Add(CoverageRecord other)
    {
        if (other.Model != Model) throw new ArgumentException($"Records of coverage {Model.Name} and {other.Model.Name} cannot be added.", nameof(other));
        int gained = 0;
        foreach (CoverageItem item in Model.Items)
        {
            bool guides = item is not CoverRegisters;
            for (int i = item.FirstCounter; i < item.FirstCounter + item.Bins.Count; i++)
            {
                if (guides && _hits[i] == 0 && other._hits[i] > 0) gained++;
                _hits[i] += other._hits[i];
            }
        }
        foreach (string sentence in other._illegal)
            if (_illegal.Count < MostIllegal) _illegal.Add(sentence);
        return gained;
    }

    /// <summary>Adds hits of a bin that were counted elsewhere.</summary>
    public void Add(CoverPoint point, int bin, long times) => _hits[point.FirstCounter + bin] += times;

    /// <summary>A point's value.</summary>
    public void Sample(CoverPoint point, long value)
    {
        ReadOnlySpan<Bin> bins = point.Declared;
        int other = -1;
        bool found = false, left = false;
        for (int i = 0; i < bins.Length; i++)
        {
            if (bins[i].IsDefault) other = i;
            else if (bins[i].Kind != BinKind.Counting && bins[i].Holds(value))
            {
                left = true;
                Hit(point, i);
                if (bins[i].Kind == BinKind.Illegal) Refuse($"{point.Name} was {value}, which is in the illegal bin {bins[i].Name}");
            }
        }
        for (int i = 0; !left && i < bins.Length; i++)
        {
            if (!bins[i].Holds(value)) continue;
            found = true;
            Hit(point, i);
        }
        if (!found && !left && other >= 0) Hit(point, other);
        if (point.Memory > 0) Step(point, value);
    }

    /// <summary>A value of an enum.</summary>
    public void Sample<TEnum>(CoverPoint point, TEnum value)
        where TEnum : struct, Enum => Sample(point, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A combination of values in the order of the cross's points; the points themselves are sampled apart.</summary>
    public void Sample(CoverCross cross, params ReadOnlySpan<long> values)
    {
        if (values.Length != cross.Points.Count)
            throw new ArgumentException($"Cross {cross.Name} takes {cross.Points.Count} values, not {values.Length}.", nameof(values));
        int bin = cross.BinOf(values);
        if (bin >= 0) Hit(cross, bin);
    }

    /// <summary>The state that a state machine is in; a step that is not a legal arc is a failure. Staying is always legal.</summary>
    public void Sample(CoverFsm fsm, int state)
    {
        if ((uint)state >= (uint)fsm.States.Count)
        {
            Hit(fsm, fsm.IllegalBin);
            Refuse($"{fsm.Name} is in state {state}, which is none of {string.Join(", ", fsm.States)}");
            return;
        }
        Hit(fsm, state);
        Memory memory = _memories[fsm];
        if (memory.Count > 0 && memory.Values[0] != state) Arc(fsm, (int)memory.Values[0], state, 1);
        (memory.Values[0], memory.Count) = (state, 1);
    }

    /// <summary>Adds arcs that were counted elsewhere (by the kernel's monitors).</summary>
    public void Arc(CoverFsm fsm, int from, int to, long times)
    {
        if (times == 0) return;
        int arc = fsm.ArcBin(from, to);
        _hits[fsm.FirstCounter + (arc >= 0 ? arc : fsm.IllegalBin)] += times;
        if (arc < 0) Refuse($"{fsm.Name} went from {fsm.States[from]} to {fsm.States[to]}, which is no legal arc");
    }

    /// <summary>Counts what the monitor of a state machine saw.</summary>
    public void Take(CoverFsm fsm, FsmMonitor machine)
    {
        foreach ((int from, int to) in machine.Table.Arcs)
        {
            long taken = machine.Taken(from, to);
            if (taken == 0) continue;
            Arc(fsm, from, to, taken);
            Visit(fsm, to, taken);
        }
    }

    /// <summary>Takes over all state machines of a simulation that have the declared states.</summary>
    public void Take(CoverFsm fsm, Simulation simulation)
    {
        foreach (Module module in simulation.Modules)
            foreach (FsmMonitor machine in module.Machines)
                if (machine.Table.States.SequenceEqual(fsm.States)) Take(fsm, machine);
    }

    /// <summary>Watches what software does from now on to all register files below a component that the model declares.</summary>
    public void Watch(Component component)
    {
        if (_registers.Count == 0) return;
        if (component is Module module)
        {
            foreach (IStatePart part in module.Parts)
                if (part is RegisterFile file && _registers.ContainsKey(file.GetType())) file.Observer = this;
        }
        foreach (Component child in component.Children) Watch(child);
    }

    /// <summary>An access of a whole register over the bus of a block, which was answered without an error.</summary>
    public void Access(CoverRegisters item, long address, bool isWrite, ulong data) => item.Count(address, isWrite, data, _hits.AsSpan(item.FirstCounter, item.Bins.Count));

    /// <summary>Counts an access of a register of a file that the model declares.</summary>
    void IRegisterObserver.Accessed(Register register)
    {
        CoverRegisters item = _registers[register.File.GetType()];
        item.Count(register, _hits.AsSpan(item.FirstCounter, item.Bins.Count));
    }

    /// <summary>Adds visits to a state that were counted elsewhere.</summary>
    public void Visit(CoverFsm fsm, int state, long times) => _hits[fsm.FirstCounter + state] += times;

    /// <summary>A word's present value.</summary>
    public void Sample(CoverToggle toggle, ulong value)
    {
        Memory memory = _memories[toggle];
        ulong before = (ulong)memory.Values[0];
        if (memory.Count > 0)
        {
            for (ulong changed = (before ^ value) & (ulong.MaxValue >> (64 - toggle.Width)); changed != 0; changed &= changed - 1)
            {
                int bit = BitOperations.TrailingZeroCount(changed);
                Hit(toggle, 2 * bit + ((value >> bit & 1) != 0 ? 0 : 1));
            }
        }
        (memory.Values[0], memory.Count) = ((long)value, 1);
    }

    /// <summary>Forgets the last values: the next sample starts a new trace (after a reset).</summary>
    public void Restart()
    {
        foreach (Memory memory in _memories.Values) memory.Count = 0;
    }

    private void Step(CoverPoint point, long value)
    {
        Memory memory = _memories[point];
        long[] values = memory.Values;
        Array.Copy(values, 1, values, 0, values.Length - 1);
        values[^1] = value;
        memory.Count = Math.Min(memory.Count + 1, values.Length);
        ReadOnlySpan<Bin> bins = point.Declared;
        for (int i = 0; i < bins.Length; i++)
        {
            if (bins[i].Steps is not [long[] steps] || memory.Count < steps.Length) continue;
            if (values.AsSpan(values.Length - steps.Length).SequenceEqual(steps)) Hit(point, i);
        }
    }

    private void Hit(CoverageItem item, int bin) => _hits[item.FirstCounter + bin]++;

    private void Refuse(string sentence)
    {
        if (_illegal.Count < MostIllegal) _illegal.Add(sentence + ".");
    }

    private sealed class Memory(long[] values)
    {
        public long[] Values => values;

        public int Count { get; set; }
    }
}
