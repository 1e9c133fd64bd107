namespace HwModel.Kernel.Registers;

/// <summary>What lies behind an external register or memory of a register file.</summary>
public interface IExternalRegisters
{
    /// <summary>Reads a word; the offset in bytes counts from the start of the external component.</summary>
    ulong Read(long offset, byte strobes);

    /// <summary>Writes the bytes of a word whose strobe bits are set.</summary>
    void Write(long offset, ulong data, byte strobes);
}

/// <summary>Sees what software does to the registers of a file: coverage.</summary>
public interface IRegisterObserver
{
    /// <summary>Software accessed a register; called at the clock edge, while its strobes and data can still be seen and its state is the one before.</summary>
    void Accessed(Register register);
}

/// <summary>
/// The registers of one address map as a part of a module's state. In a cycle the module sets hardware inputs and passes on at most one bus access;
/// <see cref="Clock"/> at the end of its tick makes the next state the present one. Registers that have nothing to do cost nothing.
/// </summary>
public abstract class RegisterFile : IStatePart
{
    private readonly List<Register> _registers = [];
    private readonly List<External> _externals = [];
    private readonly Dictionary<long, Register[]> _sparse = [];
    private Register[][] _dense = [];
    private Register[] _active = [];
    private Register[] _previous = [];
    private int _activeCount;
    private bool _accessed;
    private readonly ulong[] _signals;
    private readonly bool _bigEndian;
    private readonly int _busBytes;

    /// <param name="busBytes">Bytes of a bus word: 1, 2, 4 or 8.</param>
    /// <param name="bigEndian">The first word of a wide register holds its most significant bits.</param>
    /// <param name="signals">Signals of the file.</param>
    protected RegisterFile(int busBytes, bool bigEndian, int signals)
    {
        _signals = new ulong[signals];
        _busBytes = busBytes;
        _bigEndian = bigEndian;
    }

    /// <summary>Bytes of a bus word.</summary>
    public int BusBytes => _busBytes;

    /// <summary>All registers by address, elements of arrays one by one.</summary>
    public IReadOnlyList<Register> Registers => _registers;

    /// <summary>Registers that have something to do in the next cycle; a module whose file has none may sleep.</summary>
    public int ActiveCount => _activeCount;

    /// <summary>Told what software accesses; null (at no cost) unless set.</summary>
    public IRegisterObserver? Observer { get; set; }

    /// <summary>The register of that path below the file.</summary>
    public Register Find(string name) => _registers.Find(r => r.Name == name) ?? throw new ArgumentException($"the register file has no register {name}", nameof(name));

    // ---- Bus ----

    /// <summary>True where a register or external component answers at the word of this address.</summary>
    public bool IsMapped(long address) => Word(address & -_busBytes).Length > 0 || FindExternal(address) >= 0;

    /// <summary>Reads the bytes of the word at an address whose strobe bits are set, as they are before any effect of the read.</summary>
    /// <returns>False where nothing answers: a bus error.</returns>
    /// <exception cref="InvalidOperationException">A second access in the same cycle.</exception>
    public bool TryRead(long address, byte strobes, out ulong value)
    {
        Begin();
        long start = address & -_busBytes;
        ulong mask = Expand(strobes);
        Register[] word = Word(start);
        value = 0;
        foreach (Register register in word)
        {
            int shift = Shift(register, start);
            ulong touched = mask & Place(register, shift);
            if (touched == 0) continue;
            value |= register.ReadBits(shift) & touched;
            register.BeginRead(shift, touched);
            Activate(register);
        }
        if (word.Length > 0) return true;
        int external = FindExternal(address);
        if (external < 0 || _externals[external].Target is not { } target) return false;
        value = target.Read(start - _externals[external].Start, strobes) & mask;
        return true;
    }

