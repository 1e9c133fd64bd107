namespace HwModel.Traces;

/// <summary>What a signal is for: selects what is traced and how the default view shows it.</summary>
[Flags]
public enum TraceRole
{
    None = 0,

    /// <summary>Nothing said.</summary>
    Signal = 1,

    /// <summary>An input, output or channel of a module.</summary>
    Port = 2,

    /// <summary>A register, or the state of an FSM.</summary>
    State = 4,

    Clock = 8,
    Reset = 16,

    /// <summary>A payload or operand, of interest mostly as a number.</summary>
    Data = 32,

    /// <summary>A continuous quantity, drawn as a curve.</summary>
    Analog = 64,

    /// <summary>Something that should never happen; shown in red.</summary>
    Error = 128,

    /// <summary>A counter or statistic.</summary>
    Counter = 256,

    All = Signal | Port | State | Clock | Reset | Data | Analog | Error | Counter,
}

/// <summary>How a viewer prints a value.</summary>
public enum TraceFormat
{
    /// <summary>By kind: one bit as a level, vectors in hexadecimal, integers as signed decimal.</summary>
    Default,
    Hexadecimal,
    Binary,
    Octal,
    Unsigned,
    Signed,
    Ascii,
}

/// <summary>Colours of a trace in GTKWave's save file, in its numbering.</summary>
public enum TraceColor
{
    Normal,
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Indigo,
    Violet,
}

/// <summary>What the author of a signal knows about it that helps a viewer.</summary>
/// <param name="Role">What the signal is for.</param>
/// <param name="Format">How its values are printed.</param>
/// <param name="Group">The group it is shown in; null shows it under its scope.</param>
/// <param name="Color">Its colour; null takes the colour of the role.</param>
/// <param name="AnalogRows">Height of an analog curve in rows; 0 takes 3 for <see cref="TraceRole.Analog"/> and none for the others.</param>
/// <param name="Hidden">True keeps the signal out of the default view (it stays in the trace).</param>
public sealed record TraceHints(
    TraceRole Role = TraceRole.Signal,
    TraceFormat Format = TraceFormat.Default,
    string? Group = null,
    TraceColor? Color = null,
    int AnalogRows = 0,
    bool Hidden = false)
{
    public static TraceHints None { get; } = new();
    public static TraceHints Port { get; } = new(TraceRole.Port);
    public static TraceHints State { get; } = new(TraceRole.State);
    public static TraceHints Clock { get; } = new(TraceRole.Clock);
    public static TraceHints Reset { get; } = new(TraceRole.Reset);
    public static TraceHints Data { get; } = new(TraceRole.Data);
    public static TraceHints Analog { get; } = new(TraceRole.Analog);
    public static TraceHints Error { get; } = new(TraceRole.Error);
    public static TraceHints Counter { get; } = new(TraceRole.Counter, TraceFormat.Unsigned);
}
