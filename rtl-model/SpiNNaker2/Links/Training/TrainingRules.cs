namespace HwModel.SpiNNaker2.Links.Training;

/// <summary>When a line is locked and lost, and how often its clocks are compensated.</summary>
/// <param name="WordCycles">Cycles of a word on the line.</param>
/// <param name="LockHandshakes">Good handshakes that make a lock.</param>
/// <param name="LockPenalty">Handshakes that a bad word takes back meanwhile; null: they have to come in a row.</param>
/// <param name="LossWords">Bad words in a row that lose the lock.</param>
/// <param name="ResyncWords">Words after a loss that are not looked at.</param>
/// <param name="LostHandshakes">Handshakes that go out after the signal was lost.</param>
/// <param name="CompensationPeriod">Cycles from one compensation to the next.</param>
/// <param name="CompensationCycles">Cycles of a compensation.</param>
public sealed record TrainingRules(
    int WordCycles, int LockHandshakes, int? LockPenalty, int LossWords, int ResyncWords, int LostHandshakes, long CompensationPeriod, int CompensationCycles);
