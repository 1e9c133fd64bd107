using HwModel.Kernel;

namespace HwModel.BrainScaleS2.Digital;

/// <summary>Mistakes that can be switched into the crossbar.</summary>
[Flags]
internal enum CrossbarFault
{
    /// <summary>The whole label is compared with the target.</summary>
    MaskIgnored = 1,

    /// <summary>Events from the FPGA for PADI top 0 and 1 change places.</summary>
    WrongOutput = 2,

    /// <summary>A drop is not counted.</summary>
    DropNotCounted = 4,

    /// <summary>Some events leave twice.</summary>
    Repeat = 8,

    /// <summary>A slow output is as fast as the others.</summary>
    SlowIgnored = 16,

    /// <summary>The lowest input always comes first.</summary>
    Unfair = 32,

    /// <summary>A full FIFO loses its newest event instead of the arriving one.</summary>
    Overwrite = 64,
}

internal static class CrossbarFaults
{
    /// <summary>The crossbar's faults of a run.</summary>
    public static CrossbarFault Of(FaultSet faults) =>
        (faults.Has("crossbar.mask_ignored") ? CrossbarFault.MaskIgnored : 0)
        | (faults.Has("crossbar.wrong_output") ? CrossbarFault.WrongOutput : 0)
        | (faults.Has("crossbar.drop_not_counted") ? CrossbarFault.DropNotCounted : 0)
        | (faults.Has("crossbar.event_repeated") ? CrossbarFault.Repeat : 0)
        | (faults.Has("crossbar.slow_ignored") ? CrossbarFault.SlowIgnored : 0)
        | (faults.Has("crossbar.unfair") ? CrossbarFault.Unfair : 0)
        | (faults.Has("crossbar.newest_overwritten") ? CrossbarFault.Overwrite : 0);
}
