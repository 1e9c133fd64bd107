using HwModel.Codegen;
using HwModel.RegisterGenerator.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.RegisterGenerator.Emission;

/// <summary>Writes the class of one register; equal registers share one.</summary>
internal sealed class RegisterEmitter
{
    /// <summary>Stands for the class's name until it is known.</summary>
    public const string NameMark = "@@Name@@";

    private readonly RegisterModel _model;
    private readonly Func<EnumType, string> _enumName;
    private readonly Expressions _expressions;
    private readonly ILookup<FieldNode, string> _used;
    private readonly bool _reservedReadOne;

    public RegisterEmitter(
        RegisterModel model, IReadOnlyDictionary<RegisterNode, RegisterModel> models, ILookup<FieldNode, string> used, Func<EnumType, string> enumName, bool reservedReadOne)
    {
        _model = model;
        _enumName = enumName;
        _used = used;
        _reservedReadOne = reservedReadOne;
        _expressions = new Expressions(model, models);
    }

    /// <summary>The class, with <see cref="NameMark"/> for its name and @@LinkN@@ for the classes of linked registers.</summary>
    public string Emit()
    {
        FieldNode[] nodes = [.. _model.Node.Fields];
        FieldEmitter[] fields = [.. nodes.Select(f => new FieldEmitter(f, _model, _expressions))];
        var body = new SourceWriter();
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i].WriteInputs(body);
            fields[i].WriteValue(body, _enumName);
            if (!_used.Contains(nodes[i])) continue;
            foreach (string property in _used[nodes[i]].OrderBy(p => p, StringComparer.Ordinal)) fields[i].WriteReferred(body, property);
        }
        Interrupts(body);
        ReadBits(body, nodes);
        Clock(body, nodes, fields);
        Reset(body, nodes, fields);
        State(body, nodes, fields);
        Trace(body, nodes);
        Coverage(body, nodes);

        var writer = new SourceWriter();
        // Registers that differ in name and description only share a class; the members of the file and its groups carry the texts.
        writer.Line($"/// <summary>A register of {_model.Node.Width} bits.</summary>");
        writer.Open($"public sealed class {NameMark} : global::HwModel.Kernel.Registers.Register");
        for (int i = 0; i < fields.Length; i++) Members(writer, nodes[i], fields[i]);
        Links(writer);
        writer.Block(body.ToString());
        writer.Close();
        return writer.ToString();
    }

    private void Members(SourceWriter writer, FieldNode node, FieldEmitter f)
    {
        if (!f.IsStored) return;
        string state = _model.State(node);
        writer.Line($"private ulong {state}, {state}Next;");
        if (f.HasPrevious) writer.Line($"private ulong {state}Previous, {state}PreviousNext;");
        if (f.HasWritten) writer.Line($"private bool {state}Written, {state}WrittenNext;");
    }

    private void Links(SourceWriter writer)
    {
        writer.Open($"internal {NameMark}(global::HwModel.Kernel.Registers.RegisterFile file, string name, long address) : base(file, name, address, {_model.Node.Size})").Close();
        var parameters = new List<string>();
        for (int i = 0; i < _model.Links.Count; i++)
        {
            writer.Line($"private @@Link{i}@@ _link{i} = null!;");
            parameters.Add($"@@Link{i}@@ link{i}");
        }
        for (int i = 0; i < _model.Signals.Count; i++)
        {
            writer.Line($"private int _signal{i};");
            parameters.Add($"int signal{i}");
        }
        if (parameters.Count == 0) return;
        writer.Open($"internal void Connect({string.Join(", ", parameters)})");
        for (int i = 0; i < _model.Links.Count; i++) writer.Line($"_link{i} = link{i};").Line($"DependsOn(link{i});");
        for (int i = 0; i < _model.Signals.Count; i++) writer.Line($"_signal{i} = signal{i};");
        writer.Close();
    }

    private void Interrupts(SourceWriter writer)
    {
        FieldNode[] sources = [.. _model.Node.Fields.Where(f => f.Interrupt is not null)];
        if (sources.Length == 0) return;
        string Part(FieldNode f, Reference? enable, Reference? mask)
        {
            string bits = _model.Name(f) + "Bits";
            return enable is not null ? $"({bits} & {_expressions.Value(enable)}) != 0" : mask is not null ? $"({bits} & ~{_expressions.Value(mask)}) != 0" : $"{bits} != 0";
        }
        writer.Line("/// <summary>Output: an interrupt is pending and enabled.</summary>");
        writer.Line($"public bool Interrupt => {string.Join(" || ", sources.Select(f => Part(f, f.Interrupt!.Enable, f.Interrupt.Mask)))};");
        FieldNode[] halts = [.. sources.Where(f => f.Interrupt!.HasHalt)];
        if (halts.Length == 0) return;
        writer.Line("/// <summary>Output: a pending interrupt asks for a halt.</summary>");
        writer.Line($"public bool Halt => {string.Join(" || ", halts.Select(f => Part(f, f.Interrupt!.HaltEnable, f.Interrupt.HaltMask)))};");
    }

    private void ReadBits(SourceWriter writer, FieldNode[] nodes)
    {
        writer.Open("public override ulong ReadBits(int shift)");
        writer.Line("ulong bits = 0;");
        foreach (FieldNode f in nodes)
            if (f.Software.CanRead()) writer.Line($"bits |= Place({_model.Name(f)}Bits, {f.BusLow} - shift);");
        if (_reservedReadOne)
        {
            foreach ((int low, int width) in Reserved(nodes))
                writer.Line($"bits |= Place({RegisterModel.Literal((System.Numerics.BigInteger.One << width) - 1)}, {low} - shift);");
        }
        writer.Line("return bits;");
        writer.Close();
    }

    /// <summary>Runs of bits without a field, at most 64 long.</summary>
    private IEnumerable<(int Low, int Width)> Reserved(FieldNode[] nodes)
    {
        int low = -1;
        for (int bit = 0; bit <= _model.Node.Width; bit++)
        {
            bool isFree = bit < _model.Node.Width && !nodes.Any(f => bit >= f.BusLow && bit < f.BusLow + f.Width);
            if (isFree && low < 0) low = bit;
            if (low < 0 || (isFree && bit - low < 64)) continue;
            yield return (low, bit - low);
            low = isFree ? bit : -1;
        }
    }

    private void Clock(SourceWriter writer, FieldNode[] nodes, FieldEmitter[] fields)
    {
        var calls = new List<string>();
        for (int i = 0; i < fields.Length; i++)
        {
            if (!fields[i].IsStored) continue;
            fields[i].WriteNext(writer);
            writer.Open($"private void Evaluate{_model.Name(nodes[i])}()");
            fields[i].WriteEvaluate(writer);
            writer.Close();
            calls.Add($"Evaluate{_model.Name(nodes[i])}();");
        }
        writer.Open("public override void Evaluate()");
        foreach (string call in calls) writer.Line(call);
        writer.Close();
        writer.Open("public override bool Commit()");
        writer.Line("bool changed = false;");
        for (int i = 0; i < fields.Length; i++)
        {
            if (!fields[i].IsStored) continue;
            string state = _model.State(nodes[i]);
            writer.Line($"changed |= {state} != {state}Next;").Line($"{state} = {state}Next;");
            if (fields[i].HasPrevious) writer.Line($"changed |= {state}Previous != {state}PreviousNext;").Line($"{state}Previous = {state}PreviousNext;");
            if (fields[i].HasWritten) writer.Line($"changed |= {state}Written != {state}WrittenNext;").Line($"{state}Written = {state}WrittenNext;");
        }
        writer.Line("return changed;");
        writer.Close();
    }

    private void Reset(SourceWriter writer, FieldNode[] nodes, FieldEmitter[] fields)
    {
        writer.Open("public override void Reset(global::HwModel.Kernel.PowerOn powerOn)");
        for (int i = 0; i < fields.Length; i++)
        {
            if (!fields[i].IsStored) continue;
            string state = _model.State(nodes[i]);
            if (nodes[i].Reset is { } reset) writer.Line($"{state} = {RegisterModel.Literal(reset)};");
            else writer.Line($"if (powerOn.IsFirst) {state} = powerOn.Value<ulong>() & {RegisterModel.Ones(nodes[i])};");
            if (fields[i].HasPrevious) writer.Line($"{state}Previous = 0;");
            if (fields[i].HasWritten) writer.Line($"{state}Written = false;");
        }
        writer.Close();
        string[] others = [.. fields.Select((f, i) => f.ResetFromOther is { } value ? $"{_model.State(nodes[i])} = {value};" : "").Where(l => l.Length > 0)];
        if (others.Length == 0) return;
        writer.Open("public override void ResetFromOthers()");
        foreach (string line in others) writer.Line(line);
        writer.Close();
    }

    private void State(SourceWriter writer, FieldNode[] nodes, FieldEmitter[] fields)
    {
        var members = new List<(string Type, string Name)>();
        for (int i = 0; i < fields.Length; i++)
        {
            string state = _model.State(nodes[i]);
            if (fields[i].IsStored) members.Add(("ulong", state));
            if (fields[i].HasPrevious) members.Add(("ulong", state + "Previous"));
            if (fields[i].HasWritten) members.Add(("bool", state + "Written"));
            members.AddRange(fields[i].Inputs);
        }
        writer.Open("public override void Save(global::HwModel.Kernel.StateWriter writer)");
        foreach ((string _, string name) in members) writer.Line($"writer.Write({name});");
        writer.Close();
        writer.Open("public override void Load(global::HwModel.Kernel.StateReader reader)");
        foreach ((string type, string name) in members) writer.Line($"{name} = reader.{(type == "bool" ? "ReadBoolean" : "ReadUInt64")}();");
        writer.Close();
        writer.Open("public override void Hash(ref global::HwModel.Kernel.StateHash hash)");
        foreach ((string _, string name) in members) writer.Line($"hash.Add({name});");
        writer.Close();
        writer.Line($"public override string Schema => {Names.Literal(string.Join(",", nodes.Where(RegisterModel.IsStored).Select(f => $"{f.InstanceName}:{f.Width}")))};");
    }

    private void Trace(SourceWriter writer, FieldNode[] nodes)
    {
        FieldNode[] shown = [.. nodes.Where(f => !f.IsConstant)];
        foreach (FieldNode f in shown)
        {
            if (f.Encode is null) continue;
            string name = _model.Name(f);
            writer.Line($"private static readonly string[] {name}ValueNames = [{string.Join(", ", f.Encode.Members.Select(m => Names.Literal(m.Identifier)))}];");
            writer.Line($"private static readonly ulong[] {name}Values = [{string.Join(", ", f.Encode.Members.Select(m => RegisterModel.Literal(m.Value)))}];");
        }
        writer.Open("public override void DeclareTrace(global::HwModel.Kernel.TraceDeclaration trace)");
        foreach (FieldNode f in shown)
        {
            string name = _model.Name(f);
            writer.Line(f.Encode is null
                ? $"trace.Bits({Names.Literal(f.InstanceName)}, {f.Width});"
                : $"trace.Enum({Names.Literal(f.InstanceName)}, {Names.Literal(f.Encode.Name)}, {name}ValueNames, {name}Values);");
        }
        writer.Close();
        writer.Open("public override void SampleTrace(global::HwModel.Kernel.TraceSampler sampler)");
        foreach (FieldNode f in shown) writer.Line($"sampler.Bits({_model.Name(f)}Bits);");
        writer.Close();
    }

    private void Coverage(SourceWriter writer, FieldNode[] nodes)
    {
        writer.Open("private static readonly global::HwModel.Kernel.Registers.FieldCoverage[] CoverageOfFields =");
        foreach (FieldNode f in nodes)
        {
            string values = f.Encode is null ? "null" : $"[{string.Join(", ", f.Encode.Members.Select(m => $"({Names.Literal(m.Identifier)}, {RegisterModel.Literal(m.Value)})"))}]";
            string Word(string? word) => word is null ? "null" : Names.Literal(word);
            string Bool(bool value) => value ? "true" : "false";
            writer.Line($"new({Names.Literal(f.InstanceName)}, {f.BusLow}, {f.Width}, {Bool(f.Software.CanRead())}, {Bool(f.Software.CanWrite())}, {Word(f.OnRead.Keyword())}, {Word(f.OnWrite.Keyword())}, {values}),");
        }
        writer.Close("};");
        writer.Line("public override global::System.Collections.Generic.IReadOnlyList<global::HwModel.Kernel.Registers.FieldCoverage> Coverage => CoverageOfFields;");
    }
}
