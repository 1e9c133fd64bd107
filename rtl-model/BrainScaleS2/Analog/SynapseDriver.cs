using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>What a row's synapses do to the neurons.</summary>
public enum RowSign
{
    /// <summary>The row is not connected.</summary>
    Off,

    /// <summary>Its synapses feed the excitatory lines.</summary>
    Excitatory,

    /// <summary>Its synapses feed the inhibitory lines.</summary>
    Inhibitory,
}

/// <summary>Registers of a synapse driver (haldls, synapse_driver).</summary>
public sealed record DriverConfiguration
{
    /// <summary>Whether the driver listens to its bus.</summary>
    public bool Receiver { get; init; } = true;

    /// <summary>5-bit mask of the row-select compare.</summary>
    public int RowAddressCompareMask { get; init; } = 0b11111;

    /// <summary>Bottom row: excitatory lines.</summary>
    public bool ExcitatoryBottom { get; init; }

    /// <summary>Bottom row: inhibitory lines.</summary>
    public bool InhibitoryBottom { get; init; }

    /// <summary>Top row: excitatory lines.</summary>
    public bool ExcitatoryTop { get; init; }

    /// <summary>Top row: inhibitory lines.</summary>
    public bool InhibitoryTop { get; init; }

    /// <summary>Whether the pulse follows the activation in the label's low bits.</summary>
    public bool HagenModulation { get; init; }

    /// <summary>6-bit trim of the hagen pulse; 32 is neutral.</summary>
    public int HagenDacOffset { get; init; } = 32;

    /// <summary>Whether short-term plasticity modulates the pulse.</summary>
    public bool ShortTermPlasticity { get; init; }

    /// <summary>4-bit utilization.</summary>
    public int Utilization { get; init; } = 8;

    /// <summary>4-bit recovery.</summary>
    public int Recovery { get; init; } = 8;

    /// <summary>4-bit trim of the state.</summary>
    public int Offset { get; init; } = 8;

    /// <summary>Target voltages: set 0 (facilitating with default voltages) or 1 (depressing).</summary>
    public int TargetVoltageSet { get; init; }

    /// <summary>Sign of the bottom row (row 2 d).</summary>
    public RowSign Bottom => Sign("bottom", ExcitatoryBottom, InhibitoryBottom);

    /// <summary>Sign of the top row (row 2 d + 1).</summary>
    public RowSign Top => Sign("top", ExcitatoryTop, InhibitoryTop);

    /// <summary>Whether the driver takes an event: its place on the bus equals the event's row select in the bits of the mask (haldls, synapse_driver).</summary>
    /// <param name="driver">0 to 127.</param>
    /// <param name="bus">Bus of the event, 0 to 3.</param>
    /// <param name="rowSelect">5-bit row select of the event.</param>
    public bool Accepts(int driver, int bus, int rowSelect) =>
        Receiver && driver % ChipGeometry.Buses == bus &&
        (rowSelect & RowAddressCompareMask) == (driver / ChipGeometry.Buses & RowAddressCompareMask);

    /// <summary>Refuses values that the registers do not hold, and rows of two signs.</summary>
    /// <exception cref="ChipConfigurationException">Names the register, the value and the range.</exception>
    public DriverConfiguration Checked(string name)
    {
        ChipConfigurationException.Check($"{name}.row_address_compare_mask", RowAddressCompareMask, 0, 31);
        ChipConfigurationException.Check($"{name}.hagen_dac_offset", HagenDacOffset, 0, 63);
        ChipConfigurationException.Check($"{name}.utilization", Utilization, 0, 15);
        ChipConfigurationException.Check($"{name}.recovery", Recovery, 0, 15);
        ChipConfigurationException.Check($"{name}.offset", Offset, 0, 15);
        ChipConfigurationException.Check($"{name}.select_target_voltages", TargetVoltageSet, 0, 1);
        if (ExcitatoryBottom && InhibitoryBottom) throw Conflict(name, "bottom");
        if (ExcitatoryTop && InhibitoryTop) throw Conflict(name, "top");
        return this;
    }

