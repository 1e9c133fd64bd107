using System.Runtime.CompilerServices;
using HwModel.Kernel;
using HwModel.SpiNNaker2.Pe.Core.Decode;
using HwModel.SpiNNaker2.Pe.Core.Exceptions;
using HwModel.SpiNNaker2.Pe.Memory;

namespace HwModel.SpiNNaker2.Pe.Core;

/// <summary>
/// A Cortex-M4F: ARMv7E-M with the DSP extension and the single-precision FPU, its exceptions and its three-stage pipeline's time.
/// An instruction takes effect when it enters the execute stage and then occupies the stage for its cycles;
/// <see cref="Advance"/> runs any number of cycles, one by one or many at once, with the same result.
/// </summary>
/// <remarks>
/// The files of this class: architectural state (this one), time and pipeline (Pipeline), operations by kind (Execute folder),
/// exception entry and return (Exceptions folder).
/// </remarks>
public sealed unsafe partial class CortexM4
{
    private const int StackPointer = 13, LinkRegister = 14, ProgramCounter = 15;

    private readonly uint[] _storage = GC.AllocateArray<uint>(16 + 32, pinned: true);
    private readonly uint* _r;
    private readonly uint* _s;
    private readonly DecodeTable _table = DecodeTable.Instance;
    private readonly CoreMistake _mistakes;

    // Condition flags: N is bit 31 of _n, Z is _z == 0, C is _c (0 or 1), V is bit 31 of _v.
    private uint _n, _z = 1, _c, _v;
    private uint _q, _ge, _it, _ipsr;
    private bool _thumb = true;
    private uint _otherSp, _control, _primask, _faultmask, _basepri, _fpscr;
    private uint _pc;
    private bool _exclusive, _eventRegister;

    /// <param name="parameters">Numbers of the implementation.</param>
    /// <param name="code">Memory from which code is run; data may be there too.</param>
    /// <param name="data">A second memory that is reached without wait states, or null.</param>
    /// <param name="bus">Everything else.</param>
    /// <param name="faults">Named faults that are switched in; null for none.</param>
    public CortexM4(CoreParameters parameters, LocalMemory code, LocalMemory? data, CoreBus bus, FaultSet? faults = null)
    {
        _mistakes = CoreMistakes.Of(faults);
        Parameters = CoreMistakes.In(parameters, _mistakes);
        Bus = bus;
        _r = (uint*)Unsafe.AsPointer(ref _storage[0]);
        _s = _r + 16;
        _code = code;
        _data = data ?? code;
        Bind();
        Nvic = new Nvic(this);
        SysTick = new SysTick(this);
        System = new SystemControlSpace(this);
        Protection = new MemoryProtection(this, Parameters.MpuRegions);
        Statistics = new CoreStatistics(this, _table);
        _rowCounts = Statistics.RowCounts;
        _stalls = Statistics.StallCycles;
        Reset();
    }

    /// <summary>Numbers of the implementation.</summary>
    public CoreParameters Parameters { get; }

    /// <summary>What lies behind the core's own memories.</summary>
    public CoreBus Bus { get; }

    /// <summary>Interrupts and their priorities.</summary>
    public Nvic Nvic { get; }

    /// <summary>The system timer.</summary>
    public SysTick SysTick { get; }

    /// <summary>Registers at 0xE0000000 to 0xE00FFFFF.</summary>
    internal SystemControlSpace System { get; }

    /// <summary>The memory protection unit.</summary>
    internal MemoryProtection Protection { get; }

    /// <summary>Counts of this run.</summary>
    public CoreStatistics Statistics { get; }

    /// <summary>Answers BKPT 0xAB; null where semihosting is off.</summary>
    public ISemihost? Semihost { get; set; }

    /// <summary>Address of the next instruction.</summary>
    public uint Pc { get => _pc; set => _pc = value & ~1u; }

    /// <summary>R0 to R14; R13 is the stack pointer in use.</summary>
    public uint this[int register]
    {
        get => register == ProgramCounter ? _pc : _r[register & 15];
        set
        {
            if (register == ProgramCounter) Pc = value;
            else _r[register & 15] = register == StackPointer ? value & ~3u : value;
        }
    }

    /// <summary>S0 to S31 as bits.</summary>
    public uint GetSingle(int register) => _s[register & 31];

    public void SetSingle(int register, uint bits) => _s[register & 31] = bits;

