using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using HwModel.Traces.Tests.Support;

namespace HwModel.Traces.Tests.Vcd;

/// <summary>Mutated inputs: the reader ends, and throws nothing but its own error.</summary>
public sealed class VcdReaderFuzzTests
{
    private const int Inputs = 100_000;

    private static readonly string[] Words =
    [
        "$end", "$var", "$scope", "$upscope", "$enddefinitions", "$dumpvars", "$dumpoff", "$comment", "$timescale", "$attrbegin misc 07 e 2 A B 0 1 1 $end", "$attrbegin misc 07 \"\" 1 $end", "#", "#0", "#-1",
        "#99999999999999999999", "b", "bx", "r", "rnan", "r1e999", "s", "s\\", "s\\x4", "s\\777", "0", "1!", "x", "[", "]", "[7:0]", "[99999999999:0]", "\0", "\u00ff", "\r\n", "\n", " ", "\t", "1048577", "0x10", "real", "event", "!",
    ];

    [Fact]
    public void A_hundred_thousand_mutated_inputs_end_in_data_or_in_the_readers_own_error()
    {
        byte[][] seeds = [.. Seeds()];
        int count = int.TryParse(Environment.GetEnvironmentVariable("HWMODEL_FUZZ_INPUTS"), out int given) ? given : Inputs;
        int damaged = 0;
        var slowest = TimeSpan.Zero;
        for (int i = 0; i < count; i++)
        {
            var random = new Random(i);
            byte[] input = Mutate(seeds[random.Next(seeds.Length)], random);
            var options = new VcdReaderOptions { BufferSize = 16 << random.Next(10), AllowTruncated = random.Next(4) == 0 };
            long start = Stopwatch.GetTimestamp();
            try
            {
                using var reader = new VcdReader(new MemoryStream(input), "fuzz.vcd", options);
                using var sink = new SettlingSink(new NullSink());
                reader.SendAll(sink);
            }
            catch (VcdException exception)
            {
                damaged++;
                Assert.StartsWith("fuzz.vcd, line ", exception.Message);
            }
            catch (Exception exception)
            {
                Assert.Fail($"input {i}: {exception}");
            }
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            if (time > slowest) slowest = time;
        }
        // Both outcomes occur often, so the mutations are neither too mild nor too wild; nothing hangs.
        Assert.InRange(damaged, count / 5, count - count / 50);
        Assert.True(slowest < TimeSpan.FromSeconds(10), $"one input took {slowest}");
    }

    private static IEnumerable<byte[]> Seeds()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            using var stream = new MemoryStream();
            using (var writer = new VcdWriter(stream)) new RandomTrace(seed).Send(writer);
            byte[] bytes = stream.ToArray();
            yield return bytes.Length <= 4_000 ? bytes : bytes[..4_000];
        }
        foreach (string peer in Directory.GetFiles(Path.Combine(RepositoryPaths.Root, "testbenches", "Traces.Tests", "Peers"), "*.vcd")) yield return File.ReadAllBytes(peer)[..1_500];
        string small = "$timescale 1ns $end $scope module t $end $var wire 1 ! a $end $var wire 70 % w [69:0] $end $upscope $end $enddefinitions $end\n#0\n$dumpvars\n1!\nb1x0z %\n$end\n#5\n0!\n#7\nb101 %\n";
        yield return Encoding.ASCII.GetBytes(small);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.ASCII.GetBytes(small));
        yield return packed.ToArray();
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        int mutations = random.Next(1, 5);
        for (int i = 0; i < mutations && bytes.Count > 0; i++)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, Encoding.Latin1.GetBytes(Words[random.Next(Words.Length)])); break;
                case 4: bytes.InsertRange(at, Encoding.Latin1.GetBytes($" {Words[random.Next(Words.Length)]} ")); break;
                case 5: bytes.RemoveRange(at, bytes.Count - at); break;
                case 6: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count), 1)); break;
                default:
                    int from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(60), bytes.Count - from)));
                    break;
            }
        }
        return [.. bytes];
    }
}
