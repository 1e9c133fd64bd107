using HwModel.Kernel;
using HwModel.SpiNNaker2.Links.Codes;

namespace HwModel.SpiNNaker2.Links.Units;

/// <summary>Mistakes that can be switched into the protocol of units, to show that its properties can fail.</summary>
/// <param name="SequenceNotWrapped">After id 15 comes 1 instead of 0.</param>
/// <param name="WrongPolynomial">Both ends' check lacks the term x^3.</param>
/// <param name="CreditTwice">The receiver advertises the room of every unit twice.</param>
/// <param name="AckOffByOne">The receiver acknowledges the unit that it is missing.</param>
/// <param name="NakIgnored">The transmitter does not look at a nak.</param>
/// <param name="SlotReused">The reorder buffer has four slots instead of eight.</param>
/// <param name="DuplicateTaken">The receiver takes a unit again that it took just before.</param>
/// <param name="NeverDown">Timeouts are not counted.</param>
/// <param name="NoWake">Nothing is waited for after grounded lines.</param>
/// <param name="CheckIgnored">The receiver takes every fourth unit whose check fails.</param>
/// <param name="LoopOpen">In loopback the units go to the line all the same.</param>
internal sealed record UnitFaults(
    bool SequenceNotWrapped, bool WrongPolynomial, bool CreditTwice, bool AckOffByOne, bool NakIgnored, bool SlotReused, bool DuplicateTaken, bool NeverDown, bool NoWake, bool CheckIgnored,
    bool LoopOpen)
{
    /// <summary>The table of the check.</summary>
    public ushort[] Table => Crc12.Table(WrongPolynomial ? Crc12.Polynomial ^ 8 : Crc12.Polynomial);

    /// <summary>The faults of a run.</summary>
    /// <param name="faults">What is switched in.</param>
    /// <param name="block">Name of the verification block that they belong to.</param>
    public static UnitFaults Of(FaultSet faults, string block) => new(
        faults.Has($"{block}.sequence_not_wrapped"),
        faults.Has($"{block}.crc_polynomial_wrong"),
        faults.Has($"{block}.credit_returned_twice"),
        faults.Has($"{block}.ack_off_by_one"),
        faults.Has($"{block}.nak_ignored"),
        faults.Has($"{block}.reorder_slot_reused"),
        faults.Has($"{block}.duplicate_taken"),
        faults.Has($"{block}.never_down"),
        faults.Has($"{block}.no_wake"),
        faults.Has($"{block}.check_ignored"),
        faults.Has($"{block}.loopback_open"));
}
