using HwModel.Codegen;
using HwModel.RegisterGenerator.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.RegisterGenerator.Emission;

/// <summary>Writes one field: inputs, value, outputs and the method that calculates its next state (SystemRDL 2.0, clause 9).</summary>
internal sealed class FieldEmitter
{
    private readonly FieldNode _f;
    private readonly Expressions _expressions;
    private readonly string _name;
    private readonly string _state;
    private readonly string _ones;

    public FieldEmitter(FieldNode f, RegisterModel register, Expressions expressions)
    {
        _f = f;
        _expressions = expressions;
        _name = register.Name(f);
        _state = register.State(f);
        _ones = RegisterModel.Ones(f);
        IsStored = RegisterModel.IsStored(f);
        HasPrevious = IsStored && f.Interrupt is { Event: not InterruptEvent.Level };
        HasWritten = IsStored && Accessors().Any(a => a.Field.Software.IsOnce());
        // A counter takes values from hardware only by we, wel or next: without them its step would never be seen.
        bool takes = f.Counter is null || f.WriteEnable.IsOn || f.WriteEnableLow.IsOn || f.Next is not null;
        TakesInput = f.AliasPrimary is null && f.Hardware.CanWrite() && takes;
    }

    public bool IsStored { get; }

    public bool HasPrevious { get; }

    public bool HasWritten { get; }

    private bool TakesInput { get; }

    private bool HasInput => TakesInput && _f.Next is null;

    /// <summary>Names and types of the private members that hold inputs.</summary>
    public List<(string Type, string Name)> Inputs { get; } = [];

    private IEnumerable<(string Prefix, FieldNode Field)> Accessors()
    {
        yield return ("", _f);
        foreach (RegisterNode alias in _f.Register.Aliases)
            foreach (FieldNode f in alias.Fields)
                if (ReferenceEquals(f.AliasPrimary, _f)) yield return (_expressions.Alias(alias), f);
    }

    // ---- Inputs ----

    public void WriteInputs(SourceWriter writer)
    {
        if (_f.AliasPrimary is not null) return;
        if (HasInput) Word(writer, "Input", "the value that hardware presents");
        Gate(writer, _f.WriteEnable, "WriteEnable", "hardware writes while it is high");
        Gate(writer, _f.WriteEnableLow, "WriteEnableLow", "hardware writes while it is low");
        Gate(writer, _f.HardwareSet, "Set", "hardware sets the field while it is high");
        Gate(writer, _f.HardwareClear, "Clear", "hardware clears the field while it is high");
        Gate(writer, _f.SoftwareWriteEnable, "SoftwareWriteEnable", "software writes count while it is high");
        Gate(writer, _f.SoftwareWriteEnableLow, "SoftwareWriteEnableLow", "software writes count while it is low");
        if (_f.Counter?.Up is { } up)
        {
            if (up.Strobe is null) Bit(writer, "Increment", "counts up while it is high");
            if (up.StepWidth > 0) Word(writer, "IncrementStep", $"by how much it counts up, {up.StepWidth} bits");
        }
        if (_f.Counter?.Down is { } down)
        {
            if (down.Strobe is null) Bit(writer, "Decrement", "counts down while it is high");
            if (down.StepWidth > 0) Word(writer, "DecrementStep", $"by how much it counts down, {down.StepWidth} bits");
        }
    }

    private void Gate(SourceWriter writer, Gate gate, string name, string what)
    {
        if (gate.IsOn && gate.Reference is null) Bit(writer, name, what);
    }

    private void Bit(SourceWriter writer, string name, string what) => Member(writer, "bool", name, what);

    private void Word(SourceWriter writer, string name, string what) => Member(writer, "ulong", name, what);