    private static RowSign Sign(string row, bool excitatory, bool inhibitory) =>
        excitatory && inhibitory ? throw Conflict("driver", row) : excitatory ? RowSign.Excitatory : inhibitory ? RowSign.Inhibitory : RowSign.Off;

    private static ChipConfigurationException Conflict(string name, string row) =>
        new($"{name}: en_exc_{row} and en_inh_{row} are both 1, but a row has one sign: set at most one of them");
}

/// <summary>Constants of short-term plasticity (capmem codes, one state per driver) and of the hagen pulse.</summary>
public sealed record DriverConstants
{
    /// <summary>Charge voltage of the two sets, in capmem codes.</summary>
    [Published("calix, spiking/synapse_driver")]
    public IReadOnlyList<double> Charge { get; init; } = [100, 330];

    /// <summary>Recovery voltage of the two sets, in capmem codes.</summary>
    [Published("calix, spiking/synapse_driver")]
    public IReadOnlyList<double> Recover { get; init; } = [400, 50];

    /// <summary>Share of the gap that an event closes at utilization code 8.</summary>
    [Published("calix, spiking/synapse_driver: about 0.2")]
    public double Utilization { get; init; } = 0.2;

    /// <summary>State at which the pulse vanishes, in codes.</summary>
    [ModelChoice("the recovery voltage of the facilitating set")]
    public double ZeroPulse { get; init; } = 400;

    /// <summary>Span of the state from no pulse to a full one, in codes.</summary>
    [ModelChoice("full pulse at the recovery voltage of the depressing set")]
    public double PulseSpan { get; init; } = 350;

    /// <summary>Unit of the recovery time constant, in us.</summary>
    [ModelChoice("0.5 to 8 us at clock speed 0, doubled by each step")]
    public double RecoveryUnit { get; init; } = 0.5;

    /// <summary>Shift of the state per offset code, in capmem codes.</summary>
    [ModelChoice("covers a mismatch of some ten codes")]
    public double OffsetStep { get; init; } = 5;

    /// <summary>Change of the hagen pulse per trim code, in ns.</summary>
    [ModelChoice("a trim range of about 0.6 ns both ways")]
    public double HagenTrim { get; init; } = 0.02;

    /// <summary>Activation of a full hagen pulse.</summary>
    [Published("hxtorch: 5-bit activations")]
    public double HagenFullScale { get; init; } = 31;
}

/// <summary>The synapse drivers of a half: pulse lengths, hagen modulation, short-term plasticity.</summary>
public sealed class DriverBank
{
    private readonly AnalogConstants _constants;
    private readonly DriverConstants _driver;
    private readonly int _half;
    private readonly DriverConfiguration[] _configurations = new DriverConfiguration[ChipGeometry.Drivers];
    private readonly double[] _state = new double[ChipGeometry.Drivers];
    private readonly long[] _last = new long[ChipGeometry.Drivers];
    private readonly double[] _hagenOffset = new double[ChipGeometry.Drivers];

    internal DriverBank(int half, AnalogConstants constants, DriverConstants driver, FixedPattern pattern)
    {
        _half = half;
        _constants = constants;
        _driver = driver;
        Span<double> draw = stackalloc double[1];
        for (int d = 0; d < ChipGeometry.Drivers; d++)
        {
            _configurations[d] = new DriverConfiguration();
            if (pattern.Constants.HagenOffset == 0) continue;
            pattern.Draw($"drivers[{half}][{d}]", draw);
            _hagenOffset[d] = pattern.Constants.HagenOffset * draw[0];
        }
        ResetState();
    }

    /// <summary>4-bit clock speed of the recovery, common to the half.</summary>
    public int RecoveryClockSpeed { get; set; }

    /// <summary>The registers of a driver.</summary>
    public DriverConfiguration this[int driver]
    {
        get => _configurations[driver];
        set
        {
            ChipConfigurationException.Check($"driver of half {_half}", driver, 0, ChipGeometry.Drivers - 1);
            _configurations[driver] = value.Checked($"driver[{_half}][{driver}]");
            _state[driver] = _driver.Recover[value.TargetVoltageSet];
        }
    }

