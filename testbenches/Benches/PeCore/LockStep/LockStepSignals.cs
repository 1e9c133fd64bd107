using HwModel.SpiNNaker2.Pe.Core;
using HwModel.Traces;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>The model's state beside QEMU's before each instruction, drawn into the waveform of a failing case; an instruction takes a cycle of the drawing.</summary>
internal sealed class LockStepSignals
{
    private readonly CaseSignals _signals;
    private readonly CoreSignals _core;
    private readonly TraceHandle _xpsr, _fpscr;
    private readonly TraceHandle[] _registers, _singles;

    public LockStepSignals(CaseSignals signals)
    {
        _signals = signals;
        _core = new CoreSignals(signals, "model");
        _registers = [.. Enumerable.Range(0, 16).Select(i => signals.Vector(i == 15 ? "qemu.pc" : $"qemu.r[{i}]", 32))];
        _xpsr = signals.Vector("qemu.xpsr", 32);
        _fpscr = signals.Vector("qemu.fpscr", 32);
        _singles = [.. Enumerable.Range(0, 32).Select(i => signals.Vector($"qemu.s[{i}]", 32))];
    }

    /// <summary>Draws both before an instruction.</summary>
    public void Sample(long instruction, CortexM4 core, QemuRecord record)
    {
        _signals.At(instruction * CoreSignals.Cycle);
        _core.Sample(core);
        for (int i = 0; i < _registers.Length; i++) _signals.Set(_registers[i], record.R[i]);
        _signals.Set(_xpsr, record.Xpsr);
        _signals.Set(_fpscr, record.Fpscr);
        for (int i = 0; i < _singles.Length; i++) _signals.Set(_singles[i], record.S[i]);
    }
}
