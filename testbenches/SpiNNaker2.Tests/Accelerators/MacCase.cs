using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;

namespace HwModel.SpiNNaker2.Tests.Accelerators;

/// <summary>A random operation of the MAC array. For a multiplication the kernel is 1 x 1, the feature map one column of M pixels, K channels.</summary>
internal sealed record MacCase(
    bool Convolves, int Height, int Width, int Channels, int Columns, int KernelHeight, int KernelWidth, int StrideX, int StrideY,
    bool SignedA, bool SignedB, bool WideA, bool WideB, bool Relu, int OutputBytes, int Shift, bool Extreme, int Seed)
{
    public int OutputWidth => (Width - KernelWidth) / StrideX + 1;

    public int OutputHeight => (Height - KernelHeight) / StrideY + 1;

    public int Rows => OutputWidth * OutputHeight;

    public int Depth => Channels * KernelHeight * KernelWidth;

    public int BytesA => WideA ? 2 : 1;

    public int BytesB => WideB ? 2 : 1;

    public static int Pitch(int bytes) => (bytes + 15) / 16 * 16;

    public static Gen<MacCase> Multiplications(int most) =>
        from rows in Gen.Choose(1, 13)
        from depth in Gen.Frequency((3, Gen.Choose(1, 40)), (1, Gen.Choose(1, most)))
        from columns in Gen.Choose(1, 37)
        from types in Types
        select types with { Height = rows, Width = 1, Channels = depth, Columns = columns };

    public static readonly Gen<MacCase> Convolutions =
        from kernelHeight in Gen.Choose(1, 4)
        from kernelWidth in Gen.Choose(1, 4)
        from height in Gen.Choose(kernelHeight, 7)
        from width in Gen.Choose(kernelWidth, 9)
        from channels in Gen.Frequency((2, Gen.Choose(1, 5)), (1, Gen.Choose(1, 35)))
        from columns in Gen.Choose(1, 20)
        from strideX in Gen.Choose(1, 3)
        from strideY in Gen.Choose(1, 3)
        from types in Types
        select types with
        {
            Convolves = true,
            Height = height,
            Width = width,
            Channels = channels,
            Columns = columns,
            KernelHeight = kernelHeight,
            KernelWidth = kernelWidth,
            StrideX = strideX,
            StrideY = strideY,
        };

    private static Gen<MacCase> Types =>
        from flags in Gen.Choose(0, 63)
        from output in Gen.Elements(1, 2, 4)
        from shift in Gen.Choose(0, 31)
        from small in Gen.Elements(true, true, false)
        from seed in Gen.Choose(0, int.MaxValue)
        select new MacCase(false, 1, 1, 1, 1, 1, 1, 1, 1, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0, (flags & 16) != 0, output, small ? shift % 12 : shift, (flags & 32) != 0, seed);

    public static IEnumerable<MacCase> Shrink(MacCase at)
    {
        if (at.Columns > 1) yield return at with { Columns = at.Columns / 2 };
        if (at.Channels > 1) yield return at with { Channels = at.Channels / 2 };
        if (at.Channels > 1) yield return at with { Channels = at.Channels - 1 };
        if (at.Height > at.KernelHeight) yield return at with { Height = at.Height - 1 };
        if (at.Width > at.KernelWidth) yield return at with { Width = at.Width - 1 };
        if (at.KernelWidth > 1) yield return at with { KernelWidth = at.KernelWidth - 1 };
        if (at.KernelHeight > 1) yield return at with { KernelHeight = at.KernelHeight - 1 };
        if (at.StrideX > 1) yield return at with { StrideX = 1 };
        if (at.Relu) yield return at with { Relu = false };
        if (at.Shift > 0) yield return at with { Shift = 0 };
        if (at.WideA) yield return at with { WideA = false };
        if (at.WideB) yield return at with { WideB = false };
    }

    /// <summary>Operand A by pixel and channel.</summary>
    public int[,] DrawA() => Draw(Height * Width, Channels, SignedA, WideA, "a");

    /// <summary>Operand B by depth and column.</summary>
    public int[,] DrawB() => Draw(Depth, Columns, SignedB, WideB, "b");

    private int[,] Draw(int rows, int columns, bool isSigned, bool isWide, string name)
    {
        var random = RandomStream.Derive((ulong)Seed, name);
        int range = isWide ? 65536 : 256;
        int least = isSigned ? -range / 2 : 0;
        var matrix = new int[rows, columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
                matrix[i, j] = Extreme && random.NextBool(0.9) ? (Seed & 1) == 0 ? least + range - 1 : least : least + random.Next(range);
        return matrix;
    }

    /// <summary>
    /// The results in unbounded integers. Byte parts of 16-bit operands are summed apart, each modulo 2^24, as neighbouring cells do; where no part leaves
    /// its range the sum is the exact one.
    /// </summary>
    public (BigInteger[,] Results, bool Overflow) Expected(int[,] a, int[,] b)
    {
        var results = new BigInteger[Rows, Columns];
        bool overflow = false;
        for (int pixel = 0; pixel < Rows; pixel++)
        {
            for (int column = 0; column < Columns; column++)
            {
                (BigInteger sum, bool left) = Sum(a, b, pixel / OutputWidth, pixel % OutputWidth, column);
                overflow |= left;
                if (Relu && sum < 0) sum = 0;
                BigInteger divisor = BigInteger.Pow(2, Shift);
                BigInteger shifted = (sum - ((sum % divisor + divisor) % divisor)) / divisor; // towards minus infinity
                bool isSigned = SignedA || SignedB;
                BigInteger most = BigInteger.Pow(2, 8 * OutputBytes - (isSigned ? 1 : 0)) - 1;
                BigInteger least = isSigned ? -most - 1 : 0;
                results[pixel, column] = BigInteger.Min(BigInteger.Max(shifted, least), most);
            }
        }
        return (results, overflow);
    }

    private (BigInteger Sum, bool Overflow) Sum(int[,] a, int[,] b, int y, int x, int column)
    {
        BigInteger total = 0;
        BigInteger exact = 0;
        bool overflow = false;
        for (int partA = 0; partA < BytesA; partA++)
        {
            for (int partB = 0; partB < BytesB; partB++)
            {
                BigInteger sum = 0;
                bool isSigned = (SignedA && partA == BytesA - 1) || (SignedB && partB == BytesB - 1);
                foreach ((int ky, int kx, int c) in Order())
                {
                    int left = a[(y * StrideY + ky) * Width + x * StrideX + kx, c];
                    int right = b[(ky * KernelWidth + kx) * Channels + c, column];
                    if (partA + partB == 0) exact += (BigInteger)left * right;
                    sum += (BigInteger)Part(left, partA, BytesA) * Part(right, partB, BytesB);
                    BigInteger wrapped = Wrap(sum, isSigned);
                    overflow |= wrapped != sum;
                    sum = wrapped;
                }
                total += sum * BigInteger.Pow(256, partA + partB);
            }
        }
        if (!overflow) Assert.Equal(exact, total);
        return (total, overflow);
    }

    private static int Part(int value, int part, int parts) =>
        parts == 1 ? value : part == 0 ? ((value % 256) + 256) % 256 : (value - ((value % 256) + 256) % 256) / 256;

    private static BigInteger Wrap(BigInteger value, bool isSigned)
    {
        BigInteger range = 1 << 24;
        BigInteger wrapped = (value % range + range) % range;
        return isSigned && wrapped >= range / 2 ? wrapped - range : wrapped;
    }

    // Kernel row, 16 bytes of channels, kernel column, channel.
    private IEnumerable<(int Ky, int Kx, int C)> Order()
    {
        int chunk = 16 / BytesA;
        for (int ky = 0; ky < KernelHeight; ky++)
            for (int first = 0; first < Channels; first += chunk)
                for (int kx = 0; kx < KernelWidth; kx++)
                    for (int c = first; c < Math.Min(first + chunk, Channels); c++)
                        yield return (ky, kx, c);
    }
}
