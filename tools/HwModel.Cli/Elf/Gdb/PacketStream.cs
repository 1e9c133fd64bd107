using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HwModel.Cli.Elf.Gdb;

/// <summary>Packets of the GDB remote serial protocol: $data#checksum with acknowledgements (GDB manual, appendix E).</summary>
internal sealed class PacketStream(NetworkStream stream)
{
    private const int LongestPacket = 0x4000;

    private readonly byte[] _one = new byte[1];

    /// <summary>False after QStartNoAckMode.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>True where the debugger has sent something, such as Ctrl-C while the program runs.</summary>
    public bool HasInput => stream.DataAvailable;

    /// <summary>The next packet's data; "\x03" for an interrupt; null where the debugger is gone.</summary>
    public string? Read()
    {
        while (true)
        {
            int start = Next();
            if (start < 0) return null;
            if (start == 3) return "\u0003";
            if (start != '$') continue;
            var data = new StringBuilder();
            byte sum = 0;
            int letter;
            while ((letter = Next()) >= 0 && letter != '#')
            {
                if (data.Length >= LongestPacket) return null;
                data.Append((char)letter);
                sum += (byte)letter;
            }
            Span<char> check = [(char)Next(), (char)Next()];
            bool good = byte.TryParse(check, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte sent) && sent == sum;
            if (Acknowledges) Send(good ? "+"u8 : "-"u8);
            if (good) return data.ToString();
        }
    }

    /// <summary>Sends a packet.</summary>
    public void Write(string data)
    {
        byte sum = 0;
        foreach (char letter in data) sum += (byte)letter;
        Send(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${data}#{sum:x2}")));
    }

    private int Next() => stream.Read(_one, 0, 1) == 1 ? _one[0] : -1;

    private void Send(ReadOnlySpan<byte> bytes) => stream.Write(bytes);
}
