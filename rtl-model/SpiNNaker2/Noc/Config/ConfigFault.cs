using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Noc.Config;

/// <summary>Mistakes that can be switched into the configuration network and its endpoints, to show that its properties can fail.</summary>
internal sealed class ConfigFaults(FaultSet faults)
{
    /// <summary>An output forgets after each word which packet it carries.</summary>
    public bool LockLost { get; } = faults.Has("cnoc.lock_lost");

    /// <summary>An output does not let go of every sixteenth packet or so.</summary>
    public bool LockKept { get; } = faults.Has("cnoc.lock_kept");

    /// <summary>Along y before x.</summary>
    public bool YFirst { get; } = faults.Has("cnoc.y_first");

    /// <summary>A word leaves a cycle early.</summary>
    public bool StageSkipped { get; } = faults.Has("cnoc.stage_skipped");

    /// <summary>The last word of a long packet is lost; the one before becomes its tail.</summary>
    public bool TailLost { get; } = faults.Has("cnoc.tail_lost");

    /// <summary>Writes of several words all go to the first register.</summary>
    public bool AddressStuck { get; } = faults.Has("cnoc.address_stuck");

    /// <summary>The answer carries a tag of zero.</summary>
    public bool TagLost { get; } = faults.Has("cnoc.tag_lost");

    /// <summary>A register that is missing is answered as zero.</summary>
    public bool ErrorHidden { get; } = faults.Has("cnoc.error_hidden");
}
