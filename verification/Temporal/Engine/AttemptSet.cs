using System.Numerics;

namespace HwModel.Verification.Temporal;

/// <summary>
/// The live attempts of one property. Attempts in the same state are one group with a count; the steps between states are looked up in
/// tables that fill as states are met, so a cycle in known states allocates nothing.
/// </summary>
internal sealed class AttemptSet(FormulaTable formulas, int initial)
{
    private const int LargestTable = 8;
    private const int Unknown = -1;

    private Group[] _groups = new Group[8];
    private Group[] _next = new Group[8];
    private int _nextCount;
    private int[] _positions = [];
    private int[]?[] _steps = [];
    private readonly Dictionary<(int State, ulong Letter), int> _wideSteps = [];

    /// <summary>How many groups are live.</summary>
    public int Count { get; private set; }

    /// <summary>The live groups.</summary>
    public ReadOnlySpan<Group> Live => _groups.AsSpan(0, Count);

    /// <summary>Takes one cycle: every live attempt, and a new one where wanted, makes one step.</summary>
    /// <param name="letter">A bit for every condition that holds.</param>
    /// <param name="start">Whether an attempt starts in this cycle.</param>
    /// <param name="cycle">This cycle's number.</param>
    /// <param name="time">This cycle's time in femtoseconds.</param>
    /// <param name="tally">Gets what is decided in this cycle.</param>
    public void Step(ulong letter, bool start, long cycle, long time, IAttemptTally tally)
    {
        _nextCount = 0;
        for (int i = 0; i < Count; i++) Move(_groups[i], letter, tally);
        if (start) Move(new Group(initial, false, 1, cycle, time), letter, tally);
        for (int i = 0; i < _nextCount; i++) _positions[_next[i].Key] = Unknown;
        (_groups, _next) = (_next, _groups);
        Count = _nextCount;
    }

    /// <summary>Drops all live attempts; returns how many there were.</summary>
    public long Discard()
    {
        long attempts = 0;
        foreach (Group group in Live) attempts += group.Attempts;
        Count = 0;
        return attempts;
    }

    private void Move(Group group, ulong letter, IAttemptTally tally)
    {
        int step = StepOf(group.State, letter);
        (int state, bool activated) = (step >> 1, group.Activated | (step & 1) != 0);
        switch (state)
        {
            case FormulaTable.True:
                tally.Passed(group, activated);
                break;
            case FormulaTable.False:
                tally.Failed(group);
                break;
            default:
                Keep(group with { State = state, Activated = activated });
                break;
        }
    }

    private void Keep(Group group)
    {
        if (group.Key >= _positions.Length)
        {
            int length = _positions.Length;
            Array.Resize(ref _positions, Math.Max(2 * formulas.Count + 2, 2 * length));
            Array.Fill(_positions, Unknown, length, _positions.Length - length);
        }
        int position = _positions[group.Key];
        if (position == Unknown)
        {
            if (_nextCount == _next.Length)
            {
                Array.Resize(ref _next, 2 * _next.Length);
                Array.Resize(ref _groups, _next.Length);
            }
            _positions[group.Key] = _nextCount;
            _next[_nextCount++] = group;
            return;
        }
        // Older groups are moved first, so the one in place has the earliest start unless states crossed.
        ref Group kept = ref _next[position];
        Group older = group.Start < kept.Start ? group : kept;
        kept = older with { Attempts = group.Attempts + kept.Attempts };
    }

    private int StepOf(int state, ulong letter)
    {
        if (state >= _steps.Length) Array.Resize(ref _steps, Math.Max(formulas.Count, 2 * _steps.Length));
        ulong support = formulas.Support(state);
        int[]? table = _steps[state];
        if (table is null)
        {
            int width = BitOperations.PopCount(support);
            if (width > LargestTable) return WideStepOf(state, letter & support);
            _steps[state] = table = new int[1 << width];
            Array.Fill(table, Unknown);
        }
        int index = Extract(letter, support);
        int step = table[index];
        return step != Unknown ? step : table[index] = Derive(state, letter);
    }

    private int WideStepOf(int state, ulong letter)
    {
        if (!_wideSteps.TryGetValue((state, letter), out int step)) _wideSteps[(state, letter)] = step = Derive(state, letter);
        return step;
    }

    private int Derive(int state, ulong letter)
    {
        FormulaTable.Step step = formulas.Derive(state, letter);
        return (step.Node << 1) | (step.Activated ? 1 : 0);
    }

    /// <summary>The bits of the letter that the mask names, packed.</summary>
    private static int Extract(ulong letter, ulong mask)
    {
        if (System.Runtime.Intrinsics.X86.Bmi2.X64.IsSupported)
            return (int)System.Runtime.Intrinsics.X86.Bmi2.X64.ParallelBitExtract(letter, mask);
        int result = 0;
        for (int bit = 0; mask != 0; mask &= mask - 1, bit++)
            if ((letter >> BitOperations.TrailingZeroCount(mask) & 1) != 0) result |= 1 << bit;
        return result;
    }

    /// <summary>Attempts in the same state.</summary>
    /// <param name="State">What is left of the formula.</param>
    /// <param name="Activated">Something other than an antecedent has been evaluated.</param>
    /// <param name="Attempts">How many attempts.</param>
    /// <param name="Start">The earliest attempt's first cycle.</param>
    /// <param name="StartTime">The time of that cycle in femtoseconds.</param>
    internal readonly record struct Group(int State, bool Activated, long Attempts, long Start, long StartTime)
    {
        public int Key => (State << 1) | (Activated ? 1 : 0);
    }
}

/// <summary>Gets the attempts that are decided.</summary>
internal interface IAttemptTally
{
    void Passed(AttemptSet.Group group, bool activated);

    void Failed(AttemptSet.Group group);
}
