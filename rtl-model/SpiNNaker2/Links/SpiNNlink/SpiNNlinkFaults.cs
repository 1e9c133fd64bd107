using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Links.SpiNNlink;

/// <summary>Mistakes that can be switched into the board-to-board link.</summary>
internal sealed record SpiNNlinkFaults(
    bool SequenceNotWrapped, bool WrongPolynomial, bool NakIgnored, bool StopIgnored, bool ColourNotFlipped, bool AckOffByOne, bool ChannelsSwapped, bool WrongColourTaken,
    bool StopRegisterIgnored)
{
    public static SpiNNlinkFaults Of(FaultSet faults) => new(
        faults.Has("spinnlink.sequence_not_wrapped"),
        faults.Has("spinnlink.check_wrong"),
        faults.Has("spinnlink.nak_ignored"),
        faults.Has("spinnlink.stop_ignored"),
        faults.Has("spinnlink.colour_not_flipped"),
        faults.Has("spinnlink.ack_off_by_one"),
        faults.Has("spinnlink.channels_swapped"),
        faults.Has("spinnlink.wrong_colour_taken"),
        faults.Has("spinnlink.stop_register_ignored"));
}
