namespace HwModel.Kernel;

/// <summary>A sleeping module would have done something: it went to sleep too early, or it counts on being called.</summary>
public sealed class QuiescenceException : Exception
{
    internal QuiescenceException(Module module, long cycle, long time, string change)
        : base($"{module.Path} slept in cycle {cycle} of {module.Clock.Name} ({time} fs), but when called all the same it {change}; " +
            "a module may sleep only while a call would change nothing")
    {
    }
}
