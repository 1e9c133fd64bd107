using System.Numerics;
using HwModel.SystemRdl.Model;

namespace HwModel.Benches.Registers;

/// <summary>One bus access.</summary>
internal readonly record struct BusAccess(bool IsWrite, long Address, ulong Data, byte Strobes);

/// <summary>
/// The registers of an elaborated model, interpreted field by field and bit by bit as the rules say (SystemRDL 2.0, clause 9), with no thought of speed.
/// It shares nothing with the generator but the model.
/// </summary>
internal sealed class PlainRegisters
{
    private readonly Dictionary<string, FieldCell> _cells = [];
    private readonly Dictionary<string, List<FieldCell>> _byRegister = [];
    private readonly Dictionary<string, ulong> _signals = [];
    private readonly bool _bigEndian;

    public PlainRegisters(AddressMapNode top, int busBytes)
    {
        BusBytes = busBytes;
        _bigEndian = top.IsBigEndian;
        foreach (Element element in new Element(top, null, 0).Walk())
        {
            bool isOutside = false;
            for (Element? e = element; e is not null; e = e.Parent) isOutside |= e.Node.IsExternal || e.Node is MemoryNode;
            if (element.Node is not FieldNode || isOutside) continue;
            var cell = new FieldCell(element);
            _cells.Add(cell.Path, cell);
            string register = element.Parent!.Path;
            if (!_byRegister.TryGetValue(register, out List<FieldCell>? list)) _byRegister.Add(register, list = []);
            list.Add(cell);
        }
        Reset();
    }

    public int BusBytes { get; }

    public IEnumerable<FieldCell> Cells => _cells.Values;

    public void SetSignal(string path, ulong value) => _signals[path] = value;

    public void Reset()
    {
        foreach (FieldCell cell in _cells.Values)
        {
            cell.PreviousInput = 0;
            cell.WasWritten = false;
            cell.Value = (ulong)(cell.Field.Reset ?? 0);
        }
        foreach (FieldCell cell in _cells.Values)
            if (cell.IsStored && cell.Field.ResetSource?.Reference is { } reference) cell.Value = Refer(cell, reference) & cell.Ones;
    }

    // ---- Software ----

    public bool IsMapped(long address)
    {
        long word = address & -BusBytes;
        return _byRegister.Values.Any(r => Overlaps(r[0].Element.Parent!, word));
    }

    private bool Overlaps(Element register, long word) =>
        register.AbsoluteAddress < word + BusBytes && register.AbsoluteAddress + ((RegisterNode)register.Node).Size > word;

    /// <summary>The bit of the bus word at which a bit of a register lies, and whether the access reaches it.</summary>
    private int? Lane(Element register, int bit, BusAccess access)
    {
        long word = access.Address & -BusBytes;
        int size = (int)((RegisterNode)register.Node).Size;
        int unit = bit / (8 * BusBytes);
        if (_bigEndian && size > BusBytes) unit = (size / BusBytes) - 1 - unit;
        long place = size > BusBytes ? register.AbsoluteAddress + ((long)unit * BusBytes) + (bit / 8 % BusBytes) : register.AbsoluteAddress + (bit / 8);
        if (place < word || place >= word + BusBytes) return null;
        int lane = (int)(place - word);
        return (access.Strobes >> lane & 1) == 0 ? null : (8 * lane) + (bit % 8);
    }

    /// <summary>What the bus sees before any effect.</summary>
    public ulong Read(BusAccess access)
    {
        ulong result = 0;
        foreach (List<FieldCell> fields in _byRegister.Values)
        {
            Element register = fields[0].Element.Parent!;
            if (!Overlaps(register, access.Address & -BusBytes)) continue;
            bool ones = Map(register).ReservedReadOne;
            for (int bit = 0; bit < ((RegisterNode)register.Node).Width; bit++)
            {
                if (Lane(register, bit, access) is not { } lane) continue;
                FieldCell[] here = [.. fields.Where(c => bit >= c.Field.BusLow && bit < c.Field.BusLow + c.Field.Width)];
                bool value = here.Length == 0 ? ones : here.Any(c => c.Field.Software.CanRead() && (Value(c) >> (bit - c.Field.BusLow) & 1) != 0);
                if (value) result |= 1UL << lane;
            }
        }
        return result;
    }

