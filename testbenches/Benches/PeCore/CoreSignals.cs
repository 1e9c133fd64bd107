using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Core.Assembly;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.Traces;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeCore;

/// <summary>A core that runs without a simulation, drawn into the waveform of a failing case.</summary>
internal sealed class CoreSignals
{
    /// <summary>Length of a cycle in the drawing, in femtoseconds: that of 300 MHz.</summary>
    public const long Cycle = 3_333_333;

    private readonly CaseSignals _signals;
    private readonly TraceHandle _phase, _pc, _instruction, _exception, _xpsr, _primask, _basepri;
    private readonly TraceHandle[] _registers;
    private readonly Disassembler _disassembler = new(DecodeTable.Instance);

    /// <param name="signals">Where to draw.</param>
    /// <param name="name">The core's name.</param>
    public CoreSignals(CaseSignals signals, string name = "core")
    {
        _signals = signals;
        _phase = signals.Enum<PipelinePhase>($"{name}.phase");
        _pc = signals.Vector($"{name}.pc", 32);
        _instruction = signals.Text($"{name}.instruction");
        _exception = signals.Vector($"{name}.exception", 9, TraceFormat.Unsigned);
        _xpsr = signals.Vector($"{name}.xpsr", 32);
        _primask = signals.Bit($"{name}.primask");
        _basepri = signals.Vector($"{name}.basepri", 8);
        _registers = [.. Enumerable.Range(0, 15).Select(i => signals.Vector($"{name}.r[{i}]", 32))];
    }

    /// <summary>Draws the core as it is now, at the signals' time.</summary>
    public void Sample(CortexM4 core)
    {
        if (!_signals.IsWatched) return;
        _signals.Set(_phase, (ulong)core.Phase);
        _signals.Set(_pc, core.Pc);
        _signals.Set(_instruction, core.TryDecode(core.Pc, out Instruction instruction, out uint word) ? _disassembler.Text(word, instruction.Size == 4, core.Pc) : "");
        _signals.Set(_exception, (ulong)core.CurrentException);
        _signals.Set(_xpsr, core.Xpsr);
        _signals.Set(_primask, core.Primask);
        _signals.Set(_basepri, core.Basepri);
        for (int i = 0; i < _registers.Length; i++) _signals.Set(_registers[i], core[i]);
    }
}