    /// <summary>Writes the bytes of the word at an address whose strobe bits are set; the new state is seen after <see cref="Clock"/>.</summary>
    /// <inheritdoc cref="TryRead"/>
    public bool TryWrite(long address, ulong data, byte strobes)
    {
        Begin();
        long start = address & -_busBytes;
        ulong mask = Expand(strobes);
        Register[] word = Word(start);
        foreach (Register register in word)
        {
            int shift = Shift(register, start);
            ulong touched = mask & Place(register, shift);
            if (touched == 0) continue;
            register.BeginWrite(shift, data, touched);
            Activate(register);
        }
        if (word.Length > 0) return true;
        int external = FindExternal(address);
        if (external < 0 || _externals[external].Target is not { } target) return false;
        target.Write(start - _externals[external].Start, data, strobes);
        return true;
    }

    private void Begin()
    {
        if (_accessed) throw new InvalidOperationException("a register file takes one bus access in a cycle; call Clock before the next one");
        _accessed = true;
    }

    private static ulong Expand(byte strobes)
    {
        ulong mask = 0;
        for (int i = 0; i < 8; i++)
            if ((strobes >> i & 1) != 0) mask |= 0xFFUL << (8 * i);
        return mask;
    }

    /// <summary>The bit of the register that is bit 0 of the bus word.</summary>
    private int Shift(Register register, long word)
    {
        int shift = (int)(word - register.Address) * 8;
        return _bigEndian && register.Size > _busBytes ? (register.Size * 8) - (_busBytes * 8) - shift : shift;
    }

    /// <summary>The bits of the bus word that belong to a register.</summary>
    private ulong Place(Register register, int shift)
    {
        int low = Math.Max(0, -shift);
        int high = Math.Min(_busBytes * 8, (register.Size * 8) - shift);
        return (high - low >= 64 ? ulong.MaxValue : (1UL << (high - low)) - 1) << low;
    }

    private Register[] Word(long start)
    {
        long index = start / _busBytes;
        if ((ulong)index < (ulong)_dense.Length) return _dense[index];
        return _sparse.TryGetValue(index, out Register[]? found) ? found : [];
    }