    private static AddressMapNode Map(Element element)
    {
        for (Element? e = element; e is not null; e = e.Parent)
            if (e.Node is AddressMapNode map) return map;
        throw new InvalidOperationException();
    }

    /// <summary>The field's bits that an access reaches, and the data on them.</summary>
    private (ulong Strobes, ulong Data) Touched(FieldCell cell, BusAccess? access, bool isWrite)
    {
        ulong strobes = 0;
        ulong data = 0;
        if (access is not { } a || a.IsWrite != isWrite) return (0, 0);
        for (int i = 0; i < cell.Field.Width; i++)
        {
            if (Lane(cell.Element.Parent!, cell.Field.BusLow + i, a) is not { } lane) continue;
            strobes |= 1UL << i;
            data |= (a.Data >> lane & 1) << i;
        }
        return (strobes, data);
    }

    private BusAccess? _access;

    private bool IsAccessed(Element register)
    {
        if (_access is not { } a) return false;
        for (int bit = 0; bit < ((RegisterNode)register.Node).Width; bit++)
            if (Lane(register, bit, a) is not null) return true;
        return false;
    }

    /// <summary>The field itself and its aliases in the same element.</summary>
    private IEnumerable<FieldCell> Accessors(FieldCell cell)
    {
        yield return cell;
        foreach (RegisterNode alias in cell.Field.Register.Aliases)
        {
            foreach (FieldNode f in alias.Fields)
            {
                if (f.AliasPrimary != cell.Field) continue;
                Element register = cell.Element.Parent!;
                yield return _cells[new Element(f, new Element(alias, register.Parent, register.Index), 0).Path];
            }
        }
    }

    // ---- Values ----

    public ulong Value(FieldCell cell)
    {
        if (cell.Field.AliasPrimary is { } primary)
        {
            Element register = cell.Element.Parent!;
            return Value(_cells[new Element(primary, new Element(primary.Register, register.Parent, register.Index), 0).Path]);
        }
        if (cell.IsStored) return cell.Value;
        return cell.TakesHardwareValue ? HardwareInput(cell) : (ulong)(cell.Field.Reset ?? 0);
    }

    private ulong HardwareInput(FieldCell cell) => (cell.Field.Next is { } next ? Refer(cell, next) : cell.Input("Input")) & cell.Ones;

    private ulong Refer(FieldCell owner, Reference reference)
    {
        Element target = reference.Resolve(owner.Element);
        switch (target.Node)
        {
            case SignalNode:
                return _signals.GetValueOrDefault(target.Path);
            case RegisterNode:
                return (reference.Property == "halt" ? Halt(target.Path) : Interrupt(target.Path)) ? 1UL : 0;
        }
        FieldCell cell = _cells[target.Path];
        return reference.Property is null ? Value(cell) : Property(cell, reference.Property);
    }

    private ulong Property(FieldCell cell, string property)
    {
        FieldNode f = cell.Field;
        switch (property)
        {
            case "anded": return Value(cell) == cell.Ones ? 1UL : 0;
            case "ored": return Value(cell) != 0 ? 1UL : 0;
            case "xored": return (ulong)(BitOperations.PopCount(Value(cell)) & 1);
            case "swacc": return Accessors(cell).Any(a => IsAccessed(a.Element.Parent!)) ? 1UL : 0;
            case "swmod": return IsModified(cell) ? 1UL : 0;
            case "overflow": return Next(cell).Overflows ? 1UL : 0;
            case "underflow": return Next(cell).Underflows ? 1UL : 0;
            case "incrthreshold" or "threshold": return Value(cell) >= Number(cell, f.Counter!.Up!.Threshold!) ? 1UL : 0;
            case "decrthreshold": return Value(cell) <= Number(cell, f.Counter!.Down!.Threshold!) ? 1UL : 0;
            case "incrsaturate" or "saturate": return Value(cell) >= Number(cell, f.Counter!.Up!.Saturate!) ? 1UL : 0;
            case "decrsaturate": return Value(cell) <= Number(cell, f.Counter!.Down!.Saturate!) ? 1UL : 0;
            case "incr": return Strobe(cell, f.Counter!.Up!, "Increment") ? 1UL : 0;
            case "decr": return Strobe(cell, f.Counter!.Down!, "Decrement") ? 1UL : 0;
            case "reset": return Number(cell, f.ResetSource!);
            case "next": return HardwareInput(cell);
            case "enable": return Refer(cell, f.Interrupt!.Enable!);
            case "mask": return Refer(cell, f.Interrupt!.Mask!);
            case "we": return IsOn(cell, f.WriteEnable, "WriteEnable") ? 1UL : 0;
            default: throw new NotSupportedException(property);
        }
    }

