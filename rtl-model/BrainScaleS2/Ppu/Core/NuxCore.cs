using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Ppu.Vector;

namespace HwModel.BrainScaleS2.Ppu.Core;

/// <summary>
/// The plasticity processor at the level of instructions: the 32-bit Power subset of "nux" (Power ISA 2.06, embedded; Friedmann et al. 2017), in order, with a
/// queue into the vector unit. Time is counted in cycles of the processor's clock; results that take longer than a cycle hold back their first reader.
/// </summary>
public sealed partial class NuxCore
{
    /// <summary>Words of the memory.</summary>
    public const int MemoryWords = 4096;

    private const long Never = long.MaxValue;

    private readonly PpuTiming _timing;
    private readonly PpuFault _faults;
    private readonly IPpuRows? _rows;
    private readonly IPpuOmnibus? _omnibus;
    private readonly OpcodeRow?[] _decoded = new OpcodeRow?[MemoryWords];
    private readonly uint[] _decodedWords = new uint[MemoryWords];

    private readonly uint[] _gpr = new uint[32];
    private readonly long[] _ready = new long[32];
    private uint _pc;
    private long _issueAt;
    private bool _waiting;
    private long _instructions;
    private long _vectorInstructions;

    // The cycle that is being computed; not state.
    private long _now;

    /// <param name="rows">What the row port reaches; null: nothing.</param>
    /// <param name="omnibus">What loads and stores above the memory reach; null: nothing.</param>
    /// <param name="timing">Cycles of the instructions.</param>
    /// <param name="simd">Whether the vector unit is computed with SIMD.</param>
    /// <param name="faults">Mistakes to be noticed.</param>
    public NuxCore(IPpuRows? rows = null, IPpuOmnibus? omnibus = null, PpuTiming? timing = null, bool simd = true, PpuFault faults = PpuFault.None)
    {
        _rows = rows;
        _omnibus = omnibus;
        _timing = timing ?? PpuTiming.Default;
        _faults = faults;
        VectorUnit = new VectorUnit(simd, faults);
        Restart(0);
    }

    /// <summary>The memory, one word each; the byte at the lowest address is the most significant one.</summary>
    public uint[] Memory { get; } = new uint[MemoryWords];

    /// <summary>The vector unit.</summary>
    public VectorUnit VectorUnit { get; }

    /// <summary>The random generators of the columns.</summary>
    public ColumnRandom Random { get; } = new();

    /// <summary>General-purpose registers.</summary>
    public Span<uint> Gpr => _gpr;

    /// <summary>Address of the next instruction.</summary>
    public uint Pc { get => _pc; set => _pc = value & ~3u; }

    /// <summary>Whether the processor stands at a wait instruction with nothing left to do.</summary>
    public bool IsSleeping => _waiting && IsVectorIdle;

    /// <summary>Instructions that were executed.</summary>
    public long Instructions => _instructions;

    /// <summary>Vector instructions among them.</summary>
    public long VectorInstructions => _vectorInstructions;

    /// <summary>The last interrupt that a program cannot mean: what happened, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>What a reset does; memory and vector registers stay.</summary>
    /// <param name="now">The cycle.</param>
    public void Restart(long now)
    {
        _pc = 0;
        _issueAt = now;
        _waiting = false;
        Array.Clear(_ready);
        ResetSystem(now);
        ResetVectorQueue();
        Random.Reset();
        Trouble = null;
    }

    /// <summary>Loads a program at address 0.</summary>
    /// <exception cref="ArgumentException">It is longer than the memory.</exception>
    public void Load(PpuProgram program)
    {
        if (program.Words.Length > MemoryWords) throw new ArgumentException($"the program has {program.Words.Length} words, but the memory has {MemoryWords}", nameof(program));
        program.Words.CopyTo(Memory, 0);
    }

    /// <summary>Computes one cycle. Cycles may be left out up to <see cref="NextEvent"/>.</summary>
    /// <param name="now">Its number.</param>
    public void Tick(long now)
    {
        _now = now;
        AdvanceTimers();
        AdvanceVector();
        if (now < _issueAt) return;
        if (_omnibusLoad != NoLoad && !FinishOmnibus()) return;
        if (IsInterrupted)
        {
            TakeInterrupt();
            return;
        }
        if (!_waiting) Issue();
    }

    /// <summary>The first cycle after one in which something can happen; the end of time while the processor sleeps.</summary>
    public long NextEvent(long now)
    {
        long next = Math.Min(TimerDue, VectorDue(now));
        if (!_waiting || IsInterrupted) next = Math.Min(next, _issueAt);
        return next == Never ? Never : Math.Max(next, now + 1);
    }

    /// <summary>Runs from a cycle until the processor sleeps.</summary>
    /// <returns>The cycle in which it fell asleep; -1 where the limit came first.</returns>
    public long Run(long from, long limit)
    {
        for (long now = from; now < from + limit; now = NextEvent(now))
        {
            Tick(now);
            if (IsSleeping) return now;
            if (NextEvent(now) == Never) return now;
        }
        return -1;
    }

    private void Issue()
    {
        uint index = _pc >> 2;
        if (index >= MemoryWords)
        {
            Interrupt(Vector.MachineCheck, _pc, $"instruction fetch from 0x{_pc:x8}, beyond the memory");
            return;
        }
        uint word = Memory[index];
        OpcodeRow? row = _decoded[index];
        if (row is null || _decodedWords[index] != word)
        {
            _decodedWords[index] = word;
            _decoded[index] = row = OpcodeTable.Instance.Find(word);
        }
        if (row is null)
        {
            Interrupt(Vector.Program, _pc, $"0x{word:x8} at 0x{_pc:x} is no instruction of the processor");
            return;
        }
        long ready = Ready(row, word);
        if (ready > _now)
        {
            _issueAt = ready;
            return;
        }
        _issueAt = _now + 1;
        Execute(row, word);
    }

    private void Execute(OpcodeRow row, uint word)
    {
        switch (row.Unit)
        {
            case Unit.Integer or Unit.Multiply or Unit.Divide:
                Integer(row, word);
                break;
            case Unit.Load or Unit.Store:
                if (!Access(row, word)) return;
                break;
            case Unit.Branch:
                Branch(row, word);
                _instructions++;
                return;
            case Unit.Condition:
                ConditionLogic(row, word);
                break;
            case Unit.System:
                if (!System(row, word)) return;
                break;
            default:
                if (!Enqueue(row, word)) return;
                _vectorInstructions++;
                break;
        }
        _instructions++;
        _pc += 4;
    }

    // When the last of the registers that an instruction reads is there.
    private long Ready(OpcodeRow row, uint word)
    {
        long ready = 0;
        if (row.ReadsRa) ready = _ready[word >> 16 & 31];
        if (row.ReadsRb) ready = Math.Max(ready, _ready[word >> 11 & 31]);
        if (row.ReadsRt || row.Operation == Operation.RotateInsert) ready = Math.Max(ready, _ready[word >> 21 & 31]);
        return ready;
    }

    private static int Rt(uint word) => (int)(word >> 21 & 31);

    private static int Ra(uint word) => (int)(word >> 16 & 31);

    private static int Rb(uint word) => (int)(word >> 11 & 31);

    private uint BaseOrZero(uint word) => Ra(word) == 0 ? 0 : _gpr[Ra(word)];
}