    private int FindExternal(long address)
    {
        int low = 0;
        int high = _externals.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            External external = _externals[middle];
            if (address < external.Start) high = middle - 1;
            else if (address >= external.Start + external.Size) low = middle + 1;
            else return middle;
        }
        return -1;
    }

    // ---- Clock ----

    /// <summary>The clock edge: all next states become present ones.</summary>
    public void Clock()
    {
        _accessed = false;
        if (_activeCount == 0) return;
        for (int i = 0; i < _activeCount; i++) _active[i].Evaluate();
        (_active, _previous) = (_previous, _active);
        int count = _activeCount;
        _activeCount = 0;
        for (int i = 0; i < count; i++) _previous[i].IsActive = false;
        for (int i = 0; i < count; i++)
        {
            Register register = _previous[i];
            if (Observer is not null && register.IsAccessed) Observer.Accessed(register);
            bool goesOn = register.Commit() | register.EndAccess();
            if (goesOn) Activate(register);
        }
    }

    internal void Activate(Register register)
    {
        One(register);
        foreach (Register dependent in register.AllDependents) One(dependent);
    }

    private void One(Register register)
    {
        if (register.IsActive) return;
        register.IsActive = true;
        _active[_activeCount++] = register;
    }

    /// <summary>All registers work in the next cycle.</summary>
    protected void ActivateAll()
    {
        foreach (Register register in _registers) One(register);
    }

    /// <summary>The present value of a signal.</summary>
    public ulong Signal(int index) => _signals[index];

    /// <summary>Gives a signal a value.</summary>
    protected void SetSignal(int index, ulong value)
    {
        if (_signals[index] == value) return;
        _signals[index] = value;
        ActivateAll();
    }

    // ---- Construction ----

    internal void Add(Register register) => _registers.Add(register);

    /// <summary>Puts a component that lies outside the file into the address space.</summary>
    public void AddExternal(string name, long start, long size) => _externals.Add(new External(name, start, size));

    /// <summary>The indices of an element of an array, like <c>[1][2]</c>.</summary>
    public static string Index(int element, params ReadOnlySpan<int> dimensions)
    {
        string text = "";
        for (int i = dimensions.Length - 1; i >= 0; i--)
        {
            text = $"[{element % dimensions[i]}]{text}";
            element /= dimensions[i];
        }
        return text;
    }

    /// <summary>Says what lies behind an external component (named with its indices).</summary>
    public void Attach(string name, IExternalRegisters target)
    {
        External external = _externals.Find(e => e.Name == name) ?? throw new ArgumentException($"the register file has no external component {name}", nameof(name));
        external.Target = target;
    }

    /// <summary>Called once by the generated constructor when all registers are there.</summary>
    protected void Complete()
    {
        _registers.Sort((a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : string.CompareOrdinal(a.Name, b.Name));
        _externals.Sort((a, b) => a.Start.CompareTo(b.Start));
        _active = new Register[_registers.Count];
        _previous = new Register[_registers.Count];
        var words = new Dictionary<long, List<Register>>();
        foreach (Register register in _registers)
        {
            for (long word = register.Address / _busBytes; word <= (register.Address + register.Size - 1) / _busBytes; word++)
            {
                if (!words.TryGetValue(word, out List<Register>? list)) words.Add(word, list = []);
                list.Add(register);
            }
            register.AllDependents = Closure(register);
        }
        long last = words.Count == 0 ? -1 : words.Keys.Max();
        bool isDense = last < 8L * words.Count + 1024;
        if (isDense) _dense = new Register[last + 1][];
        for (int i = 0; i < _dense.Length; i++) _dense[i] = [];
        foreach (KeyValuePair<long, List<Register>> word in words)
        {
            if (isDense) _dense[word.Key] = [.. word.Value];
            else _sparse.Add(word.Key, [.. word.Value]);
        }
        ActivateAll();
    }

    private static Register[] Closure(Register register)
    {
        var found = new List<Register>();
        var open = new Stack<Register>(register.Dependents);
        var seen = new HashSet<Register> { register };
        while (open.TryPop(out Register? next))
        {
            if (!seen.Add(next)) continue;
            found.Add(next);
            foreach (Register further in next.Dependents) open.Push(further);
        }
        return [.. found];
    }

    // ---- State ----

    /// <inheritdoc/>
    public void Reset(PowerOn powerOn)
    {
        _accessed = false;
        foreach (Register register in _registers)
        {
            register.EndAccess();
            register.Reset(powerOn);
        }
        foreach (Register register in _registers) register.ResetFromOthers();
        ActivateAll();
    }

    /// <inheritdoc/>
    public void Save(StateWriter writer)
    {
        foreach (ulong signal in _signals) writer.Write(signal);
        foreach (Register register in _registers) register.Save(writer);
    }

    /// <inheritdoc/>
    public void Load(StateReader reader)
    {
        for (int i = 0; i < _signals.Length; i++) _signals[i] = reader.ReadUInt64();
        foreach (Register register in _registers)
        {
            register.EndAccess();
            register.Load(reader);
        }
        _accessed = false;
        ActivateAll();
    }

    /// <inheritdoc/>
    public void Hash(ref StateHash hash)
    {
        foreach (ulong signal in _signals) hash.Add(signal);
        foreach (Register register in _registers) register.Hash(ref hash);
    }

    /// <inheritdoc/>
    public void DeclareTrace(TraceDeclaration trace)
    {
        foreach (Register register in _registers)
        {
            using TraceDeclaration.Leave leave = trace.Scope(register.Name);
            register.DeclareTrace(trace);
        }
    }

    /// <inheritdoc/>
    public void SampleTrace(TraceSampler sampler)
    {
        foreach (Register register in _registers) register.SampleTrace(sampler);
    }

    /// <inheritdoc/>
    public string Schema => string.Join(";", _registers.Select(r => $"{r.Name}@{r.Address}:{r.Schema}"));

    private sealed class External(string name, long start, long size)
    {
        public string Name => name;

        public long Start => start;

        public long Size => size;

        public IExternalRegisters? Target { get; set; }
    }
}