    /// <summary>State of the short-term plasticity, in capmem codes, as of the last event.</summary>
    public double State(int driver) => _state[driver];

    /// <summary>The pulse that an event causes, relative to the full one; changes the driver's state.</summary>
    /// <param name="driver">0 to 127.</param>
    /// <param name="label">6-bit label; in hagen mode its low 5 bits are 32 - activation.</param>
    /// <param name="slot">When.</param>
    public double Pulse(int driver, int label, long slot)
    {
        DriverConfiguration c = _configurations[driver];
        if (c.HagenModulation)
        {
            int code = label & 31;
            if (code == 0) return 0;
            double activation = 32 - code + _hagenOffset[driver];
            return Math.Max(0, activation / _driver.HagenFullScale + _driver.HagenTrim * (c.HagenDacOffset - 32) / _constants.PulseLength);
        }
        if (!c.ShortTermPlasticity) return 1;
        double target = _driver.Recover[c.TargetVoltageSet];
        double tau = _driver.RecoveryUnit * (16 - c.Recovery) * (1 << RecoveryClockSpeed);
        double v = target + (_state[driver] - target) * Math.Exp(-(slot - _last[driver]) * _constants.SlotTime / tau);
        v += _driver.Utilization * (1 + (c.Utilization - 8) / 16.0) * (_driver.Charge[c.TargetVoltageSet] - v);
        _state[driver] = v;
        _last[driver] = slot;
        return Math.Clamp((_driver.ZeroPulse - v - _driver.OffsetStep * (c.Offset - 8)) / _driver.PulseSpan, 0, 1);
    }

    internal void ResetState()
    {
        for (int d = 0; d < ChipGeometry.Drivers; d++)
        {
            _state[d] = _driver.Recover[_configurations[d].TargetVoltageSet];
            _last[d] = 0;
        }
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(RecoveryClockSpeed);
        for (int d = 0; d < ChipGeometry.Drivers; d++)
        {
            DriverConfiguration c = _configurations[d];
            int flags = (c.Receiver ? 1 : 0) | (c.ExcitatoryBottom ? 2 : 0) | (c.InhibitoryBottom ? 4 : 0) | (c.ExcitatoryTop ? 8 : 0) |
                (c.InhibitoryTop ? 16 : 0) | (c.HagenModulation ? 32 : 0) | (c.ShortTermPlasticity ? 64 : 0) | c.TargetVoltageSet << 7;
            writer.Write(flags);
            writer.Write(c.RowAddressCompareMask | c.HagenDacOffset << 8 | c.Utilization << 16 | c.Recovery << 20 | c.Offset << 24);
            writer.Write(_state[d]);
            writer.Write(_last[d]);
        }
    }

    internal void Load(StateReader reader)
    {
        RecoveryClockSpeed = reader.ReadInt32();
        for (int d = 0; d < ChipGeometry.Drivers; d++)
        {
            int flags = reader.ReadInt32();
            int fields = reader.ReadInt32();
            this[d] = new DriverConfiguration
            {
                Receiver = (flags & 1) != 0,
                ExcitatoryBottom = (flags & 2) != 0,
                InhibitoryBottom = (flags & 4) != 0,
                ExcitatoryTop = (flags & 8) != 0,
                InhibitoryTop = (flags & 16) != 0,
                HagenModulation = (flags & 32) != 0,
                ShortTermPlasticity = (flags & 64) != 0,
                TargetVoltageSet = flags >> 7 & 1,
                RowAddressCompareMask = fields & 31,
                HagenDacOffset = fields >> 8 & 63,
                Utilization = fields >> 16 & 15,
                Recovery = fields >> 20 & 15,
                Offset = fields >> 24 & 15,
            };
            _state[d] = reader.ReadDouble();
            _last[d] = reader.ReadInt64();
        }
    }

    internal void Hash(ref StateHash hash)
    {
        for (int d = 0; d < ChipGeometry.Drivers; d++)
        {
            hash.Add(_state[d]);
            hash.Add(_last[d]);
        }
    }
}
