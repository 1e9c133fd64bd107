using HwModel.Benches.PeCore;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.Traces;
using HwModel.Verification.Cases;

namespace HwModel.Benches.PeInterrupts;

/// <summary>The core and its interrupt lines beside those of the model, drawn into the waveform of a failing case.</summary>
internal sealed class NvicSignals
{
    private readonly CaseSignals _signals;
    private readonly CoreSignals _core;
    private readonly TraceHandle _command, _pending, _active, _expectedPending, _expectedActive;
    private string _now = "";
    private (int Pending, int Active) _expected;

    public NvicSignals(CaseSignals signals)
    {
        _signals = signals;
        _command = signals.Text("interrupts.command");
        _pending = signals.Vector("interrupts.pending", NvicModel.Lines, TraceFormat.Binary);
        _expectedPending = signals.Vector("interrupts.expected_pending", NvicModel.Lines, TraceFormat.Binary);
        _active = signals.Vector("interrupts.active", NvicModel.Lines, TraceFormat.Binary);
        _expectedActive = signals.Vector("interrupts.expected_active", NvicModel.Lines, TraceFormat.Binary);
        _core = new CoreSignals(signals);
    }

    /// <summary>Whether somebody watches.</summary>
    public bool IsWatched => _signals.IsWatched;

    /// <summary>From the next cycle on this command has been done, and the model is as it is now.</summary>
    public void Expect(NvicCommand command, NvicModel model)
    {
        if (IsWatched) (_now, _expected) = (command.ToString(), (model.Pending, model.Active));
    }

    /// <summary>Draws a cycle.</summary>
    /// <param name="core">The core after it.</param>
    /// <param name="pending">Pending lines.</param>
    /// <param name="active">Active lines.</param>
    public void Sample(CortexM4 core, int pending, int active)
    {
        _signals.At(core.Cycle * CoreSignals.Cycle);
        _signals.Set(_command, _now);
        _signals.Set(_pending, (ulong)pending);
        _signals.Set(_expectedPending, (ulong)_expected.Pending);
        _signals.Set(_active, (ulong)active);
        _signals.Set(_expectedActive, (ulong)_expected.Active);
        _core.Sample(core);
    }
}
