using HwModel.SystemRdl.Model;

namespace HwModel.RegisterGenerator.Emission;

/// <summary>C# expressions (of type ulong) for references of one register's fields.</summary>
internal sealed class Expressions(RegisterModel register, IReadOnlyDictionary<RegisterNode, RegisterModel> models)
{
    private readonly Dictionary<object, string> _slots = [];

    /// <summary>The value that a reference stands for.</summary>
    public string Value(Reference reference)
    {
        if (reference.Target is SignalNode) return $"File.Signal({Signal(reference)})";
        if (reference.Target is RegisterNode target) return $"({Link(target, reference)}{(reference.Property == "halt" ? "Halt" : "Interrupt")} ? 1UL : 0UL)";
        var f = (FieldNode)reference.Target;
        string owner = Link(f.Register, reference);
        string name = models[f.Register].Name(f);
        if (reference.Property is null) return $"{owner}{name}Bits";
        return $"{owner}{name}_{reference.Property}";
    }

    public string Value(Operand operand) => operand.Value is { } number ? RegisterModel.Literal(number) : Value(operand.Reference!);

    /// <summary>A condition: wired, or an input of the class.</summary>
    public string Condition(Gate gate, string input) => gate.Reference is { } reference ? $"{Value(reference)} != 0" : input;

    /// <summary>The prefix by which another register is reached; empty for this one.</summary>
    public string Alias(RegisterNode alias) => Slot(alias, alias, owner => Sibling(owner, alias));

    /// <summary>The C# name of a field.</summary>
    public string NameOf(FieldNode f) => models[f.Register].Name(f);

    /// <summary>The element of a sibling of a register's element, with the same index.</summary>
    public static Element Sibling(Element owner, Node sibling) => new(sibling, owner.Parent, owner.Index);

    private string Link(RegisterNode target, Reference reference)
    {
        if (ReferenceEquals(target, register.Node) && ReferenceEquals(reference.Anchor, register.Node)) return "";
        return Slot(
            reference,
            target,
            owner =>
            {
                Element found = reference.Resolve(owner);
                return found.Node is FieldNode ? found.Parent! : found;
            });
    }

    /// <summary>One slot for each reference, however often it is used.</summary>
    private string Slot(object key, RegisterNode target, Func<Element, Element> find)
    {
        if (_slots.TryGetValue(key, out string? known)) return known;
        register.Links.Add((target, find));
        return _slots[key] = $"_link{register.Links.Count - 1}.";
    }

    private string Signal(Reference reference)
    {
        if (_slots.TryGetValue(reference, out string? known)) return known;
        register.Signals.Add(((SignalNode)reference.Target, reference.Resolve));
        return _slots[reference] = $"_signal{register.Signals.Count - 1}";
    }
}
