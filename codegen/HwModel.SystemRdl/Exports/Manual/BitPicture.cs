using System.Text;
using HwModel.SystemRdl.Exports.Common;
using HwModel.SystemRdl.Model;

namespace HwModel.SystemRdl.Exports.Manual;

/// <summary>A stretch of one row of a register's picture.</summary>
/// <param name="Field">The field, or null where no bit is implemented.</param>
/// <param name="High">Its highest bit of the bus value in this row.</param>
/// <param name="Low">Its lowest bit of the bus value in this row.</param>
internal sealed record BitStretch(FieldNode? Field, int High, int Low)
{
    public int Width => High - Low + 1;
}

/// <summary>Pictures of the bits of a register: rows of up to 32 bits, the most significant first.</summary>
internal static class BitPicture
{
    public const int RowBits = 32;

    /// <summary>The rows from the top, each from its highest bit down. Where two fields share bits the readable one is shown.</summary>
    public static IEnumerable<IReadOnlyList<BitStretch>> Rows(RegisterNode register)
    {
        for (int high = register.Width - 1; high >= 0; high -= RowBits)
        {
            int low = Math.Max(0, high - RowBits + 1);
            var row = new List<BitStretch>();
            int at = high;
            while (at >= low)
            {
                FieldNode? field = At(register, at);
                int end = at;
                while (end > low && ReferenceEquals(At(register, end - 1), field)) end--;
                row.Add(new BitStretch(field, at, end));
                at = end - 1;
            }
            yield return row;
        }
    }

    /// <summary>A bit of the bus value in the register's own numbering.</summary>
    public static int Number(RegisterNode register, int bit) => register.IsMsb0 ? register.Width - 1 - bit : bit;

    /// <summary>The picture in characters: a line of bit numbers and a line of names for every row.</summary>
    public static IEnumerable<string> Lines(RegisterNode register)
    {
        foreach (IReadOnlyList<BitStretch> row in Rows(register))
        {
            var numbers = new StringBuilder();
            var names = new StringBuilder("|");
            foreach (BitStretch stretch in row)
            {
                string bits = stretch.Width == 1
                    ? Numbers.Decimal(Number(register, stretch.High))
                    : Numbers.Decimal(Number(register, stretch.High)) + ":" + Numbers.Decimal(Number(register, stretch.Low));
                string name = stretch.Field?.InstanceName ?? "-";
                int width = Math.Max(bits.Length, name.Length) + 2;
                numbers.Append(' ').Append(Centre(bits, width));
                names.Append(Centre(name, width)).Append('|');
            }
            yield return numbers.ToString().TrimEnd();
            yield return names.ToString();
        }
    }

    private static string Centre(string text, int width)
    {
        int left = (width - text.Length) / 2;
        return new string(' ', left) + text + new string(' ', width - text.Length - left);
    }

    private static FieldNode? At(RegisterNode register, int bit)
    {
        FieldNode? found = null;
        foreach (FieldNode field in register.Fields)
        {
            if (bit < field.BusLow || bit >= field.BusLow + field.Width) continue;
            if (found is null || field.Software.CanRead()) found = field;
        }
        return found;
    }
}
