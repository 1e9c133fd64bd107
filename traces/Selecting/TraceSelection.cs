namespace HwModel.Traces;

/// <summary>Which variables are traced, by path and role; pure, so that a tap may ask before it samples anything.</summary>
public sealed record TraceSelection
{
    /// <summary>Everything.</summary>
    public static TraceSelection All { get; } = new();

    /// <summary>Patterns of paths to take; none takes all. A pattern that fits a scope takes what is in it, down to <see cref="Depth"/>.</summary>
    public IReadOnlyList<PathGlob> Include { get; init; } = [];

    /// <summary>Patterns of variables or scopes to leave out of those.</summary>
    public IReadOnlyList<PathGlob> Exclude { get; init; } = [];

    /// <summary>How many levels of scopes are taken below the one that fits (or, without patterns, from the top): 1 is that scope's own variables. Null is all.</summary>
    public int? Depth { get; init; }

    /// <summary>The roles to take.</summary>
    public TraceRole Roles { get; init; } = TraceRole.All;

    /// <summary>Reads patterns separated by commas; one that starts with '!' leaves out.</summary>
    /// <exception cref="FormatException">A pattern is empty.</exception>
    public static TraceSelection Parse(string text, int? depth = null, TraceRole roles = TraceRole.All) => Parse(text.Split(','), depth, roles);

    /// <summary>Reads patterns; one that starts with '!' leaves out.</summary>
    /// <exception cref="FormatException">A pattern is empty.</exception>
    public static TraceSelection Parse(IEnumerable<string> patterns, int? depth = null, TraceRole roles = TraceRole.All)
    {
        var include = new List<PathGlob>();
        var exclude = new List<PathGlob>();
        foreach (string part in patterns)
        {
            string pattern = part.Trim();
            bool isExclude = pattern.StartsWith('!');
            if (isExclude) pattern = pattern[1..];
            if (pattern.Length == 0) throw new FormatException("a pattern of a selection is empty; allowed are paths with *, ? and **, e.g. mesh.**.count or !**.clk");
            (isExclude ? exclude : include).Add(new PathGlob(pattern));
        }
        return new TraceSelection { Include = include, Exclude = exclude, Depth = depth, Roles = roles };
    }

    /// <summary>True when a variable is taken.</summary>
    public bool Matches(TraceVariable variable) => Matches(variable.Path, variable.Hints.Role);

    /// <summary>True when a variable of that path and role is taken.</summary>
    public bool Matches(string path, TraceRole role)
    {
        if ((role & Roles) == 0 && role != TraceRole.None) return false;
        foreach (PathGlob glob in Exclude)
            if (Levels(glob, path) >= 0) return false;
        if (Include.Count == 0) return Depth is not { } depth || path.AsSpan().Count('.') <= depth;
        foreach (PathGlob glob in Include)
        {
            int levels = Levels(glob, path);
            if (levels >= 0 && levels <= (Depth ?? int.MaxValue)) return true;
        }
        return false;
    }

    // How many scope levels below the fitting scope the path lies; 0 when it fits itself, -1 when nothing fits.
    private static int Levels(PathGlob glob, string path)
    {
        if (glob.Matches(path)) return 0;
        int levels = 1;
        for (int dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1), levels++)
            if (glob.Matches(path.AsSpan(0, dot))) return levels;
        return -1;
    }
}
