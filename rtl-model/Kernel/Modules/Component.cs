using System.Reflection;

namespace HwModel.Kernel;

/// <summary>A node of the design's hierarchy: a group of components, or (<see cref="Module"/>) a clocked leaf.</summary>
public class Component
{
    private readonly List<Component> _children = [];
    private readonly List<(string Name, object Value)> _parameters = [];

    /// <param name="parent">The component that holds this one.</param>
    /// <param name="name">Name among its siblings, with indices where it is one of many: <c>router[3][2]</c>.</param>
    /// <param name="clock">Its clock; null: its parent's.</param>
    public Component(Component parent, string name, ClockDomain? clock = null)
    {
        ArgumentNullException.ThrowIfNull(parent);
        Simulation = parent.Simulation;
        Simulation.MustBeOpen(name);
        Parent = parent;
        Name = name;
        InheritedClock = clock ?? parent.InheritedClock;
        Path = parent.Parent is null && parent.Path.Length == 0 ? name : $"{parent.Path}.{name}";
        parent._children.Add(this);
    }

    /// <summary>The root of a simulation.</summary>
    internal Component(Simulation simulation)
    {
        Simulation = simulation;
        Name = Path = "";
    }

    /// <summary>The simulation that this component is part of.</summary>
    public Simulation Simulation { get; }

    /// <summary>The component that holds this one; null for the root.</summary>
    public Component? Parent { get; }

    /// <summary>Name among its siblings.</summary>
    public string Name { get; }

    /// <summary>Names from the root, joined by dots.</summary>
    public string Path { get; }

    /// <summary>The clock that children take where they name none; null where none was given on the way from the root.</summary>
    public ClockDomain? InheritedClock { get; }

    /// <summary>What this component holds, in order of construction.</summary>
    public IReadOnlyList<Component> Children => _children;

    /// <summary>What this component was built with, for descriptions.</summary>
    public IReadOnlyList<(string Name, object Value)> Parameters => _parameters;

    /// <summary>Notes a parameter for descriptions of the design.</summary>
    protected void Describe(string name, object value) => _parameters.Add((name, value));

    /// <summary>Notes everything that has an origin in a record of options.</summary>
    protected void DescribeOptions(object options)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.GetCustomAttribute<OriginAttribute>() is not null && property.GetValue(options) is { } value)
                Describe(OptionName.Of(property), value);
    }

    public override string ToString() => Path;
}
