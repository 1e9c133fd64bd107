namespace HwModel.Studies;

/// <summary>Something in a study, its files or its folder that the user can put right; the message is one sentence that says what, where and what is allowed.</summary>
public sealed class StudyException : Exception
{
    public StudyException(string message)
        : base(message)
    {
    }

    public StudyException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
