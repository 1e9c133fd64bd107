using System.Diagnostics;

namespace HwModel.Benches.PeCore.LockStep;

/// <summary>The state before one instruction, as QEMU's log gives it.</summary>
internal sealed class QemuRecord
{
    public readonly uint[] R = new uint[16];
    public readonly uint[] S = new uint[32];
    public uint Xpsr, Fpscr;
}

/// <summary>
/// Runs a program on qemu-system-arm (machine mps2-an386) one instruction per translation block and reads the state before
/// each instruction from its log (-d exec,cpu,fpu,nochain), which is written to the standard output.
/// </summary>
internal sealed class QemuTrace : IDisposable
{
    private readonly Process _process;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[1 << 20];
    private int _at, _end;

    public QemuTrace(string elf)
    {
        var start = new ProcessStartInfo("qemu-system-arm") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in (string[])["-M", "mps2-an386", "-nographic", "-serial", "none", "-monitor", "none", "-semihosting-config", "enable=on,target=native",
            "-singlestep", "-d", "exec,cpu,fpu,nochain", "-D", "/dev/stdout", "-kernel", elf]) start.ArgumentList.Add(argument);
        _process = Process.Start(start) ?? throw new InvalidOperationException("qemu-system-arm did not start");
        _process.StandardInput.Close();
        _process.ErrorDataReceived += (_, line) => Errors += line.Data;
        _process.BeginErrorReadLine();
        _stream = _process.StandardOutput.BaseStream;
    }

    /// <summary>Whether qemu-system-arm is on the PATH.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, "qemu-system-arm")));

    /// <summary>What QEMU wrote to its standard error.</summary>
    public string Errors { get; private set; } = "";

    /// <summary>Reads the next record; false at the end of the run.</summary>
    public bool Next(QemuRecord record)
    {
        while (true)
        {
            ReadOnlySpan<byte> line = ReadLine();
            if (line.Length == 0 && _end == 0) return false;
            if (line.Length < 9) continue;
            switch (line[0])
            {
                case (byte)'R':
                    int first = (line[1] - '0') * 10 + line[2] - '0';
                    for (int i = 0; i < 4; i++) record.R[first + i] = Hex(line, 4 + 13 * i);
                    break;
                case (byte)'X':
                    record.Xpsr = Hex(line, 5);
                    break;
                case (byte)'s':
                    int single = (line[1] - '0') * 10 + line[2] - '0';
                    record.S[single] = Hex(line, 4);
                    record.S[single + 1] = Hex(line, 17);
                    break;
                case (byte)'F' when line[1] == 'P':
                    record.Fpscr = Hex(line, 7);
                    return true;
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_at, _end - _at).IndexOf((byte)'\n');
            if (length >= 0)
            {
                ReadOnlySpan<byte> line = _buffer.AsSpan(_at, length);
                _at += length + 1;
                return line;
            }
            _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
            _end -= _at;
            _at = 0;
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
            {
                _end = 0;
                return default;
            }
            _end += read;
        }
    }

    private static uint Hex(ReadOnlySpan<byte> line, int at)
    {
        uint value = 0;
        for (int i = 0; i < 8; i++)
        {
            int letter = line[at + i];
            value = value << 4 | (uint)(letter <= '9' ? letter - '0' : letter - 'a' + 10);
        }
        return value;
    }
}
