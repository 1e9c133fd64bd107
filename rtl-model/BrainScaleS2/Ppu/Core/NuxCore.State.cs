using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Ppu.Core;

/// <summary>Snapshot, hash and trace of the processor.</summary>
public sealed partial class NuxCore : IStatePart
{
    public string Schema => $"nux core, {MemoryWords} words";

    /// <summary>Registers to 0; the memory keeps what it holds and is filled at power-on.</summary>
    public void Reset(PowerOn powerOn)
    {
        if (powerOn.IsFirst) powerOn.Fill(Memory);
        Array.Clear(_gpr);
        VectorUnit.State.Clear();
        Restart(0);
        _gin = 0;
        _instructions = _vectorInstructions = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.WriteArray(Memory);
        writer.WriteArray(_gpr);
        writer.WriteArray(_ready);
        writer.WriteArray(Words());
        writer.WriteArray(Times());
        writer.WriteArray(VectorUnit.State.RegisterFile);
        writer.WriteArray(VectorUnit.State.Conditions);
        writer.WriteArray(VectorUnit.State.Accumulator);
        writer.WriteArray(Random.State);
        writer.WriteArray(_queueWords);
        writer.WriteArray(_queueScalars);
    }

    public void Load(StateReader reader)
    {
        reader.ReadArray(Memory);
        reader.ReadArray(_gpr);
        reader.ReadArray(_ready);
        uint[] words = Words();
        long[] times = Times();
        reader.ReadArray(words);
        reader.ReadArray(times);
        Take(words, times);
        reader.ReadArray(VectorUnit.State.RegisterFile);
        reader.ReadArray(VectorUnit.State.Conditions);
        reader.ReadArray(VectorUnit.State.Accumulator);
        reader.ReadArray(Random.State);
        reader.ReadArray(_queueWords);
        reader.ReadArray(_queueScalars);
    }

    public void Hash(ref StateHash hash)
    {
        foreach (uint word in Memory) hash.Add(word);
        foreach (uint word in _gpr) hash.Add(word);
        foreach (uint word in Words()) hash.Add(word);
        foreach (long time in Times()) hash.Add(time);
        foreach (byte lane in VectorUnit.State.RegisterFile) hash.Add(lane);
        foreach (byte mask in VectorUnit.State.Conditions) hash.Add(mask);
        foreach (short lane in VectorUnit.State.Accumulator) hash.Add(lane);
        foreach (ushort state in Random.State) hash.Add(state);
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
        trace.Bits("pc", 14);
        trace.Bits("sleep", 1);
        trace.Bits("vector_queue", 4);
        trace.Bits("vector_busy", 1);
        trace.Bits("msr_ee", 1);
        for (int i = 0; i < _gpr.Length; i++) trace.Bits($"r[{i}]", 32);
    }

    public void SampleTrace(TraceSampler sampler)
    {
        sampler.Bits(_pc & 0x3FFF);
        sampler.Bits(IsSleeping ? 1u : 0);
        sampler.Bits((uint)_queueCount);
        sampler.Bits(_vectorBusy ? 1u : 0);
        sampler.Bits((_msr & EnableExternal) != 0 ? 1u : 0);
        foreach (uint word in _gpr) sampler.Bits(word);
    }

    private uint[] Words() =>
    [
        _pc, _cr, _lr, _ctr, Xer, _msr, _srr0, _srr1, _csrr0, _csrr1, _mcsrr0, _mcsrr1, _esr, _tcr, _tsr, _decar, _iccr, _gout, _goe, _gin, _edges,
        _waiting ? 1u : 0, _decrementerRuns ? 1u : 0, (uint)_omnibusLoad, (uint)_queueHead, (uint)_queueCount, _vectorBusy ? 1u : 0, _rowUnderWay ? 1u : 0, _rowWord,
    ];

    private long[] Times() => [_issueAt, _timeOrigin, _decrementerZero, _fixedDue, _vectorFree, _instructions, _vectorInstructions];

    private void Take(uint[] words, long[] times)
    {
        int next = 0;
        uint Word() => words[next++];
        (_pc, _cr, _lr, _ctr, Xer, _msr) = (Word(), Word(), Word(), Word(), Word(), Word());
        (_srr0, _srr1, _csrr0, _csrr1, _mcsrr0, _mcsrr1) = (Word(), Word(), Word(), Word(), Word(), Word());
        (_esr, _tcr, _tsr, _decar, _iccr, _gout, _goe, _gin, _edges) = (Word(), Word(), Word(), Word(), Word(), Word(), Word(), Word(), Word());
        (_waiting, _decrementerRuns, _omnibusLoad) = (Word() != 0, Word() != 0, (int)Word());
        (_queueHead, _queueCount, _vectorBusy, _rowUnderWay, _rowWord) = ((int)Word(), (int)Word(), Word() != 0, Word() != 0, Word());
        (_issueAt, _timeOrigin, _decrementerZero, _fixedDue, _vectorFree, _instructions, _vectorInstructions) =
            (times[0], times[1], times[2], times[3], times[4], times[5], times[6]);
    }
}
