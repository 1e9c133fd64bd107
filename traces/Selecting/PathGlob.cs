namespace HwModel.Traces;

/// <summary>
/// A pattern over dotted paths such as <c>mesh.r[3][2].in_n.count</c>: <c>?</c> is one character and <c>*</c> any characters within a name,
/// <c>**</c> any characters, dots too; <c>**.</c> at the start of a name is any number of names, also none. Brackets stand for themselves.
/// </summary>
public sealed record PathGlob(string Pattern)
{
    /// <summary>True when the whole path fits the pattern.</summary>
    public bool Matches(ReadOnlySpan<char> path) => Matches(Pattern, path, atName: true);

    public override string ToString() => Pattern;

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path, bool atName)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern.StartsWith("**"))
            {
                bool isNames = atName && pattern.Length > 2 && pattern[2] == '.';
                return isNames ? MatchesNames(pattern[3..], path) : MatchesRest(pattern[2..], path, atName, acrossNames: true);
            }
            if (pattern[0] == '*') return MatchesRest(pattern[1..], path, atName, acrossNames: false);
            if (path.IsEmpty || (pattern[0] == '?' ? path[0] == '.' : pattern[0] != path[0])) return false;
            atName = path[0] == '.';
            pattern = pattern[1..];
            path = path[1..];
        }
        return path.IsEmpty;
    }

    private static bool MatchesNames(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path)
    {
        while (true)
        {
            if (Matches(pattern, path, atName: true)) return true;
            int dot = path.IndexOf('.');
            if (dot < 0) return false;
            path = path[(dot + 1)..];
        }
    }

    private static bool MatchesRest(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path, bool atName, bool acrossNames)
    {
        while (true)
        {
            if (Matches(pattern, path, atName)) return true;
            if (path.IsEmpty || (path[0] == '.' && !acrossNames)) return false;
            atName = path[0] == '.';
            path = path[1..];
        }
    }
}