    private void Member(SourceWriter writer, string type, string name, string what)
    {
        string member = $"{_state}{name}";
        Inputs.Add((type, member));
        writer.Line($"private {type} {member};");
        writer.Line($"/// <summary>Input of {Names.Doc(_f.InstanceName)}: {what}. It keeps its value until it is set anew.</summary>");
        string cut = type == "ulong" ? $"value & {(name == "Input" ? _ones : RegisterModel.Literal((System.Numerics.BigInteger.One << (name == "IncrementStep" ? _f.Counter!.Up! : _f.Counter!.Down!).StepWidth) - 1))}" : "value";
        writer.Line($"public {type} {_name}{name} {{ get => {member}; set => Input(ref {member}, {cut}); }}");
    }

    // ---- Value and outputs ----

    public void WriteValue(SourceWriter writer, Func<EnumType, string> enumName)
    {
        string bits = _f.AliasPrimary is { } primary
            ? $"{_expressions.Alias(primary.Register)}{_expressions.NameOf(primary)}Bits"
            : IsStored ? _state
            : TakesInput ? Hardware()
            : RegisterModel.Literal(_f.Reset ?? 0);
        writer.Line($"internal ulong {_name}Bits => {bits};");
        writer.Line($"/// <summary>{Names.Doc(_f.Name)}{(_f.Description is null ? "" : ": " + Names.Doc(_f.Description))}</summary>");
        string value = _name + "Bits";
        if (_f.Encode is not null) writer.Line($"public {enumName(_f.Encode)} {_name} => ({enumName(_f.Encode)}){value};");
        else if (_f.Width == 1) writer.Line($"public bool {_name} => {value} != 0;");
        else if (_f.Width <= 32) writer.Line($"public uint {_name} => (uint){value};");
        else writer.Line($"public ulong {_name} => {value};");
        if (_f.HasSoftwareAccessed) Output(writer, "Accessed", "software reads or writes the register in this cycle", Accessed());
        if (_f.HasSoftwareModified) Output(writer, "Modified", "software changes the field in this cycle", Modified());
        if (_f.HasAnded) Output(writer, "Anded", "all bits are 1", $"{value} == {_ones}");
        if (_f.HasOred) Output(writer, "Ored", "a bit is 1", $"{value} != 0");
        if (_f.HasXored) Output(writer, "Xored", "an odd number of bits is 1", Xored());
        if (_f.Counter?.Up is { HasWrapOutput: true }) Output(writer, "Overflows", "the next clock edge wraps it around upwards", $"Wraps{_name}(true)");
        if (_f.Counter?.Down is { HasWrapOutput: true }) Output(writer, "Underflows", "the next clock edge wraps it around downwards", $"Wraps{_name}(false)");
        if (_f.Counter?.Up?.Threshold is { } high) Output(writer, "IsAtThreshold", "the counter has reached its threshold", $"{value} >= {_expressions.Value(high)}");
        if (_f.Counter?.Down?.Threshold is { } low) Output(writer, "IsAtLowThreshold", "the counter has come down to its threshold", $"{value} <= {_expressions.Value(low)}");
    }

    private void Output(SourceWriter writer, string name, string what, string expression)
    {
        writer.Line($"/// <summary>Output of {Names.Doc(_f.InstanceName)}: {what}.</summary>");
        writer.Line($"public bool {_name}{name} => {expression};");
    }

