namespace HwModel.Verification.Temporal;

/// <summary>What conditions, words and reals share: a text in SystemVerilog's notation and the way to their signals and histories.</summary>
internal interface IExpression
{
    /// <summary>The expression in SystemVerilog's notation; equal texts are equal expressions.</summary>
    string Text { get; }

    /// <summary>Shows every signal and every history below this expression, operands before what is built on them.</summary>
    void Visit(IExpressionVisitor visitor);
}

/// <summary>Meets the leaves and the stateful parts of an expression.</summary>
internal interface IExpressionVisitor
{
    void Meet(ISampledSignal signal);

    void Meet(IHistory history);
}

/// <summary>A part of an expression that remembers earlier cycles; its monitor advances it once a cycle, operands first.</summary>
internal interface IHistory
{
    /// <summary>The monitor that advances this history; an expression with a history belongs to one monitor.</summary>
    object? Owner { get; set; }

    /// <summary>Takes the operand's value of the cycle that is being sampled.</summary>
    void Advance();
}

/// <summary>Three-valued truth: a comparison with an unknown bit is unknown, and an unknown condition does not hold.</summary>
internal enum Truth : byte
{
    False,
    True,
    Unknown,
}
