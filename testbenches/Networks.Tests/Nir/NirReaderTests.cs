using HwModel.Networks.Nir;
using HwModel.Networks.Tests.Support;

namespace HwModel.Networks.Tests.Nir;

/// <summary>The samples' graphs against what their README states, and files that must be refused.</summary>
public sealed class NirReaderTests
{
    private static NirGraph Read(string sample) => NirReader.Read(Samples.PathOf(sample));

    [Fact]
    public void The_single_neuron_has_its_published_parameters()
    {
        NirGraph graph = Read("lif_norse");
        Assert.Equal("0.1.1", graph.Version);
        Assert.Equal(["0", "1", "input", "output"], graph.Nodes.Keys);
        var lif = Assert.IsType<NirNeuron>(graph.Nodes["1"]);
        Assert.Equal(("LIF", 2.5e-3f, 1.0, 0.0, 0.1f, 0.0), (lif.Type, (float)lif.TauMem![0], lif.R[0], lif.Leak![0], (float)lif.Threshold![0], lif.Reset![0]));
    }

    [Theory]
    [InlineData("braille_noDelay_bias_zero", "fc1", -202.840110)]
    [InlineData("braille_noDelay_bias_zero", "lif1.w_rec", -401.916974)]
    [InlineData("braille_noDelay_bias_zero", "fc2", -9.722568)]
    [InlineData("braille_noDelay_noBias_subtract", "fc1", -165.592379)]
    [InlineData("braille_noDelay_noBias_subtract", "lif1.w_rec", -291.267576)]
    [InlineData("braille_noDelay_noBias_subtract", "fc2", 1.728639)]
    [InlineData("cnn_sinabs", "0", -10.744408)]
    [InlineData("cnn_sinabs", "2", -16.825136)]
    [InlineData("cnn_sinabs", "5", -11.446267)]
    [InlineData("cnn_sinabs", "9", -803.601228)]
    [InlineData("cnn_sinabs", "11", -73.690239)]
    public void Weights_sum_to_the_stated_numbers(string sample, string node, double sum)
    {
        double[] weights = Read(sample).Nodes[node] switch { NirLinear linear => linear.Weight.Values, NirConv2d conv => conv.Weight.Values, _ => [] };
        Assert.Equal(sum, weights.Sum(), 6);
    }

    [Theory]
    [InlineData("braille_noDelay_bias_zero", 0.55, 0.90, 0.50, 0.55)]
    [InlineData("braille_noDelay_noBias_subtract", 0.75, 0.85, 0.45, 0.70)]
    public void Time_constants_are_the_trained_decays(string sample, double hiddenSyn, double hiddenMem, double outSyn, double outMem)
    {
        NirGraph graph = Read(sample);
        const double dt = 1e-4;
        foreach ((string name, double syn, double mem) in new[] { ("lif1.lif", hiddenSyn, hiddenMem), ("lif2", outSyn, outMem) })
        {
            var neuron = (NirNeuron)graph.Nodes[name];
            Assert.All(neuron.TauSyn!, tau => Assert.Equal(syn, 1 - dt / tau, 6));
            Assert.All(neuron.TauMem!, tau => Assert.Equal(mem, 1 - dt / tau, 6));
        }
    }

    [Fact]
    public void Shapes_of_the_convolutional_network_follow_from_its_input()
    {
        NirShapes shapes = NirShapes.Infer(Read("cnn_sinabs"), "cnn");
        Assert.Equal([16, 16, 16], shapes.OutOf("0"));
        Assert.Equal([16, 16, 16], shapes.OutOf("2"));
        Assert.Equal([16, 8, 8], shapes.OutOf("4"));
        Assert.Equal([8, 8, 8], shapes.OutOf("5"));
        Assert.Equal([8, 4, 4], shapes.OutOf("7"));
        Assert.Equal([128], shapes.OutOf("8"));
        Assert.Equal([10], shapes.OutOf("12"));
    }

    [Fact]
    public void An_edge_to_a_missing_node_of_a_nested_graph_is_named() =>
        Assert.EndsWith("the edge 'input' -> 'lif' of the nested graph 'lif1' names 'lif', which is no node of it; there are 'input', 'lif1', 'lin', 'output'.",
            Assert.Throws<NirException>(() => Read("braille_noDelay_bias_zero_subgraph")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_nested_graph_is_the_same_network_as_the_flat_one()
    {
        // The name in the nested edges is wrong in the file; once it is put right, the two files hold one network.
        byte[] bytes = File.ReadAllBytes(Samples.PathOf("braille_noDelay_bias_zero_subgraph"));
        byte[] repaired = NestedNames.Repair(bytes);
        NirGraph nested = NirReader.Read(HwModel.Networks.Hdf5.Hdf5File.Parse(repaired, "nested"), "nested");
        NirGraph flat = Read("braille_noDelay_bias_zero");
        string Renamed(string name) => name switch { "lif1.lif1" => "lif1.lif", "lif1.lin" => "lif1.w_rec", _ => name };
        Assert.Equal(flat.Nodes.Keys.Order(StringComparer.Ordinal), nested.Nodes.Keys.Select(Renamed).Order(StringComparer.Ordinal));
        Assert.Equal(flat.Edges.Select(edge => $"{edge.From} {edge.To}").Order(StringComparer.Ordinal), nested.Edges.Select(edge => $"{Renamed(edge.From)} {Renamed(edge.To)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Conv1d", "node '0' is of type Conv1d, which is not supported; Input, Output, Affine,")]
    [InlineData("Foobar", "node '0' has the type 'Foobar', which NIR does not define.")]
    public void Nodes_of_other_types_are_refused_by_name(string type, string message)
    {
        byte[] bytes = File.ReadAllBytes(Samples.PathOf("lif_norse"));
        int at = bytes.AsSpan().IndexOf("Affine"u8);
        System.Text.Encoding.ASCII.GetBytes(type).CopyTo(bytes, at);
        NirException refused = Assert.Throws<NirException>(() => NirLowering.Lower(NirReader.Read(HwModel.Networks.Hdf5.Hdf5File.Parse(bytes, "x.nir"), "x.nir"), new NirOptions(), "x.nir"));
        Assert.StartsWith($"x.nir: {message}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_constant_in_the_wrong_unit_is_noticed() =>
        Assert.Contains("shorter than the step of 0.0001 s", Assert.Throws<NirException>(() => NirLowering.Lower(Read("lif_norse"), new NirOptions { TimeUnit = 1e-3 }, "x.nir")).Message, StringComparison.Ordinal);
}