    /// <summary>What other fields refer to by a property, as a member of its own.</summary>
    public void WriteReferred(SourceWriter writer, string property)
    {
        string value = _name + "Bits";
        CounterDirection? up = _f.Counter?.Up;
        CounterDirection? down = _f.Counter?.Down;
        string expression = property switch
        {
            "anded" => B($"{value} == {_ones}"),
            "ored" => B($"{value} != 0"),
            "xored" => B(Xored()),
            "swacc" => B(Accessed()),
            "swmod" => B(Modified()),
            "overflow" => B($"Wraps{_name}(true)"),
            "underflow" => B($"Wraps{_name}(false)"),
            "incrthreshold" or "threshold" => B($"{value} >= {_expressions.Value(up!.Threshold!)}"),
            "decrthreshold" => B($"{value} <= {_expressions.Value(down!.Threshold!)}"),
            "incrsaturate" or "saturate" => B($"{value} >= {_expressions.Value(up!.Saturate!)}"),
            "decrsaturate" => B($"{value} <= {_expressions.Value(down!.Saturate!)}"),
            "incr" => B(Strobe(up!, "Increment")),
            "decr" => B(Strobe(down!, "Decrement")),
            "incrvalue" => _expressions.Value(up!.Step!),
            "decrvalue" => _expressions.Value(down!.Step!),
            "we" or "wel" => Gate(_f.WriteEnable, "WriteEnable", _f.WriteEnableLow, "WriteEnableLow"),
            "swwe" or "swwel" => Gate(_f.SoftwareWriteEnable, "SoftwareWriteEnable", _f.SoftwareWriteEnableLow, "SoftwareWriteEnableLow"),
            "hwset" => B(_expressions.Condition(_f.HardwareSet, _state + "Set")),
            "hwclr" => B(_expressions.Condition(_f.HardwareClear, _state + "Clear")),
            "reset" => _expressions.Value(_f.ResetSource!),
            "next" => TakesInput ? Hardware() : "0UL",
            "enable" => _expressions.Value(_f.Interrupt!.Enable!),
            "mask" => _expressions.Value(_f.Interrupt!.Mask!),
            "haltenable" => _expressions.Value(_f.Interrupt!.HaltEnable!),
            "haltmask" => _expressions.Value(_f.Interrupt!.HaltMask!),
            "hwenable" => _expressions.Value(_f.HardwareEnable!),
            "hwmask" => _expressions.Value(_f.HardwareMask!),
            "resetsignal" => _expressions.Value(_f.ResetSignal!),
            _ => "0UL",
        };
        writer.Line($"internal ulong {_name}_{property} => {expression};");
    }

    private string Gate(Gate high, string highInput, Gate low, string lowInput) =>
        high.IsOn ? B(_expressions.Condition(high, _state + highInput)) : B(_expressions.Condition(low, _state + lowInput));

    private static string B(string condition) => $"({condition} ? 1UL : 0UL)";

    private string Xored() => $"(System.Numerics.BitOperations.PopCount({_name}Bits) & 1) != 0";

    private string Accessed() => string.Join(" || ", Accessors().Select(a => a.Prefix + "IsAccessed"));

    private string Modified()
    {
        var parts = new List<string>();
        foreach ((string prefix, FieldNode f) in Accessors())
        {
            if (f.Software.CanWrite()) parts.Add($"{prefix}WriteStrobes({f.BusLow}, {_ones}) != 0");
            if (f.OnRead != OnRead.None) parts.Add($"{prefix}ReadStrobes({f.BusLow}, {_ones}) != 0");
        }
        return parts.Count == 0 ? "false" : string.Join(" || ", parts);
    }

    private string Hardware() => _f.Next is { } next ? _expressions.Value(next) : _state + "Input";

    private string Strobe(CounterDirection direction, string input) => direction.Strobe is { } strobe ? $"{_expressions.Value(strobe)} != 0" : _state + input;

    // ---- Next state ----

    public void WriteNext(SourceWriter writer)
    {
        bool wraps = _f.Counter is not null;
        writer.Open($"private ulong Next{_name}({(wraps ? "out bool overflows, out bool underflows" : "")})");
        writer.Line($"ulong now = {_state};");
        Software(writer);
        HardwareWrite(writer);
        writer.Line(_f.IsSinglePulse ? "ulong next = 0;" : "ulong next = now;");
        bool softwareLast = _f.Precedence == Precedence.Software;
        writer.Line(softwareLast ? "next = (next & ~hardware) | (hardwareValue & hardware);" : "next = (next & ~software) | (softwareValue & software);");
        writer.Line(softwareLast ? "next = (next & ~software) | (softwareValue & software);" : "next = (next & ~hardware) | (hardwareValue & hardware);");
        if (wraps) Count(writer);
        writer.Line($"return next & {_ones};");
        writer.Close();
        if (!wraps) return;
        writer.Open($"private bool Wraps{_name}(bool upwards)");
        writer.Line($"Next{_name}(out bool overflows, out bool underflows);");
        writer.Line("return upwards ? overflows : underflows;");
        writer.Close();
    }

