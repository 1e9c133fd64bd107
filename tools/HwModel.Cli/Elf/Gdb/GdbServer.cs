using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HwModel.Cli.Common;
using HwModel.SpiNNaker2.Pe.Core;
using HwModel.SpiNNaker2.Pe.Program;

namespace HwModel.Cli.Elf.Gdb;

/// <summary>
/// Serves one debugger over the GDB remote protocol on 127.0.0.1: registers with the floating-point unit, memory, breakpoints, watchpoints,
/// step, continue (GDB manual, appendix E).
/// </summary>
internal sealed class GdbServer(ElfMachine machine, TextWriter error, long maxCycles)
{
    private readonly CortexM4 _core = machine.Core;
    private readonly HashSet<uint> _breakpoints = [];
    private readonly List<Watchpoint> _watchpoints = [];

    private sealed record Watchpoint(char Kind, uint Address, uint Length)
    {
        public uint[] Last { get; } = new uint[(Length + 3) / 4 + 1];
    }

    /// <summary>Waits for the debugger and serves it until the program ends or the debugger leaves.</summary>
    public ElfEnd Serve(int port)
    {
        if (port is < 0 or > 65535) throw new UserErrorException($"--gdb {port}: a port is a number from 0 to 65535 (0 takes a free one).");
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException exception)
        {
            throw new UserErrorException($"Port {port} of 127.0.0.1 cannot be opened: {exception.Message}.");
        }
        error.WriteLine($"hwmodel: waiting for gdb: target remote 127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using TcpClient client = listener.AcceptTcpClient();
        client.NoDelay = true;
        var packets = new PacketStream(client.GetStream());
        try
        {
            while (packets.Read() is { } command)
            {
                if (Handle(command, packets) is not { } reply) break;
                packets.Write(reply);
                if (reply.StartsWith('W') || reply.StartsWith('X')) break;
            }
        }
        catch (IOException)
        {
            // The debugger closed the connection.
        }
        if (machine.Console.ExitCode is not null) return ElfEnd.Exit;
        return _core.Phase == PipelinePhase.Lockup ? ElfEnd.Fault : ElfEnd.CycleLimit;
    }

    /// <summary>The reply to a packet; null ends the session.</summary>
    private string? Handle(string packet, PacketStream packets)
    {
        if (packet.Length == 0) return "";
        switch (packet[0])
        {
            case '?': return "S05";
            case 'g': return AllRegisters();
            case 'G': return WriteAll(packet[1..]);
            case 'p': return TryHex(packet.AsSpan(1), out uint number) ? ReadRegister(number) : "E01";
            case 'P': return WriteOne(packet[1..]);
            case 'm': return ReadMemory(packet[1..]);
            case 'M': return WriteMemory(packet[1..]);
            case 's': return Step(packet);
            case 'c': return Run(packet, packets);
            case 'Z' or 'z': return SetPoint(packet);
            case 'H': return "OK";
            case 'T': return "OK";
            case 'D' or 'k': return Detach(packet, packets);
            case '\u0003': return "S02";
        }
        if (packet.StartsWith("qSupported", StringComparison.Ordinal)) return "PacketSize=2000;qXfer:features:read+;QStartNoAckMode+;hwbreak+;swbreak+;vContSupported-";
        if (packet.StartsWith("qXfer:features:read:", StringComparison.Ordinal)) return TargetDescription.Read(packet);
        if (packet == "QStartNoAckMode")
        {
            packets.Write("OK");
            packets.Acknowledges = false;
            return packets.Read() is { } next ? Handle(next, packets) : null;
        }
        return packet switch
        {
            "qAttached" => "1",
            "qC" => "QC1",
            "qfThreadInfo" => "m1",
            "qsThreadInfo" => "l",
            _ => "",
        };
    }

    private static string? Detach(string packet, PacketStream packets)
    {
        if (packet[0] == 'D') packets.Write("OK");
        return null;
    }

    private string AllRegisters()
    {
        var text = new StringBuilder();
        for (uint i = 0; i < 17; i++) text.Append(ReadRegister(i));
        return text.ToString();
    }

    private string ReadRegister(uint number) => number switch
    {
        < 16 => Word(_core[(int)number]),
        16 => Word(_core.Xpsr),
        >= 17 and < 33 => Word(_core.GetSingle((int)(number - 17) * 2)) + Word(_core.GetSingle((int)(number - 17) * 2 + 1)),
        33 => Word(_core.Fpscr),
        34 => Word(_core.Msp),
        35 => Word(_core.Psp),
        36 => Word(_core.Primask),
        37 => Word(_core.Basepri),
        38 => Word(_core.Faultmask),
        39 => Word(_core.Control),
        _ => "E01",
    };

    private string WriteAll(string data)
    {
        for (int i = 0; i < 17 && data.Length >= (i + 1) * 8; i++)
            if (TryWord(data.AsSpan(i * 8, 8), out uint value)) WriteRegister((uint)i, value);
        return "OK";
    }

