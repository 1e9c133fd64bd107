namespace HwModel.Cli.Configuration;

/// <summary>Finds the name that a mistyped one was meant to be.</summary>
internal static class Nearest
{
    /// <summary>"; did you mean X?" for the nearest name, or the list of names where none is near.</summary>
    public static string Hint(string name, IEnumerable<string> names)
    {
        string[] all = [.. names];
        string? nearest = all.OrderBy(candidate => Distance(name, candidate)).FirstOrDefault();
        if (nearest is null) return "";
        return Distance(name, nearest) <= Math.Max(2, name.Length / 3) ? $"; did you mean {nearest}?" : $"; there are {string.Join(", ", all)}";
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
