namespace HwModel.SpiNNaker2.Power;

/// <summary>What changes between two states of a processing element.</summary>
internal enum PowerTransition : byte
{
    FrequencyDown,
    FrequencyUp,
    VoltageDown,
    VoltageUp,
    BothDown,
    BothUp,
    Off,
    On,
}

/// <summary>A step of a transition.</summary>
/// <param name="State">The state that it leads to.</param>
/// <param name="At">Reference cycles from the start.</param>
internal readonly record struct PowerStep(PowerState State, int At);

/// <summary>The steps of every transition, in order of time.</summary>
internal static class PowerSequence
{
    /// <summary>The steps of a transition; the last one leads to <see cref="PowerState.On"/> or <see cref="PowerState.Off"/>.</summary>
    public static PowerStep[] Of(PowerTransition transition, TransitionTimes times) => transition switch
    {
        PowerTransition.FrequencyDown => Change(times.FrequencyDown),
        PowerTransition.FrequencyUp => Change(times.FrequencyUp),
        PowerTransition.VoltageDown => Change(times.VoltageDown),
        PowerTransition.VoltageUp => Change(times.VoltageUp),
        PowerTransition.BothDown => Change(times.BothDown),
        PowerTransition.BothUp => Change(times.BothUp),
        PowerTransition.Off =>
        [
            new(PowerState.ClockStopped, times.Off.Clock), new(PowerState.Isolated, times.Off.Isolation), new(PowerState.InReset, times.Off.Reset),
            new(PowerState.SupplyOff, times.Off.Supply), new(PowerState.Off, times.Off.Supply + 1),
        ],
        _ =>
        [
            new(PowerState.Precharging, 0), new(PowerState.Powered, times.On.Supply), new(PowerState.Connected, times.On.Isolation),
            new(PowerState.Released, times.On.Reset), new(PowerState.ClockStarted, times.On.Clock), new(PowerState.On, times.On.Clock + 1),
        ],
    };

    /// <summary>The transition between two levels that differ.</summary>
    /// <param name="supply">Positive: to the higher rail; negative: to the lower one.</param>
    /// <param name="divider">Positive: to a larger divider, a lower frequency.</param>
    public static PowerTransition Between(int supply, int divider) => (supply, divider) switch
    {
        (0, > 0) => PowerTransition.FrequencyDown,
        (0, _) => PowerTransition.FrequencyUp,
        ( > 0, 0) => PowerTransition.VoltageUp,
        ( > 0, _) => PowerTransition.BothUp,
        (_, 0) => PowerTransition.VoltageDown,
        _ => PowerTransition.BothDown,
    };

    private static PowerStep[] Change(StepTimes times)
    {
        var steps = new List<PowerStep>();
        if (times.ClockOff > 0) steps.Add(new(PowerState.Preparing, 0));
        steps.Add(new(PowerState.ClockStopped, times.ClockOff));
        if (times.Supply >= 0) steps.Add(new(PowerState.SupplySwitched, times.Supply));
        if (times.Divider >= 0) steps.Insert(times.Supply >= 0 && times.Supply < times.Divider ? steps.Count : steps.Count - (times.Supply >= 0 ? 1 : 0), new(PowerState.DividerSet, times.Divider));
        steps.Add(new(PowerState.ClockStarted, times.ClockOn));
        steps.Add(new(PowerState.On, times.ClockOn + 1));
        return [.. steps];
    }

    /// <summary>What is wrong with a set of times, as sentences.</summary>
    public static IEnumerable<string> Mistakes(TransitionTimes times)
    {
        foreach (PowerTransition transition in Enum.GetValues<PowerTransition>())
        {
            PowerStep[] steps = Of(transition, times);
            for (int i = 1; i < steps.Length; i++)
                if (steps[i].At < steps[i - 1].At || steps[i].At == steps[i - 1].At && steps[i - 1].State == PowerState.ClockStopped)
                    yield return $"in the transition {transition} the step {steps[i].State} comes {steps[i].At} cycles after the start, not after {steps[i - 1].State} at {steps[i - 1].At}";
        }
        if (times.BothUp.Supply >= times.BothUp.Divider) yield return "in the transition BothUp the frequency rises before the supply; the supply comes first";
        if (times.BothDown.Divider >= times.BothDown.Supply) yield return "in the transition BothDown the supply falls before the frequency; the frequency comes first";
    }
}
