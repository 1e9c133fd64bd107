namespace HwModel.Traces;

/// <summary>A signal of one <see cref="TraceHierarchy"/>: a dense index from 0, given out by the declaring methods of <see cref="TraceScope"/>.</summary>
public readonly record struct TraceHandle(int Index);
