using System.Runtime.CompilerServices;

namespace HwModel.Kernel.Registers;

/// <summary>
/// One register of a <see cref="RegisterFile"/>; its fields and behaviour are generated from the specification. Software access and hardware inputs
/// of a cycle are collected; <see cref="RegisterFile.Clock"/> makes them the new state. Until then everybody sees the present state.
/// </summary>
public abstract class Register
{
    private readonly List<Register> _dependents = [];
    private int _shift;
    private ulong _data;
    private ulong _strobes;
    private ulong _reads;

    /// <param name="file">The register file; the register puts itself into it.</param>
    /// <param name="name">Path below the file, with indices.</param>
    /// <param name="address">Byte address in the file.</param>
    /// <param name="size">Bytes.</param>
    protected Register(RegisterFile file, string name, long address, int size)
    {
        File = file;
        Name = name;
        Address = address;
        Size = size;
        file.Add(this);
    }

    /// <summary>The register file.</summary>
    public RegisterFile File { get; }

    /// <summary>Path below the file, with indices.</summary>
    public string Name { get; }

    /// <summary>Byte address in the file.</summary>
    public long Address { get; }

    /// <summary>Bytes.</summary>
    public int Size { get; }

    /// <summary>A field of this register is read or written by software in this cycle.</summary>
    public bool IsAccessed => (_strobes | _reads) != 0;

    /// <summary>Software writes this register in this cycle.</summary>
    public bool IsWritten => _strobes != 0;

    /// <summary>Software reads this register in this cycle.</summary>
    public bool IsRead => _reads != 0;

    /// <summary>What the generated code of the fields declares for coverage.</summary>
    public abstract IReadOnlyList<FieldCoverage> Coverage { get; }

    internal bool IsActive { get; set; }

    internal Register[] AllDependents { get; set; } = [];

    internal IReadOnlyList<Register> Dependents => _dependents;

    /// <summary>The bits of this cycle's write that touch a field.</summary>
    public ulong WriteStrobes(int low, ulong ones) => _strobes == 0 ? 0 : Slice(_strobes, low - _shift) & ones;

    /// <summary>The data of this cycle's write, the field's bit 0 first.</summary>
    public ulong WriteData(int low) => Slice(_data, low - _shift);

    /// <summary>The bits of this cycle's read that touch a field.</summary>
    public ulong ReadStrobes(int low, ulong ones) => _reads == 0 ? 0 : Slice(_reads, low - _shift) & ones;

    /// <summary>64 bits of what software reads, starting at a bit of the register (which may be negative).</summary>
    public abstract ulong ReadBits(int shift);

    /// <summary>Gives the state its reset values; what has none is filled at power-on.</summary>
    public abstract void Reset(PowerOn powerOn);

    /// <summary>Reset values that are those of other fields, after all <see cref="Reset"/>.</summary>
    public virtual void ResetFromOthers()
    {
    }

    /// <summary>Calculates the next state from the present one.</summary>
    public abstract void Evaluate();

    /// <summary>Makes the next state the present one; true where anything changed.</summary>
    public abstract bool Commit();

    public abstract void Save(StateWriter writer);

    public abstract void Load(StateReader reader);

    public abstract void Hash(ref StateHash hash);

    public abstract void DeclareTrace(TraceDeclaration trace);

    public abstract void SampleTrace(TraceSampler sampler);

    /// <summary>The names and widths of the state.</summary>
    public abstract string Schema { get; }

    internal void BeginWrite(int shift, ulong data, ulong strobes)
    {
        _shift = shift;
        _data = data;
        _strobes = strobes;
    }

    internal void BeginRead(int shift, ulong strobes)
    {
        _shift = shift;
        _reads = strobes;
    }

    internal bool EndAccess()
    {
        bool was = IsAccessed;
        _strobes = 0;
        _reads = 0;
        return was;
    }

    internal void AddDependent(Register dependent)
    {
        if (dependent != this && !_dependents.Contains(dependent)) _dependents.Add(dependent);
    }

    /// <summary>Says that this register's next state follows from another one.</summary>
    protected void DependsOn(Register other) => other.AddDependent(this);

    /// <summary>Takes a hardware input; a new value makes the register work in the next cycle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Input(ref ulong input, ulong value)
    {
        if (input == value) return;
        input = value;
        File.Activate(this);
    }

    /// <inheritdoc cref="Input(ref ulong, ulong)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Input(ref bool input, bool value)
    {
        if (input == value) return;
        input = value;
        File.Activate(this);
    }

    /// <summary>Bits of a word from an offset on, which may be negative or beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ulong Slice(ulong word, int offset) => offset >= 0 ? (offset < 64 ? word >> offset : 0) : (offset > -64 ? word << -offset : 0);

    /// <summary>The opposite of <see cref="Slice"/>: puts a value to an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static ulong Place(ulong value, int offset) => Slice(value, -offset);
}
