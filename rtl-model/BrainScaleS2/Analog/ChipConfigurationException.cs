using System.Globalization;

namespace HwModel.BrainScaleS2.Analog;

/// <summary>A register value that the chip does not allow; the message names the register, the value and the legal range.</summary>
public sealed class ChipConfigurationException(string message) : Exception(message)
{
    /// <summary>Refuses a value outside a range of whole numbers.</summary>
    internal static int Check(string register, int value, int low, int high) =>
        value >= low && value <= high ? value : throw new ChipConfigurationException($"{register} is {value}, but {low} to {high} are allowed");

    /// <summary>Refuses a value outside a range, and NaN.</summary>
    internal static double Check(string register, double value, double low, double high, string unit) =>
        value >= low && value <= high
            ? value
            : throw new ChipConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{register} is {value} {unit}, but {low} to {high} {unit} are allowed"));
}
