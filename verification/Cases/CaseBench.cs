using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using HwModel.Kernel;
using HwModel.Verification.Blocks;

namespace HwModel.Verification.Cases;

/// <summary>One random case: how the design is built and what is done to it, both plain records.</summary>
public sealed record TestCase(object Configuration, IReadOnlyList<object> Commands);

/// <summary>A bench as the runner sees it; authors derive from <see cref="CaseBench{TConfiguration,TCommand}"/>.</summary>
public interface ICaseBench
{
    /// <summary>Short name, unique within its block.</summary>
    string Name { get; }

    /// <summary>How many cases an effort runs.</summary>
    int Cases(Effort effort);

    /// <summary>The most commands of a generated case.</summary>
    int LongestCase { get; }

    /// <summary>The case that a seed stands for.</summary>
    TestCase Generate(ulong seed, int size);

    /// <summary>A case near another: some commands replaced, repeated or added.</summary>
    TestCase Mutate(TestCase parent, ulong seed);

    /// <summary>The case with simpler configurations, simplest first.</summary>
    IEnumerable<TestCase> WithSimplerConfiguration(TestCase test);

    /// <summary>The case with one command made simpler, simplest first.</summary>
    IEnumerable<TestCase> WithSimplerCommand(TestCase test, int index);

    /// <summary>Builds a fresh design, does the commands and reports to the run.</summary>
    void Execute(TestCase test, CaseRun run);

    /// <summary>A case as JSON.</summary>
    (JsonNode Configuration, JsonArray Commands) ToJson(TestCase test);

    /// <summary>A case from JSON.</summary>
    /// <exception cref="FormatException">The JSON is no case of this bench; says why.</exception>
    TestCase FromJson(JsonNode? configuration, JsonNode? commands);

    /// <summary>The layout of configurations and commands as text: part of a replay file's specification hash.</summary>
    string Schema { get; }
}

/// <summary>Random cases for a design: a configuration and a list of commands, both plain records; execution builds a fresh design every time.</summary>
/// <typeparam name="TConfiguration">How the design is built.</typeparam>
/// <typeparam name="TCommand">What is done to it; an abstract record with sealed records below it, or one record.</typeparam>
public abstract class CaseBench<TConfiguration, TCommand> : ICaseBench
    where TConfiguration : class
    where TCommand : class
{
    private static readonly JsonSerializerOptions Json = CommandJson.OptionsFor<TCommand>();

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual int LongestCase => 60;

    /// <inheritdoc/>
    public virtual int Cases(Effort effort) => effort switch { Effort.Smoke => 64, Effort.Normal => 1024, _ => 10240 };

    /// <summary>How designs are configured.</summary>
    protected abstract Gen<TConfiguration> Configurations { get; }

    /// <summary>One command for a design of this configuration. Preconditions are checked when the command is executed.</summary>
    protected abstract Gen<TCommand> Commands(TConfiguration configuration);

    /// <summary>Builds a fresh design, does the commands and reports to the run.</summary>
    protected abstract void Execute(TConfiguration configuration, IReadOnlyList<TCommand> commands, CaseRun run);

    /// <summary>Whether a configuration that shrinking tries makes sense.</summary>
    protected virtual bool IsAllowed(TConfiguration configuration) => true;

    /// <summary>Simpler configurations, simplest first; by default numbers are halved towards 0, flags cleared.</summary>
    protected virtual IEnumerable<TConfiguration> Simplify(TConfiguration configuration) => RecordShrinker.Simpler(configuration);

    /// <summary>Simpler commands, simplest first; by default numbers are halved towards 0, flags cleared.</summary>
    protected virtual IEnumerable<TCommand> Simplify(TConfiguration configuration, TCommand command) => RecordShrinker.Simpler(command);

    TestCase ICaseBench.Generate(ulong seed, int size)
    {
        RandomStream random = RandomStream.Derive(seed, "case");
        TConfiguration configuration = Sample(Configurations, ref random, size);
        int count = random.Next(size + 1);
        return new TestCase(configuration, Sample(Commands(configuration).ArrayOf(count), ref random, size));
    }

    TestCase ICaseBench.Mutate(TestCase parent, ulong seed)
    {
        RandomStream random = RandomStream.Derive(seed, "mutation");
        var configuration = (TConfiguration)parent.Configuration;
        List<object> commands = [.. parent.Commands];
        int edits = 1 + random.Next(3);
        for (int edit = 0; edit < edits; edit++)
        {
            int at = random.Next(commands.Count + 1);
            int length = Math.Min(1 + random.Next(4), commands.Count - at);
            switch (random.Next(3))
            {
                case 0 when length > 0 && commands.Count + length <= 2 * LongestCase:
                    commands.InsertRange(at, commands.GetRange(at, length));
                    break;
                case 1 when length > 0:
                    commands.RemoveRange(at, length);
                    break;
                default:
                    commands.InsertRange(at, Sample(Commands(configuration).ArrayOf(1 + random.Next(3)), ref random, LongestCase));
                    break;
            }
        }
        return new TestCase(configuration, commands);
    }

    IEnumerable<TestCase> ICaseBench.WithSimplerConfiguration(TestCase test) =>
        Simplify((TConfiguration)test.Configuration).Where(IsAllowed).Select(simpler => test with { Configuration = simpler });

    IEnumerable<TestCase> ICaseBench.WithSimplerCommand(TestCase test, int index) =>
        Simplify((TConfiguration)test.Configuration, (TCommand)test.Commands[index])
            .Select(simpler => test with { Commands = [.. test.Commands.Select((command, i) => i == index ? simpler : command)] });

    void ICaseBench.Execute(TestCase test, CaseRun run) => Execute((TConfiguration)test.Configuration, [.. test.Commands.Cast<TCommand>()], run);

    (JsonNode Configuration, JsonArray Commands) ICaseBench.ToJson(TestCase test) => (
        JsonSerializer.SerializeToNode((TConfiguration)test.Configuration, Json)!,
        new JsonArray([.. test.Commands.Select(command => JsonSerializer.SerializeToNode((TCommand)command, Json))]));

    TestCase ICaseBench.FromJson(JsonNode? configuration, JsonNode? commands)
    {
        try
        {
            TConfiguration read = configuration.Deserialize<TConfiguration>(Json) ?? throw new FormatException($"The case has no configuration for bench {Name}.");
            if (!IsAllowed(read)) throw new FormatException($"The configuration is not allowed for bench {Name}: {configuration!.ToJsonString()}.");
            TCommand?[] list = commands.Deserialize<TCommand?[]>(Json) ?? throw new FormatException($"The case has no commands for bench {Name}.");
            if (Array.IndexOf(list, null) is var at && at >= 0) throw new FormatException($"Command {at} of the case is null.");
            return new TestCase(read, list!);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            throw new FormatException($"The case does not fit bench {Name}: {exception.Message}", exception);
        }
    }

    string ICaseBench.Schema => $"{Name}\n{CommandJson.Layout(typeof(TConfiguration))}\n{string.Join('\n', CommandJson.Kinds<TCommand>().Select(CommandJson.Layout))}\n";

    private static T Sample<T>(Gen<T> gen, ref RandomStream random, int size) =>
        gen.Sample(1, new Rnd(random.NextBits(), random.NextBits() | 1), size).Single();
}
