namespace HwModel.SystemRdl.Model;

/// <summary>Who may read and write (SystemRDL 2.0, table 11).</summary>
public enum AccessType
{
    /// <summary><c>rw</c> and its synonym <c>wr</c>.</summary>
    ReadWrite,

    /// <summary><c>r</c></summary>
    Read,

    /// <summary><c>w</c></summary>
    Write,

    /// <summary><c>rw1</c>: reads always, the first write after reset is taken.</summary>
    ReadWriteOnce,

    /// <summary><c>w1</c>: the first write after reset is taken.</summary>
    WriteOnce,

    /// <summary><c>na</c></summary>
    None,
}

/// <summary>What a software read does to the field (SystemRDL 2.0, 9.6).</summary>
public enum OnRead
{
    None,

    /// <summary><c>rclr</c>: all bits become 0.</summary>
    Clear,

    /// <summary><c>rset</c>: all bits become 1.</summary>
    Set,

    /// <summary><c>ruser</c>: something else; external registers only.</summary>
    User,
}

/// <summary>What a software write does to the field (SystemRDL 2.0, 9.6).</summary>
public enum OnWrite
{
    /// <summary>The written bits take the written value.</summary>
    None,

    /// <summary><c>woset</c>: a written 1 sets the bit.</summary>
    OneSets,

    /// <summary><c>woclr</c>: a written 1 clears the bit.</summary>
    OneClears,

    /// <summary><c>wot</c>: a written 1 inverts the bit.</summary>
    OneToggles,

    /// <summary><c>wzs</c>: a written 0 sets the bit.</summary>
    ZeroSets,

    /// <summary><c>wzc</c>: a written 0 clears the bit.</summary>
    ZeroClears,

    /// <summary><c>wzt</c>: a written 0 inverts the bit.</summary>
    ZeroToggles,

    /// <summary><c>wclr</c>: any write clears all bits.</summary>
    Clear,

    /// <summary><c>wset</c>: any write sets all bits.</summary>
    Set,

    /// <summary><c>wuser</c>: something else; external registers only.</summary>
    User,
}

/// <summary>Who wins when software and hardware change the same bit in one cycle.</summary>
public enum Precedence
{
    Software,
    Hardware,
}

/// <summary>How unplaced children find their address (SystemRDL 2.0, 13.4).</summary>
public enum AddressingMode
{
    RegAlign,
    Compact,
    FullAlign,
}

/// <summary>What makes an interrupt event (SystemRDL 2.0, 9.9).</summary>
public enum InterruptEvent
{
    Level,
    PosEdge,
    NegEdge,
    BothEdge,
}

/// <summary>How a field latches what hardware presents.</summary>
public enum Stickiness
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>sticky</c>: the whole field is latched once and held until it is cleared.</summary>
    Field,

    /// <summary><c>stickybit</c>: each bit is latched on its own.</summary>
    Bit,
}

/// <summary>The words of the language for the enumerations of the model, and questions about them.</summary>
public static class Keywords
{
    public static bool CanRead(this AccessType access) =>
        access is AccessType.Read or AccessType.ReadWrite or AccessType.ReadWriteOnce;

    public static bool CanWrite(this AccessType access) =>
        access is AccessType.Write or AccessType.ReadWrite or AccessType.ReadWriteOnce or AccessType.WriteOnce;

    /// <summary>True for <c>w1</c> and <c>rw1</c>.</summary>
    public static bool IsOnce(this AccessType access) => access is AccessType.ReadWriteOnce or AccessType.WriteOnce;

    public static string Keyword(this AccessType access) => access switch
    {
        AccessType.Read => "r",
        AccessType.Write => "w",
        AccessType.ReadWriteOnce => "rw1",
        AccessType.WriteOnce => "w1",
        AccessType.None => "na",
        _ => "rw",
    };

    /// <summary>Null for none.</summary>
    public static string? Keyword(this OnRead effect) => effect switch
    {
        OnRead.Clear => "rclr",
        OnRead.Set => "rset",
        OnRead.User => "ruser",
        _ => null,
    };

    /// <summary>Null for none.</summary>
    public static string? Keyword(this OnWrite effect) => effect switch
    {
        OnWrite.OneSets => "woset",
        OnWrite.OneClears => "woclr",
        OnWrite.OneToggles => "wot",
        OnWrite.ZeroSets => "wzs",
        OnWrite.ZeroClears => "wzc",
        OnWrite.ZeroToggles => "wzt",
        OnWrite.Clear => "wclr",
        OnWrite.Set => "wset",
        OnWrite.User => "wuser",
        _ => null,
    };

    public static string Keyword(this Precedence precedence) => precedence == Precedence.Hardware ? "hw" : "sw";

    public static string Keyword(this AddressingMode mode) => mode switch
    {
        AddressingMode.Compact => "compact",
        AddressingMode.FullAlign => "fullalign",
        _ => "regalign",
    };

    public static string Keyword(this InterruptEvent interrupt) => interrupt switch
    {
        InterruptEvent.PosEdge => "posedge",
        InterruptEvent.NegEdge => "negedge",
        InterruptEvent.BothEdge => "bothedge",
        _ => "level",
    };

    /// <summary>Null where the word is no access type.</summary>
    public static AccessType? ParseAccess(string word) => word switch
    {
        "rw" or "wr" => AccessType.ReadWrite,
        "r" => AccessType.Read,
        "w" => AccessType.Write,
        "rw1" => AccessType.ReadWriteOnce,
        "w1" => AccessType.WriteOnce,
        "na" => AccessType.None,
        _ => null,
    };

    /// <summary>None where the word is no read effect.</summary>
    public static OnRead ParseOnRead(string word) => word switch
    {
        "rclr" => OnRead.Clear,
        "rset" => OnRead.Set,
        "ruser" => OnRead.User,
        _ => OnRead.None,
    };

    /// <summary>None where the word is no write effect.</summary>
    public static OnWrite ParseOnWrite(string word) => word switch
    {
        "woset" => OnWrite.OneSets,
        "woclr" => OnWrite.OneClears,
        "wot" => OnWrite.OneToggles,
        "wzs" => OnWrite.ZeroSets,
        "wzc" => OnWrite.ZeroClears,
        "wzt" => OnWrite.ZeroToggles,
        "wclr" => OnWrite.Clear,
        "wset" => OnWrite.Set,
        "wuser" => OnWrite.User,
        _ => OnWrite.None,
    };
}