    private ulong Number(FieldCell cell, Operand operand) => operand.Value is { } value ? (ulong)value : Refer(cell, operand.Reference!);

    private bool IsOn(FieldCell cell, Gate gate, string input) => (gate.Reference is { } reference ? Refer(cell, reference) : cell.Input(input)) != 0;

    private bool Strobe(FieldCell cell, CounterDirection direction, string input) =>
        (direction.Strobe is { } strobe ? Refer(cell, strobe) : cell.Input(input)) != 0;

    public bool IsModified(FieldCell cell) =>
        Accessors(cell).Any(a =>
            (a.Field.Software.CanWrite() && Touched(a, _access, isWrite: true).Strobes != 0)
            || (a.Field.OnRead != OnRead.None && Touched(a, _access, isWrite: false).Strobes != 0));

    public bool IsAccessed(FieldCell cell) => Accessors(cell).Any(a => IsAccessed(a.Element.Parent!));

    public bool Interrupt(string register) => _byRegister[register].Any(c => c.Field.Interrupt is { } i && Gated(c, i.Enable, i.Mask));

    public bool Halt(string register) => _byRegister[register].Any(c => c.Field.Interrupt is { HasHalt: true } i && Gated(c, i.HaltEnable, i.HaltMask));

    private bool Gated(FieldCell cell, Reference? enable, Reference? mask)
    {
        ulong value = Value(cell);
        if (enable is not null) value &= Refer(cell, enable);
        else if (mask is not null) value &= ~Refer(cell, mask);
        return value != 0;
    }

    // ---- One clock edge ----

    /// <summary>Gives the access of this cycle; outputs see it, <see cref="Clock"/> carries it out.</summary>
    public void Begin(BusAccess? access) => _access = access;

    public void Clock()
    {
        var next = new List<(FieldCell Cell, ulong Value, ulong Previous, bool Written)>();
        foreach (FieldCell cell in _cells.Values.Where(c => c.IsStored))
        {
            bool written = cell.WasWritten || Accessors(cell).Any(a => a.Field.Software.CanWrite() && IsWritable(cell) && Touched(a, _access, isWrite: true).Strobes != 0);
            next.Add(IsInReset(cell)
                ? (cell, cell.Field.ResetSource is { } source ? Number(cell, source) & cell.Ones : cell.Value, 0, false)
                : (cell, Next(cell).Value, cell.TakesHardwareValue ? HardwareInput(cell) : 0, written));
        }
        foreach ((FieldCell cell, ulong value, ulong previous, bool written) in next)
        {
            cell.Value = value;
            cell.PreviousInput = previous;
            cell.WasWritten = written;
        }
        _access = null;
    }

    private bool IsInReset(FieldCell cell)
    {
        if (cell.Field.ResetSignal is not { Target: SignalNode signal } reference) return false;
        return Refer(cell, reference) != 0 == (signal.IsActiveHigh != false);
    }

    private bool IsWritable(FieldCell cell)
    {
        FieldNode f = cell.Field;
        return (!f.SoftwareWriteEnable.IsOn || IsOn(cell, f.SoftwareWriteEnable, "SoftwareWriteEnable"))
            && !(f.SoftwareWriteEnableLow.IsOn && IsOn(cell, f.SoftwareWriteEnableLow, "SoftwareWriteEnableLow"));
    }

    private (ulong Value, bool Overflows, bool Underflows) Next(FieldCell cell)
    {
        ulong result = 0;
        (ulong softwareBits, ulong softwareValue) = Software(cell);
        (ulong hardwareBits, ulong hardwareValue) = Hardware(cell);
        for (int i = 0; i < cell.Field.Width; i++)
        {
            bool bySoftware = (softwareBits >> i & 1) != 0;
            bool byHardware = (hardwareBits >> i & 1) != 0;
            bool softwareWins = bySoftware && (!byHardware || cell.Field.Precedence == Precedence.Software);
            ulong source = softwareWins ? softwareValue : byHardware ? hardwareValue : cell.Field.IsSinglePulse ? 0 : cell.Value;
            result |= (source >> i & 1) << i;
        }
        return Count(cell, result);
    }

