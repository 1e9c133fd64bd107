namespace HwModel.Verification.Faults;

/// <summary>
/// A mistake that can be switched into a design. The module asks for it once, when it is built (<c>options.Faults.Has("mesh.credit_twice")</c>),
/// and keeps the answer in a readonly field, so that it costs a predicted branch where it is off.
/// </summary>
/// <param name="Name">Unique name, <c>block.fault</c>.</param>
/// <param name="Description">What goes wrong, in a sentence.</param>
public sealed record Fault(string Name, string Description);
