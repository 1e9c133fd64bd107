namespace HwModel.SystemRdl.Diagnostics;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Suggestions
{
    private const int LongestName = 64;

    /// <summary>The candidate with the smallest edit distance, if it is near enough (a third of the name's length, at most 3); else null.</summary>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName) return null;
        int best = Math.Min(3, Math.Max(1, name.Length / 3)) + 1;
        string? found = null;
        foreach (string candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) >= best || candidate == name) continue;
            int distance = Distance(name, candidate);
            if (distance >= best) continue;
            best = distance;
            found = candidate;
        }
        return found;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours; letters of the other case cost nothing extra beyond one.</summary>
    public static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int value = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) value = Math.Min(value, rows[i - 2, j - 2] + 1);
                rows[i, j] = value;
            }
        }
        return rows[a.Length, b.Length];
    }
}
