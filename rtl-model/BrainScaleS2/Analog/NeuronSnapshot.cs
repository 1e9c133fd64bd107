using System.Runtime.InteropServices;
using HwModel.Kernel;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>Snapshot, hash and trace of the neurons.</summary>
public sealed unsafe partial class NeuronArray
{
    internal void Save(StateWriter writer)
    {
        writer.Write(_step);
        for (int n = 0; n < Neurons; n++)
        {
            _parameters[n].Save(writer);
            foreach (double value in (ReadOnlySpan<double>)[_v[n], _vNext[n], _exc[n], _inh[n], _adapt[n], _adaptNext[n], _noise[n]]) writer.Write(value);
            writer.Write(_release[n]);
            writer.Write(_refractoryEnd[n]);
            writer.Write(_isRefractory[n]);
            writer.Write(_high[n]);
        }
        writer.Write(_refractory.Count);
        foreach (int n in _refractory) writer.Write(n);
        foreach (bool active in _active) writer.Write(active);
    }

    internal void Load(StateReader reader)
    {
        var active = new bool[Blocks];
        var high = new double[Neurons];
        _step = reader.ReadInt64();
        for (int n = 0; n < Neurons; n++)
        {
            NeuronParameters parameters = NeuronParameters.Load(reader);
            _v[n] = reader.ReadDouble();
            _vNext[n] = reader.ReadDouble();
            _exc[n] = reader.ReadDouble();
            _inh[n] = reader.ReadDouble();
            _excNext[n] = _inhNext[n] = 0;
            _adapt[n] = reader.ReadDouble();
            _adaptNext[n] = reader.ReadDouble();
            _noise[n] = reader.ReadDouble();
            _release[n] = reader.ReadInt64();
            _refractoryEnd[n] = reader.ReadInt64();
            _isRefractory[n] = reader.ReadBoolean();
            high[n] = reader.ReadDouble();
            Configure(n, parameters);
        }
        _refractory.Clear();
        Array.Clear(_isListed);
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int n = reader.ReadInt32();
            _refractory.Add(n);
            _isListed[n] = true;
        }
        for (int block = 0; block < Blocks; block++) active[block] = reader.ReadBoolean();
        active.CopyTo(_active, 0);
        foreach (int n in _refractory) Hold(n, _release[n] > StartSlot);
        for (int n = 0; n < Neurons; n++) _high[n] = high[n];
        _spikes.Clear();
        _walk.Clear();
        Array.Clear(_mustWalk);
    }

    internal void Hash(ref StateHash hash)
    {
        hash.Add(_step);
        foreach (double* values in (ReadOnlySpan<nint>)[(nint)_v, (nint)_exc, (nint)_inh, (nint)_adapt, (nint)_noise])
            foreach (ulong word in MemoryMarshal.Cast<double, ulong>(new ReadOnlySpan<double>(values, Neurons)))
                hash.Add(word);
        for (int n = 0; n < Neurons; n++)
        {
            hash.Add(_isRefractory[n]);
            if (!_isRefractory[n]) continue;
            hash.Add(_release[n]);
            hash.Add(_refractoryEnd[n]);
        }
    }

    internal void DeclareTrace(TraceDeclaration trace)
    {
        for (int n = 0; n < Neurons; n++)
        {
            // A scope for each neuron: viewers take a bracket behind a real's name for a bit range.
            using TraceDeclaration.Leave leave = trace.Scope($"neuron[{n}]");
            trace.Real("membrane");
            trace.Bits("refractory", 1);
        }
    }

    internal void SampleTrace(TraceSampler sampler)
    {
        for (int n = 0; n < Neurons; n++)
        {
            sampler.Real(_v[n]);
            sampler.Bits(_isRefractory[n] ? 1UL : 0);
        }
    }
}
