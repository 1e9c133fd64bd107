namespace HwModel.Networks.Mapping;

/// <summary>The spikes of a source: neuron by row. A spike of row r acts on the neurons behind the source in row r.</summary>
/// <param name="Population">Name of the source.</param>
/// <param name="Spikes">Row and neuron, in any order.</param>
public sealed record SpikeInput(string Population, IReadOnlyList<(int Row, int Neuron)> Spikes);
