namespace HwModel.Traces;

/// <summary>A time cannot be expressed in the timescale of the file that is written; the message is a sentence.</summary>
public sealed class TraceTimeException(string message) : InvalidOperationException(message);
