using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace HwModel.Studies.Workloads;

/// <summary>Names versions of models by what the compiler made of them.</summary>
public static class ModelVersions
{
    /// <summary>A name that changes whenever one of the assemblies is built from other sources (builds are deterministic).</summary>
    public static string Of(params Assembly[] assemblies)
    {
        string identities = string.Join('\n', assemblies.Select(assembly => $"{assembly.GetName().Name} {assembly.ManifestModule.ModuleVersionId:N}").Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identities)))[..16];
    }
}
