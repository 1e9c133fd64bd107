using HwModel.Networks.Hdf5;

namespace HwModel.Networks.Nir;

/// <summary>Reads the fields of one node's group and checks that they are complete, of the right shape and of a possible value.</summary>
internal sealed class NodeReader(Hdf5Group group, string name, string file)
{
    /// <summary>Types that NIR defines and that no system here runs.</summary>
    private static readonly string[] Others = ["Conv1d", "I", "Threshold"];

    private readonly HashSet<string> _read = ["type"];
    private string _type = "";

    public NirNode Read()
    {
        _type = Texts("type").FirstOrDefault() ?? "";
        NirNode node = _type switch
        {
            "Input" or "Output" => new NirPort(name, _type, Shape("shape")),
            "Affine" => Linear(Numbers("bias")),
            "Linear" => Linear(null),
            "Scale" => new NirScale(name, _type, Numbers("scale")),
            "Conv2d" => Conv2d(),
            "SumPool2d" or "AvgPool2d" => new NirPool2d(name, _type, Pair("kernel_size", 1), Pair("stride", 1), Pair("padding", 0)),
            "Flatten" => new NirFlatten(name, _type, Has("input_type") ? Shape("input_type") : null, Whole("start_dim", 1), Whole("end_dim", -1)),
            "Delay" => Delay(),
            "IF" or "LI" or "LIF" or "CubaLI" or "CubaLIF" => Neuron(),
            _ when Others.Contains(_type) => new NirOther(name, _type),
            _ => throw Bad($"has the type '{_type}', which NIR does not define"),
        };
        if (node is not NirOther && group.Names.FirstOrDefault(field => !_read.Contains(field) && field != "metadata") is { } unknown)
            throw Bad($"is a {_type} with a field '{unknown}', which that type does not have");
        return node;
    }

    private NirLinear Linear(NirArray? bias)
    {
        NirArray weight = Numbers("weight");
        if (weight.Shape.Length != 2) throw Bad($"has a weight of shape {weight.ShapeText}; (outputs, inputs) is allowed");
        if (bias is not null && !bias.Shape.SequenceEqual([weight.Shape[0]])) throw Bad($"has a bias of shape {bias.ShapeText} and a weight of shape {weight.ShapeText}; the bias must have shape ({weight.Shape[0]})");
        return new NirLinear(name, _type, weight, bias);
    }

    private NirConv2d Conv2d()
    {
        NirArray weight = Numbers("weight");
        if (weight.Shape.Length != 4) throw Bad($"has a weight of shape {weight.ShapeText}; (output channels, input channels, rows, columns) is allowed");
        NirArray bias = Numbers("bias");
        if (!bias.Shape.SequenceEqual([weight.Shape[0]])) throw Bad($"has a bias of shape {bias.ShapeText} and {weight.Shape[0]} output channels");
        int groups = Whole("groups", 1);
        if (groups < 1 || weight.Shape[0] % groups != 0) throw Bad($"has {groups} groups for {weight.Shape[0]} output channels; the groups must divide the channels");
        (int, int)? padding = Padding();
        (int Y, int X) stride = Pair("stride", 1);
        if (padding is null && stride != (1, 1)) throw Bad("has padding 'same' and a stride other than 1");
        return new NirConv2d(name, _type, weight, bias, Has("input_shape") ? Pair("input_shape", 1) : null, stride, padding, Pair("dilation", 1), groups);
    }

    private (int, int)? Padding()
    {
        if (!Has("padding")) return (0, 0);
        if (group.Dataset("padding").Kind != Hdf5Kind.Text) return Pair("padding", 0);
        return Texts("padding").FirstOrDefault() switch
        {
            "same" => null,
            "valid" => (0, 0),
            var other => throw Bad($"has padding '{other}'; numbers, 'same' and 'valid' are allowed"),
        };
    }

    private NirDelay Delay()
    {
        NirArray delay = Numbers("delay");
        if (delay.Values.Any(value => value < 0)) throw Bad("has a negative delay");
        return new NirDelay(name, _type, delay);
    }

    private NirNeuron Neuron()
    {
        bool cuba = _type.StartsWith("Cuba", StringComparison.Ordinal);
        bool fires = _type.EndsWith("IF", StringComparison.Ordinal);
        NirArray r = Numbers("r");
        int size = r.Values.Length;
        double[]? Array(string field, double? missing = null)
        {
            if (missing is not null && !Has(field)) return [.. Enumerable.Repeat(missing.Value, size)];
            NirArray array = Numbers(field);
            return array.Shape.SequenceEqual(r.Shape) ? array.Values : throw Bad($"has '{field}' of shape {array.ShapeText} and 'r' of shape {r.ShapeText}; all parameters must have one shape");
        }
        double[]? Time(string field)
        {
            double[]? times = Array(field);
            return times!.All(time => time > 0) ? times : throw Bad($"has a '{field}' that is not above zero; time constants are in seconds");
        }
        return new NirNeuron(name, _type, r.Shape.Length == 0 ? [1] : r.Shape)
        {
            R = r.Values,
            TauMem = cuba ? Time("tau_mem") : _type == "IF" ? null : Time("tau"),
            TauSyn = cuba ? Time("tau_syn") : null,
            Leak = _type == "IF" ? null : Array("v_leak"),
            InputWeight = cuba ? Array("w_in", 1) : null,
            Threshold = fires ? Array("v_threshold") : null,
            Reset = fires ? Array("v_reset", 0) : null,
        };
    }

    private bool Has(string field)
    {
        _read.Add(field);
        return group.Contains(field);
    }

    private Hdf5Dataset Field(string field) =>
        !Has(field) ? throw Bad($"is a {_type} without the field '{field}'")
        : group.IsGroup(field) ? throw Bad($"has a group where the field '{field}' is expected") : group.Dataset(field);

    private string[] Texts(string field) => Field(field).ReadTexts();

    private NirArray Numbers(string field)
    {
        Hdf5Dataset data = Field(field);
        double[] values = data.ReadNumbers();
        if (values.Length == 0) throw Bad($"has an empty field '{field}'");
        if (values.Any(value => !double.IsFinite(value))) throw Bad($"has a value in '{field}' that is not a finite number");
        return new NirArray([.. data.Shape], values);
    }

    private int[] Shape(string field)
    {
        long[] sizes = Field(field).ReadIntegers();
        long elements = 1;
        foreach (long size in sizes)
            if (size is < 1 or > 1 << 24 || (elements *= size) > 1 << 24) throw Bad($"has '{field}' ({string.Join(", ", sizes)}); sizes from 1 on and at most 16,777,216 elements are allowed");
        return [.. sizes.Select(size => (int)size)];
    }

    private int Whole(string field, int missing)
    {
        if (!Has(field)) return missing;
        long[] values = Field(field).ReadIntegers();
        return values is [>= -64 and <= 1 << 20] ? (int)values[0] : throw Bad($"has '{field}' that is not one whole number");
    }

    private (int Y, int X) Pair(string field, int least)
    {
        if (!Has(field)) return (least, least);
        long[] values = Field(field).ReadIntegers();
        if (values.Length is not (1 or 2) || values.Any(value => value < least || value > 1 << 16)) throw Bad($"has '{field}' ({string.Join(", ", values)}); one or two whole numbers from {least} on are allowed");
        return ((int)values[0], (int)values[^1]);
    }

    private NirException Bad(string what) => new($"{file}: node '{name}' {what}.");
}
