namespace HwModel.Fabric.Traffic;

/// <summary>What a source of packets has done.</summary>
public interface ITrafficSource
{
    /// <summary>Flits that went into the network.</summary>
    long Flits { get; }

    /// <summary>Packets created before a time in femtoseconds, whether or not they went into the network. Only times from the present on, or before which the source was idle.</summary>
    long PacketsCreatedBefore(long time);
}
