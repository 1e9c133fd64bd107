using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using HwModel.Benchmarks;
using HwModel.Benchmarks.BrainScaleS2;
using HwModel.Benchmarks.Networks;
using HwModel.Benchmarks.Pe;

// "peers": our mesh against the Verilog peer in one run, counters compared to the digit.
// "bars": every other bar of the kernel, by medians of a few rounds: minutes, not hours.
// "pe": the processing element's core.
// "brainscales2": the analog core under full load.
// "networks": mapped networks on SpiNNaker2's event level.
// Anything else goes to BenchmarkDotNet: --filter '*Mesh*' for example.
return args switch
{
    ["peers", .. var rest] => KernelBars.AgainstPeers(rest),
    ["bars", .. var rest] => KernelBars.Alone(rest),
    ["brainscales2", .. var rest] => CoreBars.Run(rest),
    ["pe", .. var rest] => PeBars.Run(rest),
    ["networks", .. var rest] => NetworkBars.Run(rest),
    _ => BenchmarkSwitcher.FromAssembly(typeof(KernelBars).Assembly).Run(args, InProcess()) is null ? 1 : 0,
};

// In this process: a project that BenchmarkDotNet generates would be built under this repository's rules.
static IConfig InProcess() => DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
