namespace HwModel.BrainScaleS2.Ppu.Kernels;

/// <summary>A plasticity rule in C#, as the processor would run it: saturating vector arithmetic on rows, and the cycles it takes.</summary>
public abstract class PlasticityKernel
{
    /// <summary>One update.</summary>
    protected abstract void Update(KernelContext ppu);

    /// <summary>Runs one update.</summary>
    /// <returns>Its cycles.</returns>
    public long Run(KernelContext ppu)
    {
        long before = ppu.Cycles;
        Update(ppu);
        return ppu.Cycles - before;
    }
}
