using System.Runtime.InteropServices;
using HwModel.BrainScaleS2.Ppu.Core;
using HwModel.BrainScaleS2.Ppu.Isa;
using HwModel.BrainScaleS2.Ppu.Vector;
using HwModel.Traces;
using HwModel.Verification.Cases;

namespace HwModel.Benches.Ppu;

/// <summary>The processor and its vector registers beside those of the naive model, drawn into the waveform of a failing case.</summary>
internal sealed class PpuSignals
{
    private const long Cycle = 4_000_000;
    private const int Vectors = 8, VectorBits = 1024;

    private readonly CaseSignals _signals;
    private readonly TraceHandle _pc, _instruction;
    private readonly TraceHandle[] _registers, _vectors, _expected;

    public PpuSignals(CaseSignals signals)
    {
        _signals = signals;
        _pc = signals.Vector("core.pc", 32);
        _instruction = signals.Text("core.instruction");
        _vectors = [.. Enumerable.Range(0, Vectors).Select(i => signals.Vector($"vector.v[{i}]", VectorBits))];
        _expected = [.. Enumerable.Range(0, Vectors).Select(i => signals.Vector($"vector.expected[{i}]", VectorBits))];
        _registers = [.. Enumerable.Range(0, 32).Select(i => signals.Vector($"core.r[{i}]", 32))];
    }

    /// <summary>Whether somebody watches.</summary>
    public bool IsWatched => _signals.IsWatched;

    /// <summary>Draws the processor as it is, a cycle after the drawing before.</summary>
    public void Sample(NuxCore core)
    {
        _signals.At(_signals.Time + Cycle);
        _signals.Set(_pc, core.Pc);
        _signals.Set(_instruction, core.Pc / 4 < NuxCore.MemoryWords ? PpuDisassembler.Text(core.Memory[core.Pc / 4], core.Pc) : "");
        for (int i = 0; i < _registers.Length; i++) _signals.Set(_registers[i], core.Gpr[i]);
        byte[] lanes = new byte[VectorState.Bytes];
        for (int i = 0; i < Vectors; i++)
        {
            core.VectorUnit.State.Read(i, lanes);
            _signals.Set(_vectors[i], Words(lanes));
        }
    }

    /// <summary>Draws what the vector registers should be now.</summary>
    public void Expect(IEnumerable<byte[]> vectors)
    {
        if (!IsWatched) return;
        int i = 0;
        foreach (byte[] lanes in vectors) _signals.Set(_expected[i++], Words(lanes));
    }

    // The first lane is shown first: in the highest bits.
    private static ulong[] Words(ReadOnlySpan<byte> lanes)
    {
        byte[] reversed = lanes.ToArray();
        Array.Reverse(reversed);
        return MemoryMarshal.Cast<byte, ulong>(reversed).ToArray();
    }
}
