using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HwModel.Verification.Cases;

/// <summary>Commands as JSON: the kind of a command is its record's name.</summary>
internal static class CommandJson
{
    /// <summary>Options that write and read a hierarchy of records, with the kind in the property "command".</summary>
    public static JsonSerializerOptions OptionsFor<TCommand>()
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        if (typeof(TCommand).IsAbstract)
        {
            resolver.Modifiers.Add(info =>
            {
                if (info.Type != typeof(TCommand)) return;
                info.PolymorphismOptions = new JsonPolymorphismOptions
                {
                    TypeDiscriminatorPropertyName = "command",
                    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization,
                };
                foreach (Type kind in Kinds<TCommand>()) info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, kind.Name));
            });
        }
        return new JsonSerializerOptions
        {
            TypeInfoResolver = resolver,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
        };
    }

    /// <summary>The concrete records of a command type, by name.</summary>
    public static IEnumerable<Type> Kinds<TCommand>() => typeof(TCommand).IsAbstract
        ? typeof(TCommand).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(TCommand))).OrderBy(type => type.Name, StringComparer.Ordinal)
        : [typeof(TCommand)];

    /// <summary>A record's name with the names and types of its properties.</summary>
    public static string Layout(Type type) => $"{type.Name}({string.Join(", ", type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite).OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.PropertyType.Name} {property.Name}"))})";
}
