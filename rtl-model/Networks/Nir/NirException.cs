namespace HwModel.Networks.Nir;

/// <summary>A file is no NIR graph that can be used; the message is one sentence.</summary>
public sealed class NirException(string message) : Exception(message);
