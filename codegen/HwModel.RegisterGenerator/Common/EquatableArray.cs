namespace HwModel.RegisterGenerator.Common;

/// <summary>An array that is equal to another with the same elements, so that the compiler can tell that nothing changed.</summary>
internal readonly struct EquatableArray<T>(IReadOnlyList<T> items) : IEquatable<EquatableArray<T>>
    where T : IEquatable<T>
{
    public IReadOnlyList<T> Items => items ?? [];

    public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        int hash = 17;
        foreach (T item in Items) hash = unchecked((hash * 31) + item.GetHashCode());
        return hash;
    }
}
