using HwModel.Kernel;
using static HwModel.BrainScaleS2.Analog.ChipGeometry;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>
/// What every circuit was set to: its nominal parameters, the switches that these stand for, and how the switches stand now. Where parameters are given in
/// physical units, a switch turns what it turns relative to that: a leak that is switched to a division is an eighth of the given one, an adaptation that was
/// not given cannot be switched on.
/// </summary>
internal sealed class NeuronSettings(NeuronTransfer transfer) : IStatePart
{
    private static readonly NeuronParameters Unused = new() { Enabled = false, Spikes = false };

    private readonly NeuronParameters[] _nominal = [.. Enumerable.Repeat(Unused, Neurons)];
    private readonly NeuronSwitches[] _given = [.. Enumerable.Repeat(NeuronSwitches.Off, Neurons)];
    private readonly NeuronSwitches[] _now = [.. Enumerable.Repeat(NeuronSwitches.Off, Neurons)];

    public string Schema => "neuron settings";

    /// <summary>Whether a circuit has been set.</summary>
    public bool IsSet(int neuron) => _nominal[neuron].Enabled;

    /// <summary>How the switches stand.</summary>
    public NeuronSwitches Switches(int neuron) => _now[neuron];

    /// <summary>Takes parameters, and the switches that they stand for; null: those that the parameters need.</summary>
    public NeuronParameters Take(int neuron, NeuronParameters nominal, NeuronSwitches? given)
    {
        _nominal[neuron] = nominal;
        _given[neuron] = _now[neuron] = given ?? transfer.SwitchesOf(nominal);
        return nominal;
    }

    /// <summary>Turns switches; what the circuit has then.</summary>
    public NeuronParameters Turn(int neuron, NeuronSwitches switches)
    {
        _now[neuron] = switches;
        return transfer.Turned(_nominal[neuron], _given[neuron], switches.At(neuron));
    }

    public void Reset(PowerOn powerOn)
    {
    }

    public void Save(StateWriter writer)
    {
        for (int n = 0; n < Neurons; n++)
        {
            _nominal[n].Save(writer);
            writer.Write(NeuronWords.Encode(_given[n]));
            writer.Write(NeuronWords.Encode(_now[n]));
        }
    }

    public void Load(StateReader reader)
    {
        for (int n = 0; n < Neurons; n++)
        {
            _nominal[n] = NeuronParameters.Load(reader);
            _given[n] = NeuronWords.Decode(reader.ReadUInt64());
            _now[n] = NeuronWords.Decode(reader.ReadUInt64());
        }
    }

    public void Hash(ref StateHash hash)
    {
        foreach (NeuronSwitches switches in _now) hash.Add(NeuronWords.Encode(switches));
    }

    public void DeclareTrace(TraceDeclaration trace)
    {
    }

    public void SampleTrace(TraceSampler sampler)
    {
    }
}