    /// <summary>Floating-point status and control.</summary>
    public uint Fpscr { get => _fpscr; set => _fpscr = value & FpscrMask; }

    /// <summary>True in Handler mode.</summary>
    public bool InHandler => _ipsr != 0;

    /// <summary>True for Handler mode and for Thread mode with CONTROL.nPRIV clear.</summary>
    public bool IsPrivileged => _ipsr != 0 || (_control & 1) == 0;

    /// <summary>Number of the exception being handled; 0 in Thread mode.</summary>
    public int CurrentException => (int)_ipsr;

    /// <summary>N, Z, C, V, Q and GE in their APSR places.</summary>
    public uint Apsr
    {
        get => _n & 0x8000_0000 | (_z == 0 ? 0x4000_0000u : 0) | _c << 29 | (_v >> 31) << 28 | _q << 27 | _ge << 16;
        set
        {
            SetNzcv(value);
            _q = value >> 27 & 1;
            _ge = value >> 16 & 15;
        }
    }

    /// <summary>The whole program status register: flags, IT or ICI state, T and the exception number.</summary>
    public uint Xpsr
    {
        get => Apsr | (_it & 3) << 25 | (_it >> 2) << 10 | Ici << 12 | (_thumb ? 1u << 24 : 0) | _ipsr;
        set
        {
            Apsr = value;
            SetItOrIci(value);
            _thumb = (value & 1 << 24) != 0;
            _ipsr = value & 0x1FF;
            RaiseAttention();
        }
    }

    /// <summary>Main stack pointer.</summary>
    public uint Msp { get => UsesProcessStack ? _otherSp : _r[13]; set { if (UsesProcessStack) _otherSp = value & ~3u; else _r[13] = value & ~3u; } }

    /// <summary>Process stack pointer.</summary>
    public uint Psp { get => UsesProcessStack ? _r[13] : _otherSp; set { if (UsesProcessStack) _r[13] = value & ~3u; else _otherSp = value & ~3u; } }

    /// <summary>CONTROL: nPRIV, SPSEL, FPCA.</summary>
    public uint Control => _control;

    public uint Primask { get => _primask; set { _primask = value & 1; Nvic.Update(); } }

    public uint Faultmask { get => _faultmask; set { _faultmask = value & 1; Nvic.Update(); } }

    public uint Basepri { get => _basepri; set { _basepri = value & Nvic.PriorityMask; Nvic.Update(); } }

    /// <summary>True where the next instruction fails its condition in an IT block.</summary>
    public bool SkipsNext => _it != 0 && !ConditionHolds(_it >> 4);

    internal bool UsesProcessStack => (_control & 2) != 0 && _ipsr == 0;

    private const uint FpscrMask = 0xF7C0_009F;

    /// <summary>Puts the core into its reset state and reads the vector table (Arm ARMv7-M ARM, B1.5.5).</summary>
    public void Reset()
    {
        for (int i = 0; i < 48; i++) _r[i] = 0;
        _r[LinkRegister] = 0xFFFF_FFFF;
        _n = _v = _c = _q = _ge = _it = _ipsr = _control = _primask = _faultmask = _basepri = _fpscr = _otherSp = 0;
        _z = 0;
        _exclusive = _eventRegister = false;
        System.Reset();
        Protection.Reset();
        ProtectionChanged();
        Nvic.Reset();
        SysTick.Reset();
        ResetPipeline();
        TryReadWord(0, out uint stack);
        TryReadWord(4, out uint start);
        _r[StackPointer] = stack & ~3u;
        _pc = start & ~1u;
        _thumb = (start & 1) != 0;
        FetchFrom(_pc, 0);
        RaiseAttention();
    }

    internal void SetControl(uint value)
    {
        bool before = UsesProcessStack;
        _control = value & 7;
        if (before != UsesProcessStack) (_r[13], _otherSp) = (_otherSp, _r[13]);
    }

    private void SetNzcv(uint value)
    {
        _n = value;
        _z = (value & 0x4000_0000) != 0 ? 0u : 1u;
        _c = value >> 29 & 1;
        _v = value << 3;
    }

    private void SetItOrIci(uint value)
    {
        uint it = value >> 25 & 3 | value >> 8 & 0xFC;
        if ((it & 0xF) != 0 || it == 0)
        {
            _it = it;
            Ici = 0;
        }
        else
        {
            _it = 0;
            Ici = it >> 4;
        }
    }
}
