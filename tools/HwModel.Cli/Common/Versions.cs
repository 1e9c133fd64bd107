using System.Reflection;

namespace HwModel.Cli.Common;

/// <summary>What this program is, for reports and traces.</summary>
internal static class Versions
{
    /// <summary>The product's version, with the commit where the build knew it.</summary>
    public static string Product { get; } =
        "HwModel " + (typeof(Versions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0");
}
