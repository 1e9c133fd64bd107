using System.Runtime.CompilerServices;

namespace HwModel.Kernel;

/// <summary>Hash, snapshot and trace of a payload's fields; generated for <c>[Payload]</c> structs.</summary>
/// <typeparam name="T">The payload itself.</typeparam>
public interface IPayload<T>
    where T : unmanaged, IPayload<T>
{
    /// <summary>Writes the fields.</summary>
    void Save(StateWriter writer);

    /// <summary>Reads the fields.</summary>
    static abstract T Load(StateReader reader);

    /// <summary>Adds the fields to a hash.</summary>
    void Hash(ref StateHash hash);

    /// <summary>Declares the fields as signals below the present scope.</summary>
    static abstract void DeclareTrace(TraceDeclaration trace);

    /// <summary>Gives the fields' values, in the order of <see cref="DeclareTrace"/>.</summary>
    void SampleTrace(TraceSampler sampler);

    /// <summary>The fields' names and types.</summary>
    static abstract string Schema { get; }
}

/// <summary>How values of one type are saved, hashed and traced.</summary>
public abstract class PayloadCodec<T>
    where T : unmanaged
{
    /// <summary>The codec: built in for primitives and enums, generated for <c>[Payload]</c> structs.</summary>
    public static PayloadCodec<T> Instance { get; } = Find();

    internal abstract string Schema { get; }

    internal abstract void Save(StateWriter writer, in T value);

    internal abstract T Load(StateReader reader);

    internal abstract void Hash(ref StateHash hash, in T value);

    internal abstract void DeclareTrace(TraceDeclaration trace, string name, int width);

    internal abstract void SampleTrace(TraceSampler sampler, in T value);

    private static PayloadCodec<T> Find()
    {
        Type type = typeof(T);
        if (type.IsPrimitive || type.IsEnum) return new PrimitiveCodec<T>();
        if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IPayload<>)))
            return (PayloadCodec<T>)Activator.CreateInstance(typeof(StructCodec<>).MakeGenericType(type))!;
        throw new NotSupportedException($"{type} can't travel through a queue: use a primitive, an enum, or a readonly partial record struct marked [Payload]");
    }
}

internal sealed class PrimitiveCodec<T> : PayloadCodec<T>
    where T : unmanaged
{
    private static readonly bool IsReal = typeof(T) == typeof(double) || typeof(T) == typeof(float);

    internal override string Schema => typeof(T).IsEnum ? $"enum({string.Join(',', Enum.GetNames(typeof(T)))})" : typeof(T).Name;

    internal override void Save(StateWriter writer, in T value) => writer.Write(ToBits(value));

    internal override T Load(StateReader reader) => FromBits(reader.ReadUInt64());

    internal override void Hash(ref StateHash hash, in T value) => hash.Add(ToBits(value));

    internal override void DeclareTrace(TraceDeclaration trace, string name, int width)
    {
        if (IsReal) trace.Real(name);
        else if (typeof(T).IsEnum) trace.Enum(name, typeof(T).Name, Enum.GetNames(typeof(T)), [.. Enum.GetValues(typeof(T)).Cast<T>().Select(ToBits)]);
        else trace.Bits(name, width > 0 ? width : typeof(T) == typeof(bool) ? 1 : Unsafe.SizeOf<T>() * 8);
    }

    internal override void SampleTrace(TraceSampler sampler, in T value)
    {
        if (typeof(T) == typeof(double)) sampler.Real((double)(object)value);
        else if (typeof(T) == typeof(float)) sampler.Real((float)(object)value);
        else sampler.Bits(ToBits(value));
    }

    private static ulong ToBits(T value) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<T, byte>(value),
        2 => Unsafe.BitCast<T, ushort>(value),
        4 => Unsafe.BitCast<T, uint>(value),
        _ => Unsafe.BitCast<T, ulong>(value),
    };

    private static T FromBits(ulong bits) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.BitCast<byte, T>((byte)bits),
        2 => Unsafe.BitCast<ushort, T>((ushort)bits),
        4 => Unsafe.BitCast<uint, T>((uint)bits),
        _ => Unsafe.BitCast<ulong, T>(bits),
    };
}

internal sealed class StructCodec<T> : PayloadCodec<T>
    where T : unmanaged, IPayload<T>
{
    internal override string Schema => T.Schema;

    internal override void Save(StateWriter writer, in T value) => value.Save(writer);

    internal override T Load(StateReader reader) => T.Load(reader);

    internal override void Hash(ref StateHash hash, in T value) => value.Hash(ref hash);

    internal override void DeclareTrace(TraceDeclaration trace, string name, int width)
    {
        using (trace.Scope(name)) T.DeclareTrace(trace);
    }

    internal override void SampleTrace(TraceSampler sampler, in T value) => value.SampleTrace(sampler);
}
