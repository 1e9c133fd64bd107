using System.Numerics;

namespace HwModel.Benches.PeMac;

/// <summary>An operation with its elements and its results in unbounded integers.</summary>
internal sealed class MacShape(MacOperation operation)
{
    public MacOperation Operation { get; } = operation with
    {
        // A multiplication without rows makes nothing and ends.
        Height = Math.Clamp(operation.Height, operation.Convolves ? 1 : 0, 16),
        Width = Math.Clamp(operation.Width, 1, 16),
        Channels = Math.Clamp(operation.Channels, 1, 400),
        Columns = Math.Clamp(operation.Columns, 1, 40),
        Output = Math.Clamp(operation.Output, 0, 2),
        Shift = operation.Shift & 31,
        Types = operation.Types & 31,
    };

    private bool SignedA => (Operation.Types & 1) != 0;

    private bool SignedB => (Operation.Types & 2) != 0;

    private bool Relu => (Operation.Types & 16) != 0;

    public int BytesA => (Operation.Types & 4) != 0 ? 2 : 1;

    public int BytesB => (Operation.Types & 8) != 0 ? 2 : 1;

    public int OutputBytes => 1 << Operation.Output;

    /// <summary>A kernel that fits the map; 1 for a multiplication.</summary>
    public int Kernel => Operation.Convolves ? Math.Min(Math.Clamp(Operation.Kernel, 1, 4), Math.Min(Operation.Height, Operation.Width)) : 1;

    public int Stride => Operation.Convolves ? Math.Clamp(Operation.Stride, 1, 3) : 1;

    public int MapWidth => Operation.Convolves ? Operation.Width : 1;

    private int OutputWidth => (MapWidth - Kernel) / Stride + 1;

    public int Rows => OutputWidth * ((Operation.Height - Kernel) / Stride + 1);

    public int Depth => Operation.Channels * Kernel * Kernel;

    /// <summary>Cycles of a multiplication with 8-bit operands in the SRAM: 74 + ceil(M/4) ceil(N/16) (ceil(1.25 K) + 10); wide operands halve the tile.</summary>
    public long PublishedCycles
    {
        get
        {
            int rows = BytesA == 2 ? 2 : 4, columns = BytesB == 2 ? 8 : 16;
            return 74 + (long)((Rows + rows - 1) / rows) * ((Operation.Columns + columns - 1) / columns) * ((5 * Depth + 3) / 4 + 10);
        }
    }

    public static int Pitch(int bytes) => (bytes + 15) / 16 * 16;

    public bool Fits(int bytes) =>
        Operation.Height * MapWidth * Pitch(Operation.Channels * BytesA) <= bytes && Depth * Pitch(Operation.Columns * BytesB) <= bytes && Rows * Pitch(Operation.Columns * OutputBytes) <= bytes;

    public int[,] DrawA() => Draw(Operation.Height * MapWidth, Operation.Channels, SignedA, BytesA, 1);

    public int[,] DrawB() => Draw(Depth, Operation.Columns, SignedB, BytesB, 2);

    private int[,] Draw(int rows, int columns, bool isSigned, int bytes, int salt)
    {
        var random = new Random(Operation.Seed ^ (salt << 20));
        int range = 1 << (8 * bytes), least = isSigned ? -range / 2 : 0;
        var matrix = new int[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                matrix[i, j] = Operation.Extreme && random.Next(10) > 0 ? (Operation.Seed & 1) == 0 ? least + range - 1 : least : least + random.Next(range);
        return matrix;
    }

    public static void Lay(int[,] matrix, int bytes, Span<byte> memory)
    {
        int pitch = Pitch(matrix.GetLength(1) * bytes);
        for (int i = 0; i < matrix.GetLength(0); i++)
            for (int j = 0; j < matrix.GetLength(1); j++)
                for (int part = 0; part < bytes; part++)
                    memory[i * pitch + j * bytes + part] = (byte)(matrix[i, j] >> (8 * part));
    }

    public static void LayResults(BigInteger[,] matrix, int bytes, Span<byte> memory)
    {
        int pitch = Pitch(matrix.GetLength(1) * bytes);
        for (int i = 0; i < matrix.GetLength(0); i++)
            for (int j = 0; j < matrix.GetLength(1); j++)
                for (int part = 0; part < bytes; part++)
                    memory[i * pitch + j * bytes + part] = (byte)(int)((matrix[i, j] >> (8 * part)) & 255);
    }

    /// <summary>Byte parts of wide operands are summed apart, each modulo 2^24, as neighbouring cells do.</summary>
    public (BigInteger[,] Results, bool Overflow) Expected(int[,] a, int[,] b)
    {
        var results = new BigInteger[Rows, Operation.Columns];
        bool overflow = false, isSigned = SignedA || SignedB;
        BigInteger most = BigInteger.Pow(2, 8 * OutputBytes - (isSigned ? 1 : 0)) - 1, least = isSigned ? -most - 1 : 0;
        for (int pixel = 0; pixel < Rows; pixel++)
        {
            for (int column = 0; column < Operation.Columns; column++)
            {
                BigInteger total = 0;
                for (int partA = 0; partA < BytesA; partA++)
                    for (int partB = 0; partB < BytesB; partB++)
                        total += Sum(a, b, pixel, column, partA, partB, ref overflow) << (8 * (partA + partB));
                if (Relu && total < 0) total = 0;
                results[pixel, column] = BigInteger.Min(BigInteger.Max(total >> Operation.Shift, least), most);
            }
        }
        return (results, overflow);
    }

    // In the order kernel row, 16 bytes of channels, kernel column, channel: it decides when a sum leaves its range.
    private BigInteger Sum(int[,] a, int[,] b, int pixel, int column, int partA, int partB, ref bool overflow)
    {
        bool isSigned = (SignedA && partA == BytesA - 1) || (SignedB && partB == BytesB - 1);
        int y = pixel / OutputWidth * Stride, x = pixel % OutputWidth * Stride, chunk = 16 / BytesA, channels = Operation.Channels;
        BigInteger sum = 0;
        for (int ky = 0; ky < Kernel; ky++)
        {
            for (int first = 0; first < channels; first += chunk)
            {
                for (int kx = 0; kx < Kernel; kx++)
                {
                    for (int c = first; c < Math.Min(first + chunk, channels); c++)
                    {
                        sum += (BigInteger)Part(a[(y + ky) * MapWidth + x + kx, c], partA, BytesA) * Part(b[(ky * Kernel + kx) * channels + c, column], partB, BytesB);
                        BigInteger wrapped = Wrap(sum, isSigned);
                        overflow |= wrapped != sum;
                        sum = wrapped;
                    }
                }
            }
        }
        return sum;
    }

    private static int Part(int value, int part, int parts) => parts == 1 ? value : part == 0 ? value & 255 : value >> 8;

    private static BigInteger Wrap(BigInteger value, bool isSigned)
    {
        BigInteger range = 1 << 24, wrapped = ((value % range) + range) % range;
        return isSigned && wrapped >= range / 2 ? wrapped - range : wrapped;
    }

    public override string ToString() =>
        $"{(Operation.Convolves ? $"convolution {Operation.Height}x{Operation.Width}x{Operation.Channels} by {Kernel}x{Kernel}, stride {Stride}," : $"multiplication {Rows}x{Depth} by")} {Operation.Columns} columns, types {Operation.Types:X}, {OutputBytes} bytes out, shift {Operation.Shift}";
}
