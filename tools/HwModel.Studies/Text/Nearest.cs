namespace HwModel.Studies.Text;

/// <summary>Finds the name that a mistyped one was meant to be.</summary>
public static class Nearest
{
    /// <summary>The nearest name, or null where none is near.</summary>
    public static string? Of(string name, IEnumerable<string> names)
    {
        string[] all = [.. names];
        string? nearest = all.OrderBy(candidate => Distance(name, candidate)).FirstOrDefault();
        if (nearest is not null && Distance(name, nearest) <= Math.Max(2, name.Length / 3)) return nearest;
        // Half of a name, where only one has it.
        return name.Length >= 3 && all.Where(candidate => candidate.Contains(name, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray() is [var only] ? only : null;
    }

    /// <summary>"; did you mean X?" for the nearest name, or the list of names where none is near.</summary>
    public static string Hint(string name, IEnumerable<string> names)
    {
        string[] all = [.. names];
        if (all.Length == 0) return "";
        return Of(name, all) is { } nearest ? $"; did you mean {nearest}?" : $"; there are {string.Join(", ", all)}";
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
