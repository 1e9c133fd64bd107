using HwModel.Benches.PeCore.LockStep;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Memory;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.Benches.PeCore.Interrupts;

/// <summary>How a run of a program ended.</summary>
/// <param name="IsHalted">False: it went on for too long.</param>
/// <param name="Cycles">Cycles it took.</param>
/// <param name="Exceptions">Exceptions entered.</param>
/// <param name="IsPending">Whether the interrupt still waits.</param>
/// <param name="State">Registers, flags, floating-point state.</param>
/// <param name="Data">The program's data.</param>
internal sealed record ProgramEnd(bool IsHalted, long Cycles, long Exceptions, bool IsPending, uint[] State, byte[] Data)
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 15).Select(i => $"r{i}"), "pc", "xpsr", "fpscr", "control", "primask", .. Enumerable.Range(0, 32).Select(i => $"s{i}")];

    /// <summary>The first difference of the results as text; null where they are the same.</summary>
    public string? Difference(ProgramEnd expected)
    {
        if (!IsHalted) return "the program does not end";
        for (int i = 0; i < State.Length; i++)
            if (State[i] != expected.State[i]) return $"{Names[i]} is {State[i]:x8} instead of {expected.State[i]:x8}";
        int at = Data.AsSpan().CommonPrefixLength(expected.Data);
        return at == Data.Length ? null : $"the byte at {RandomProgram.DataStart + at:x8} is {Data[at]:x2} instead of {expected.Data[at]:x2}";
    }
}

/// <summary>A core with two small memories, which runs one program again and again.</summary>
internal sealed class BareMachine : IDisposable
{
    private const int Interrupt = 16, MostCycles = 4_000, MemorySize = 128 << 10;

    private readonly byte[] _code, _data;
    private readonly CortexM4 _core;
    private readonly LocalMemory _codeMemory = new(0, MemorySize), _dataMemory = new(0x2000_0000, MemorySize);

    public BareMachine(RandomProgram program, FaultSet faults)
    {
        _code = program.Code();
        _data = program.Data();
        _codeMemory.Write(0, _code);
        _core = new CortexM4(new CoreParameters(), _codeMemory, _dataMemory, new EmptyBus(), faults) { Semihost = new SemihostConsole(TextWriter.Null) };
    }

    /// <summary>The core.</summary>
    public CortexM4 Core => _core;

    /// <summary>Whether the program has not ended, and may still.</summary>
    public bool Runs => !_core.IsStopped && _core.Cycle < MostCycles;

    /// <summary>The cycle in which the first element begins, floating point being enabled.</summary>
    public long FirstCycleOfBody { get; private set; }

    /// <summary>Runs the program; in one cycle an interrupt is pended (-1: in none).</summary>
    public ProgramEnd Run(long interruptAt, Action<CortexM4>? observe = null)
    {
        Restart();
        if (interruptAt < 0)
        {
            while (_core.Pc != RandomProgram.Body && !_core.IsStopped) _core.Advance(_core.Cycle + 1);
            FirstCycleOfBody = _core.Cycle;
            Restart();
        }
        else
        {
            _core.Advance(interruptAt);
            observe?.Invoke(_core);
            PendInterrupt();
        }
        _core.Advance(MostCycles);
        return End();
    }

    /// <summary>Runs the undisturbed program one cycle at a time.</summary>
    public ProgramEnd RunCycleByCycle()
    {
        Restart();
        while (Runs) _core.Advance(_core.Cycle + 1);
        return End();
    }

    public void Dispose() => (_core.Semihost as IDisposable)?.Dispose();

    /// <summary>The interrupt comes.</summary>
    public void PendInterrupt() => _core.Nvic.Pend(Interrupt);

    /// <summary>Puts program, data and core back to the beginning.</summary>
    public void Restart()
    {
        // Self-modifying programs have changed their code.
        if (!_codeMemory.Contents[..(int)(_code.Length)].SequenceEqual(_code)) _codeMemory.Write(0, _code);
        _dataMemory.Write(RandomProgram.DataStart, _data);
        _core.Reset();
        _core.Statistics.Clear();
    }

    private ProgramEnd End()
    {
        var state = new uint[52];
        for (int i = 0; i < 16; i++) state[i] = _core[i];
        (state[16], state[17], state[18], state[19]) = (_core.Xpsr, _core.Fpscr, _core.Control, _core.Primask);
        for (int i = 0; i < 32; i++) state[20 + i] = _core.GetSingle(i);
        byte[] data = _dataMemory.Contents.Slice((int)(RandomProgram.DataStart - _dataMemory.BaseAddress), _data.Length).ToArray();
        return new ProgramEnd(_core.IsStopped, _core.Cycle, _core.Statistics.Exceptions, _core.Nvic.IsPending(Interrupt), state, data);
    }
}
