using HwModel.Kernel;

namespace HwModel.Verification.Temporal;

/// <summary>Properties on the typed handles that the generator makes for every module: <c>router.Probes.State.Is(NocState.Blocked)</c>.</summary>
public static class ProbeExpressions
{
    /// <summary>The element's value as a word.</summary>
    public static Bits AsBits<T>(this Probe<T> probe) =>
        Bits.Of(SampledSignal.OfBits(probe.Path, probe.Width, () => probe.Bits, typeof(T).IsEnum ? bits => NameOf(probe, bits) : null));

    /// <summary>A one-bit element.</summary>
    public static Condition AsCondition(this Probe<bool> probe) => Condition.Of(probe.Path, () => probe.Value);

    /// <summary>The element has a value: a state machine is in a state.</summary>
    public static Condition Is<T>(this Probe<T> probe, T value) =>
        new Named($"({probe.Path} == {(typeof(T).IsEnum ? value?.ToString() : probe.BitsOf(value))})", probe.AsBits() == probe.BitsOf(value));

    private static string? NameOf<T>(Probe<T> probe, ulong bits)
    {
        foreach (T value in typeof(T).GetEnumValues())
            if (probe.BitsOf(value) == bits)
                return value?.ToString();
        return null;
    }
}
