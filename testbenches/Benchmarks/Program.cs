using BenchmarkDotNet.Running;
using HwModel.Benchmarks;

// "peers": our mesh against the Verilog peer in one run, counters compared to the digit.
// "bars": every other bar of the kernel, by medians of a few rounds: minutes, not hours.
// Anything else goes to BenchmarkDotNet: --filter '*Mesh*' for example.
return args switch
{
    ["peers", .. var rest] => KernelBars.AgainstPeers(rest),
    ["bars", .. var rest] => KernelBars.Alone(rest),
    _ => BenchmarkSwitcher.FromAssembly(typeof(KernelBars).Assembly).Run(args) is null ? 1 : 0,
};