    private void Software(SourceWriter writer)
    {
        writer.Line("ulong software = 0, softwareValue = 0;");
        foreach ((string prefix, FieldNode f) in Accessors())
        {
            if (f.Software.CanWrite())
            {
                string condition = $"{prefix}WriteStrobes({f.BusLow}, {_ones}) is var strobes{Slot(prefix)} and not 0";
                if (f.Software.IsOnce()) condition += $" && !{_state}Written";
                if (_f.SoftwareWriteEnable.IsOn) condition += $" && {_expressions.Condition(_f.SoftwareWriteEnable, _state + "SoftwareWriteEnable")}";
                if (_f.SoftwareWriteEnableLow.IsOn) condition += $" && !({_expressions.Condition(_f.SoftwareWriteEnableLow, _state + "SoftwareWriteEnableLow")})";
                writer.Open($"if ({condition})");
                string strobes = "strobes" + Slot(prefix);
                string data = $"{prefix}WriteData({f.BusLow})";
                (string touched, string value) = f.OnWrite switch
                {
                    OnWrite.OneSets => ($"{data} & {strobes}", _ones),
                    OnWrite.OneClears => ($"{data} & {strobes}", "0"),
                    OnWrite.OneToggles => ($"{data} & {strobes}", "~now"),
                    OnWrite.ZeroSets => ($"~{data} & {strobes}", _ones),
                    OnWrite.ZeroClears => ($"~{data} & {strobes}", "0"),
                    OnWrite.ZeroToggles => ($"~{data} & {strobes}", "~now"),
                    OnWrite.Clear => (_ones, "0"),
                    OnWrite.Set => (_ones, _ones),
                    _ => (strobes, data),
                };
                writer.Line($"software = {touched};").Line($"softwareValue = {value};");
                writer.Close();
            }
            if (f.OnRead is OnRead.Clear or OnRead.Set)
            {
                writer.Open($"if ({prefix}ReadStrobes({f.BusLow}, {_ones}) != 0)");
                writer.Line($"software = {_ones};").Line($"softwareValue = {(f.OnRead == OnRead.Set ? _ones : "0")};");
                writer.Close();
            }
        }
    }

    private static string Slot(string prefix) => prefix.Trim('_', '.');

    private void HardwareWrite(SourceWriter writer)
    {
        writer.Line("ulong hardware = 0, hardwareValue = 0;");
        string touched = _f.HardwareEnable is { } enable ? _expressions.Value(enable)
            : _f.HardwareMask is { } mask ? $"~{_expressions.Value(mask)} & {_ones}"
            : _ones;
        if (TakesInput) Written(writer, touched);
        if (_f.HardwareSet.IsOn)
        {
            writer.Open($"if ({_expressions.Condition(_f.HardwareSet, _state + "Set")})");
            writer.Line($"ulong set = {touched} & ~hardware;").Line("hardware |= set;").Line("hardwareValue |= set;");
            writer.Close();
        }
        if (!_f.HardwareClear.IsOn) return;
        writer.Open($"if ({_expressions.Condition(_f.HardwareClear, _state + "Clear")})");
        writer.Line($"ulong clear = {touched} & ~hardware;").Line("hardware |= clear;").Line("hardwareValue &= ~clear;");
        writer.Close();
    }