    private (ulong Bits, ulong Value) Software(FieldCell cell)
    {
        foreach (FieldCell accessor in Accessors(cell))
        {
            FieldNode f = accessor.Field;
            (ulong strobes, ulong data) = Touched(accessor, _access, isWrite: true);
            bool isTaken = f.Software.CanWrite() && strobes != 0 && IsWritable(cell) && !(f.Software.IsOnce() && cell.WasWritten);
            if (isTaken)
            {
                ulong ones = data & strobes;
                ulong zeros = ~data & strobes;
                return f.OnWrite switch
                {
                    OnWrite.OneSets => (ones, ulong.MaxValue),
                    OnWrite.OneClears => (ones, 0),
                    OnWrite.OneToggles => (ones, ~cell.Value),
                    OnWrite.ZeroSets => (zeros, ulong.MaxValue),
                    OnWrite.ZeroClears => (zeros, 0),
                    OnWrite.ZeroToggles => (zeros, ~cell.Value),
                    OnWrite.Clear => (cell.Ones, 0),
                    OnWrite.Set => (cell.Ones, ulong.MaxValue),
                    _ => (strobes, data),
                };
            }
            if (f.OnRead != OnRead.None && Touched(accessor, _access, isWrite: false).Strobes != 0) return (cell.Ones, f.OnRead == OnRead.Set ? ulong.MaxValue : 0);
        }
        return (0, 0);
    }

    private (ulong Bits, ulong Value) Hardware(FieldCell cell)
    {
        FieldNode f = cell.Field;
        ulong allowed = f.HardwareEnable is { } enable ? Refer(cell, enable) : f.HardwareMask is { } mask ? ~Refer(cell, mask) & cell.Ones : cell.Ones;
        ulong bits = 0;
        ulong value = 0;
        if (cell.TakesHardwareValue)
        {
            ulong input = HardwareInput(cell);
            ulong before = cell.PreviousInput;
            ulong events = f.Interrupt?.Event switch
            {
                InterruptEvent.PosEdge => input & ~before,
                InterruptEvent.NegEdge => ~input & before,
                InterruptEvent.BothEdge => input ^ before,
                _ => input,
            };
            bool isGateOpen = (!f.WriteEnable.IsOn || IsOn(cell, f.WriteEnable, "WriteEnable")) && !(f.WriteEnableLow.IsOn && IsOn(cell, f.WriteEnableLow, "WriteEnableLow"));
            if (f.Interrupt is { IsNonSticky: true }) (bits, value) = (cell.Ones, events);
            else if (f.Sticky == Stickiness.Bit) (bits, value) = (events, ulong.MaxValue);
            else if (f.Sticky == Stickiness.Field) (bits, value) = cell.Value == 0 && input != 0 ? (cell.Ones, input) : (0, 0);
            else if (isGateOpen) (bits, value) = (allowed, input);
        }
        if (f.HardwareSet.IsOn && IsOn(cell, f.HardwareSet, "Set"))
        {
            ulong left = allowed & ~bits;
            value = (value & bits) | left;
            bits |= left;
        }
        if (f.HardwareClear.IsOn && IsOn(cell, f.HardwareClear, "Clear"))
        {
            ulong left = allowed & ~bits;
            value &= ~left;
            bits |= left;
        }
        return (bits, value);
    }

    private (ulong Value, bool Overflows, bool Underflows) Count(FieldCell cell, ulong value)
    {
        bool overflows = false;
        bool underflows = false;
        BigInteger next = value;
        BigInteger modulo = BigInteger.One << cell.Field.Width;
        if (cell.Field.Counter?.Up is { } up && Strobe(cell, up, "Increment"))
        {
            next += up.StepWidth > 0 ? cell.Input("IncrementStep") : Number(cell, up.Step!);
            if (up.Saturate is { } limit) next = BigInteger.Min(next, Number(cell, limit));
            else overflows = next >= modulo;
            next %= modulo;
        }
        if (cell.Field.Counter?.Down is { } down && Strobe(cell, down, "Decrement"))
        {
            BigInteger step = down.StepWidth > 0 ? cell.Input("DecrementStep") : Number(cell, down.Step!);
            if (down.Saturate is { } least)
            {
                next = BigInteger.Max(next - step, Number(cell, least));
            }
            else
            {
                underflows = next < step;
                next = (next - step + modulo) % modulo;
            }
        }
        return ((ulong)next, overflows, underflows);
    }
}
