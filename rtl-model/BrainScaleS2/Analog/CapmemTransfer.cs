namespace HwModel.BrainScaleS2.Analog;

/// <summary>Code to voltage and current of a capmem cell. Codes are 0 to 1022; 1023 stops the refresh of a cell (Hock, thesis 2014; haldls, capmem).</summary>
public sealed class CapmemTransfer(AnalogConstants constants)
{
    /// <summary>Largest code that sets a value.</summary>
    public const int MaxCode = 1022;

    /// <summary>The code that disables the refresh.</summary>
    public const int Disabled = 1023;

    /// <summary>Voltage of a code, in V.</summary>
    /// <exception cref="ChipConfigurationException">Not 0 to 1022.</exception>
    public double Voltage(string register, int code) =>
        Math.Clamp(constants.CapmemVoltageOrigin + constants.CapmemVoltagePerCode * Checked(register, code), 0, constants.CapmemVoltageMax);

    /// <summary>Current of a code, in uA.</summary>
    /// <exception cref="ChipConfigurationException">Not 0 to 1022.</exception>
    public double Current(string register, int code) => constants.CapmemCurrentMax * Checked(register, code) / MaxCode;

    /// <summary>The code whose voltage is nearest, clamped to what exists.</summary>
    public int CodeOfVoltage(double volt) =>
        (int)Math.Clamp(Math.Round((volt - constants.CapmemVoltageOrigin) / constants.CapmemVoltagePerCode), 0, MaxCode);

    private static int Checked(string register, int code) => ChipConfigurationException.Check(register, code, 0, MaxCode);
}
