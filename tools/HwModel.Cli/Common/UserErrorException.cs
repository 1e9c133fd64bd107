namespace HwModel.Cli.Common;

/// <summary>Something the user can put right; the message is one sentence that says what, where and what is allowed.</summary>
internal sealed class UserErrorException(string message) : Exception(message);
