namespace HwModel.Networks.Graph;

/// <summary>A network can't be used as it is; the message is one sentence.</summary>
public sealed class NetworkException(string message) : Exception(message);
