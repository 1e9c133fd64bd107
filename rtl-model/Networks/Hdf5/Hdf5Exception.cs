namespace HwModel.Networks.Hdf5;

/// <summary>A file is not an HDF5 file that can be read here; the message is one sentence.</summary>
public sealed class Hdf5Exception(string message) : Exception(message);
