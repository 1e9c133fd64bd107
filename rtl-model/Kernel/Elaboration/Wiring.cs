namespace HwModel.Kernel;

/// <summary>
/// Connects ports. What does not fit is noted, and reported with everything else when the design is elaborated.
/// </summary>
public static class Wiring
{
    /// <summary>Connects an output to the queue at an input.</summary>
    public static void Connect<T>(Out<T> from, In<T> to)
        where T : unmanaged
    {
        if (!IsFree(from, to, from.Target, to.Source)) return;
        from.Bind(to);
    }

    /// <summary>Connects a level to an input; one level may have any number of readers.</summary>
    public static void Connect<T>(SignalOut<T> from, SignalIn<T> to)
        where T : unmanaged
    {
        if (!IsFree(from, to, null, to.Source)) return;
        to.Bind(from);
    }

    /// <summary>Connects two ports whose types are known only at run time.</summary>
    public static void Connect(Port a, Port b)
    {
        (Port from, Port to) = a.Direction == PortDirection.Out ? (a, b) : (b, a);
        string? misfit = from.Direction != PortDirection.Out || to.Direction != PortDirection.In ? $"both are {(a.Direction == PortDirection.In ? "inputs" : "outputs")}"
            : from.Kind != to.Kind ? $"{from.Path} is a {Noun(from.Kind)}, {to.Path} takes a {Noun(to.Kind)}"
            : from.Payload != to.Payload ? $"{from.Path} carries {from.Payload.Name}, {to.Path} takes {to.Payload.Name}"
            : null;
        if (misfit is not null)
        {
            a.Owner.Simulation.Note(ElaborationRule.Misfit, $"{a.Path} can't be connected to {b.Path}: {misfit}");
            return;
        }
        // The types agree, so the typed overload fits.
        System.Reflection.MethodInfo typed = typeof(Wiring).GetMethods()
            .Single(method => method.Name == nameof(Connect) && method.IsGenericMethodDefinition &&
                method.GetParameters()[0].ParameterType.Name == (from.Kind == PortKind.Queue ? typeof(Out<>).Name : typeof(SignalOut<>).Name));
        typed.MakeGenericMethod(from.Payload).Invoke(null, [from, to]);
    }

    /// <summary>Connects two bundles port by port, by name; each side must be the flipped signature of the other.</summary>
    public static void Connect(PortBundle a, PortBundle b)
    {
        Simulation simulation = a.Owner.Simulation;
        foreach (string misfit in Signature.Of(a).Misfits(Signature.Of(b).Flip()))
            simulation.Note(ElaborationRule.Misfit, $"{a.Path} can't be connected to {b.Path}: {misfit}");
        foreach ((string name, Port port) in a.Ports)
            if (b.Find(name) is { } other && Signature.Of(a).Find(name)!.Fits(Signature.Of(b).Flip().Find(name)!))
                Connect(port, other);
    }

    private static bool IsFree(Port from, Port to, Port? target, Port? source)
    {
        Simulation simulation = from.Owner.Simulation;
        if (source is not null)
            simulation.Note(ElaborationRule.TwoDrivers, $"{to.Path} is driven by {source.Path} and by {from.Path}; an input has one driver");
        if (target is not null)
            simulation.Note(ElaborationRule.TwoDrivers, $"{from.Path} goes to {target.Path} and to {to.Path}; a queue output has one reader");
        if (from.Width != 0 && to.Width != 0 && from.Width != to.Width)
            simulation.Note(ElaborationRule.Width, $"{from.Path} is {from.Width} bits wide, but {to.Path} is {to.Width} bits wide");
        return source is null && target is null;
    }

    private static string Noun(PortKind kind) => kind == PortKind.Queue ? "queue" : "signal";
}
