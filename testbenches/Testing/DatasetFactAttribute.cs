using Xunit;

namespace HwModel.Testing;

/// <summary>A test that reads MNIST (<see cref="Datasets"/>); where it was not fetched the test is skipped with the line that fetches it.</summary>
public sealed class DatasetFactAttribute : FactAttribute
{
    public DatasetFactAttribute()
    {
        if (Datasets.Mnist is null) Skip = $"MNIST missing; fetch with: {Datasets.FetchLine}";
    }
}