    private void Written(SourceWriter writer, string touched)
    {
        string input = Hardware();
        string events = (_f.Interrupt?.Event ?? InterruptEvent.Level) switch
        {
            InterruptEvent.PosEdge => $"{input} & ~{_state}Previous",
            InterruptEvent.NegEdge => $"~{input} & {_state}Previous",
            InterruptEvent.BothEdge => $"{input} ^ {_state}Previous",
            _ => input,
        };
        if (_f.Interrupt is { IsNonSticky: true })
        {
            writer.Line($"hardware = {_ones};").Line($"hardwareValue = {events};");
        }
        else if (_f.Sticky == Stickiness.Bit)
        {
            writer.Line($"hardware = {events};").Line("hardwareValue = hardware;");
        }
        else if (_f.Sticky == Stickiness.Field)
        {
            writer.Open($"if (now == 0 && {input} != 0)").Line($"hardware = {_ones};").Line($"hardwareValue = {input};").Close();
        }
        else
        {
            string? condition = _f.WriteEnable.IsOn ? _expressions.Condition(_f.WriteEnable, _state + "WriteEnable")
                : _f.WriteEnableLow.IsOn ? $"!({_expressions.Condition(_f.WriteEnableLow, _state + "WriteEnableLow")})"
                : null;
            if (condition is not null) writer.Open($"if ({condition})");
            writer.Line($"hardware = {touched};").Line($"hardwareValue = {input};");
            if (condition is not null) writer.Close();
        }
    }

    private void Count(SourceWriter writer)
    {
        writer.Line("overflows = false;").Line("underflows = false;");
        if (_f.Counter!.Up is { } up)
        {
            writer.Open($"if ({Strobe(up, "Increment")})");
            writer.Line($"System.UInt128 sum = (System.UInt128)next + {Step(up, "Increment")};");
            if (up.Saturate is { } limit)
            {
                writer.Line($"next = sum > {_expressions.Value(limit)} ? {_expressions.Value(limit)} : (ulong)sum;");
            }
            else
            {
                writer.Line($"overflows = sum > {_ones};").Line($"next = (ulong)(sum & {_ones});");
            }
            writer.Close();
        }
        if (_f.Counter.Down is not { } down) return;
        writer.Open($"if ({Strobe(down, "Decrement")})");
        writer.Line($"ulong step = {Step(down, "Decrement")};");
        if (down.Saturate is { } least)
        {
            writer.Line($"next = next < (System.UInt128)step + {_expressions.Value(least)} ? {_expressions.Value(least)} : next - step;");
        }
        else
        {
            writer.Line("underflows = next < step;").Line($"next = unchecked(next - step) & {_ones};");
        }
        writer.Close();
    }

    private string Step(CounterDirection direction, string input) => direction.StepWidth > 0 ? $"{_state}{input}Step" : _expressions.Value(direction.Step!);

    // ---- Clock and reset ----

    public void WriteEvaluate(SourceWriter writer)
    {
        string reset = _f.ResetSignal?.Target is SignalNode signal ? $"({_expressions.Value(_f.ResetSignal)} != 0) == {(signal.IsActiveHigh == false ? "false" : "true")}" : "";
        if (reset.Length > 0)
        {
            writer.Open($"if ({reset})");
            writer.Line($"{_state}Next = {(_f.ResetSource is { } source ? _expressions.Value(source) : _state)};");
            if (HasPrevious) writer.Line($"{_state}PreviousNext = 0;");
            if (HasWritten) writer.Line($"{_state}WrittenNext = false;");
            writer.Close().Open("else");
        }
        writer.Line($"{_state}Next = Next{_name}({(_f.Counter is null ? "" : "out _, out _")});");
        if (HasPrevious) writer.Line($"{_state}PreviousNext = {Hardware()};");
        if (HasWritten)
        {
            string gate = _f.SoftwareWriteEnable.IsOn ? $" && {_expressions.Condition(_f.SoftwareWriteEnable, _state + "SoftwareWriteEnable")}"
                : _f.SoftwareWriteEnableLow.IsOn ? $" && !({_expressions.Condition(_f.SoftwareWriteEnableLow, _state + "SoftwareWriteEnableLow")})"
                : "";
            string written = string.Join(" || ", Accessors().Where(a => a.Field.Software.CanWrite()).Select(a => $"{a.Prefix}WriteStrobes({a.Field.BusLow}, {_ones}) != 0"));
            writer.Line($"{_state}WrittenNext = {_state}Written || (({written}){gate});");
        }
        if (reset.Length > 0) writer.Close();
    }

    /// <summary>The reset value where it is another field's.</summary>
    public string? ResetFromOther => IsStored && _f.ResetSource?.Reference is { } reference ? _expressions.Value(reference) : null;
}
