using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Mistakes that can be switched into the crossbar.</summary>
[Flags]
internal enum CrossbarFault
{
    /// <summary>The whole label is compared with the target.</summary>
    [NamedFault("crossbar.mask_ignored")] MaskIgnored = 1,

    /// <summary>Events from the FPGA for PADI top 0 and 1 change places.</summary>
    [NamedFault("crossbar.wrong_output")] WrongOutput = 2,

    /// <summary>A drop is not counted.</summary>
    [NamedFault("crossbar.drop_not_counted")] DropNotCounted = 4,

    /// <summary>Some events leave twice.</summary>
    [NamedFault("crossbar.event_repeated")] Repeat = 8,

    /// <summary>A slow output is as fast as the others.</summary>
    [NamedFault("crossbar.slow_ignored")] SlowIgnored = 16,

    /// <summary>The lowest input always comes first.</summary>
    [NamedFault("crossbar.unfair")] Unfair = 32,

    /// <summary>A full FIFO loses its newest event instead of the arriving one.</summary>
    [NamedFault("crossbar.newest_overwritten")] Overwrite = 64,
}
