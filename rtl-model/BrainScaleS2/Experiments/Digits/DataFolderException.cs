namespace HwModel.BrainScaleS2.Experiments.Digits;

/// <summary>A folder of data that is missing, or a file in it that is not what its name promises; the message names the file, what was found and what is allowed.</summary>
public sealed class DataFolderException(string message) : IOException(message);
