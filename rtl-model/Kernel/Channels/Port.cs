namespace HwModel.Kernel;

/// <summary>Which way a port carries data.</summary>
public enum PortDirection
{
    /// <summary>Into the module.</summary>
    In,

    /// <summary>Out of the module.</summary>
    Out,
}

/// <summary>A directed port of a module.</summary>
public abstract class Port
{
    private protected Port(int width, bool optional)
    {
        Width = width;
        Optional = optional;
    }

    /// <summary>The module that has the port.</summary>
    public Module Owner { get; internal set; } = null!;

    internal int Ordinal { get; set; }

    /// <summary>Name in the module, with the index where it is one of many: <c>from_neighbour[2]</c>.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The module's path and the port's name.</summary>
    public string Path => $"{Owner.Path}.{Name}";

    /// <summary>Which way.</summary>
    public abstract PortDirection Direction { get; }

    /// <summary>What flows: a queue's items, or a signal's level.</summary>
    public abstract PortKind Kind { get; }

    /// <summary>The type of what flows.</summary>
    public abstract Type Payload { get; }

    /// <summary>Width in bits, 0 where none was declared.</summary>
    public int Width { get; }

    /// <summary>May stay unconnected.</summary>
    public bool Optional { get; }

    /// <summary>Whether the port has another side.</summary>
    public abstract bool IsConnected { get; }

    public override string ToString() => Path;
}

/// <summary>What a port carries.</summary>
public enum PortKind
{
    /// <summary>Items through a queue with registered valid and ready.</summary>
    Queue,

    /// <summary>A level.</summary>
    Signal,
}

/// <summary>A module's ports, in order of declaration.</summary>
public sealed class PortList
{
    private readonly Module _owner;
    private readonly List<Port> _all = [];
    private int _inputs;
    private int _outputs;

    internal PortList(Module owner) => _owner = owner;

    /// <summary>All ports.</summary>
    public IReadOnlyList<Port> All => _all;

    /// <summary>Adds a port; called by generated code.</summary>
    public void Add(string name, Port port)
    {
        port.Owner = _owner;
        port.Name = name;
        _all.Add(port);
        switch (port)
        {
            case InQueue queue:
                queue.Attach(_owner, NextBit(ref _inputs));
                break;
            case IOutQueue output:
                output.Attach(_owner, NextBit(ref _outputs));
                break;
        }
    }

    /// <summary>Adds an array of ports; called by generated code.</summary>
    public void Add(string name, Port[] ports)
    {
        for (int i = 0; i < ports.Length; i++) Add($"{name}[{i}]", ports[i]);
    }

    // A module with more than 64 queues on a side has no mask bits for the rest.
    private static ulong NextBit(ref int count) => count < 64 ? 1UL << count++ : 0;
}