    private string WriteOne(string data)
    {
        int equals = data.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 || !TryHex(data.AsSpan(0, equals), out uint number) || data.Length < equals + 9 || !TryWord(data.AsSpan(equals + 1, 8), out uint value)) return "E01";
        WriteRegister(number, value);
        if (number is >= 17 and < 33 && data.Length >= equals + 17 && TryWord(data.AsSpan(equals + 9, 8), out uint high)) _core.SetSingle((int)(number - 17) * 2 + 1, high);
        return "OK";
    }

    private void WriteRegister(uint number, uint value)
    {
        switch (number)
        {
            case < 16: _core[(int)number] = value; break;
            case 16: _core.Xpsr = value; break;
            case >= 17 and < 33: _core.SetSingle((int)(number - 17) * 2, value); break;
            case 33: _core.Fpscr = value; break;
            case 34: _core.Msp = value; break;
            case 35: _core.Psp = value; break;
            case 36: _core.Primask = value; break;
            case 37: _core.Basepri = value; break;
            case 38: _core.Faultmask = value; break;
        }
    }

    private string ReadMemory(string data)
    {
        if (!TryRange(data, out uint address, out uint length) || length > 0x1000) return "E01";
        var text = new StringBuilder();
        for (uint i = 0; i < length; i++)
        {
            if (!_core.TryReadWord((address + i) & ~3u, out uint word)) return text.Length > 0 ? text.ToString() : "E14";
            text.Append((word >> (int)((address + i) & 3) * 8 & 0xFF).ToString("x2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private string WriteMemory(string data)
    {
        int colon = data.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryRange(data[..colon], out uint address, out uint length) || data.Length < colon + 1 + length * 2) return "E01";
        for (uint i = 0; i < length; i++)
            if (!TryHex(data.AsSpan(colon + 1 + (int)i * 2, 2), out uint value) || !_core.WriteForHost(address + i, value, 1)) return "E14";
        return "OK";
    }

    private string SetPoint(string packet)
    {
        string[] parts = packet[1..].Split(',');
        if (parts.Length < 3 || !TryHex(parts[1], out uint address) || !TryHex(parts[2].Split(';')[0], out uint length)) return "E01";
        bool set = packet[0] == 'Z';
        char kind = parts[0][0];
        if (kind is '0' or '1')
        {
            if (set) _breakpoints.Add(address);
            else _breakpoints.Remove(address);
            return "OK";
        }
        if (kind is not ('2' or '3' or '4') || length is 0 or > 64) return "";
        _watchpoints.RemoveAll(point => point.Kind == kind && point.Address == address);
        if (set) _watchpoints.Add(Remember(new Watchpoint(kind, address, length)));
        return "OK";
    }

    private Watchpoint Remember(Watchpoint point)
    {
        for (int i = 0; i < point.Last.Length; i++) _core.TryReadWord((point.Address & ~3u) + (uint)i * 4, out point.Last[i]);
        return point;
    }

    /// <summary>The watchpoint that the next instruction is about to hit; a debugger of Arm cores expects the stop before the access and makes the step itself.</summary>
    private Watchpoint? AboutToHit()
    {
        if (_watchpoints.Count == 0 || DataAccess.Next(_core) is not { } access) return null;
        foreach (Watchpoint point in _watchpoints)
            if ((point.Kind == '4' || (point.Kind == '2') == access.Writes) && access.Overlaps(point.Address, point.Length)) return point;
        return null;
    }

    /// <summary>A watched place that was written by something else than a store: a semihosting call, a frame that an exception pushed.</summary>
    private Watchpoint? Triggered()
    {
        foreach (Watchpoint point in _watchpoints)
        {
            if (point.Kind != '2') continue;
            for (int i = 0; i < point.Last.Length; i++)
            {
                if (!_core.TryReadWord((point.Address & ~3u) + (uint)i * 4, out uint value) || value == point.Last[i]) continue;
                uint changed = value ^ point.Last[i], at = (point.Address & ~3u) + (uint)i * 4;
                point.Last[i] = value;
                for (uint b = 0; b < 4; b++)
                    if ((changed >> (int)b * 8 & 0xFF) != 0 && at + b - point.Address < point.Length) return point;
            }
        }
        return null;
    }

    private string Step(string packet)
    {
        if (packet.Length > 1 && TryHex(packet.AsSpan(1), out uint address)) _core.Pc = address;
        _core.StepInstruction();
        _core.Settle(maxCycles);
        return Ended() ?? "S05";
    }

    private string Run(string packet, PacketStream packets)
    {
        if (packet.Length > 1 && TryHex(packet.AsSpan(1), out uint address)) _core.Pc = address;
        for (long count = 0; ; count++)
        {
            if (AboutToHit() is { } hit) return string.Create(CultureInfo.InvariantCulture, $"T05{(hit.Kind == '2' ? "" : hit.Kind == '3' ? "r" : "a")}watch:{hit.Address:x};");
            _core.StepInstruction();
            _core.Settle(Math.Min(maxCycles, _core.Cycle + 100_000));
            if (Ended() is { } end) return end;
            if (_breakpoints.Contains(_core.Pc)) return "T05swbreak:;";
            if (_watchpoints.Count > 0 && Triggered() is { } point) return string.Create(CultureInfo.InvariantCulture, $"T05watch:{point.Address:x};");
            if (count % 5000 == 0 && packets.HasInput)
            {
                packets.Read();
                return "S02";
            }
        }
    }

    private string? Ended()
    {
        if (machine.Console.ExitCode is { } status) return string.Create(CultureInfo.InvariantCulture, $"W{status & 0xFF:x2}");
        if (_core.Phase == PipelinePhase.Lockup) return "X0b";
        return _core.Cycle >= maxCycles ? "X18" : null;
    }

    private static string Word(uint value) => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value).ToString("x8", CultureInfo.InvariantCulture);

    private static bool TryWord(ReadOnlySpan<char> text, out uint value)
    {
        bool good = TryHex(text, out value);
        value = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
        return good;
    }

    private static bool TryHex(ReadOnlySpan<char> text, out uint value) => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    private static bool TryRange(string text, out uint address, out uint length)
    {
        string[] parts = text.Split(',');
        address = length = 0;
        return parts.Length == 2 && TryHex(parts[0], out address) && TryHex(parts[1], out length);
    }
}
