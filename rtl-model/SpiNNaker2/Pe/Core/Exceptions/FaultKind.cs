namespace HwModel.SpiNNaker2.Pe.Core.Exceptions;

/// <summary>Why an instruction could not complete; the values are bits of CFSR where there is one (Arm ARMv7-M ARM, B3.2.15).</summary>
internal enum FaultKind
{
    None,
    FetchAccess,
    DataAccess,
    FetchBus,
    DataBus,
    Undefined,
    InvalidState,
    InvalidReturn,
    NoCoprocessor,
    Unaligned,
    DivideByZero,
    Breakpoint,
}
