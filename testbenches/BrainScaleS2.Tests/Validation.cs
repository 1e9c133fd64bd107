using System.Reflection;
using HwModel.BrainScaleS2.Tests.Analog;
using HwModel.BrainScaleS2.Tests.Digital;
using HwModel.BrainScaleS2.Tests.Digits;
using HwModel.BrainScaleS2.Tests.Experiments;
using HwModel.BrainScaleS2.Tests.Hagen;
using HwModel.BrainScaleS2.Tests.Learning;
using HwModel.BrainScaleS2.Tests.Ppu;

namespace HwModel.BrainScaleS2.Tests;

/// <summary>Which test holds which published anchor of the chip; expected values stand in the tests, with their source.</summary>
public sealed class Validation
{
    private sealed record Row(int Number, string Anchor, string Kind, params (Type Class, string Test)[] Tests);

    private static readonly Row[] Rows =
    [
        new(1, "crossbar connectivity", "exact", (typeof(Anchors), nameof(Anchors.The_crossbar_has_its_76_nodes)), (typeof(Anchors), nameof(Anchors.A_node_compares_the_masked_label))),
        new(2, "row selection", "exact", (typeof(Anchors), nameof(Anchors.Row_selects_reach_their_drivers)), (typeof(Circuits), nameof(Circuits.A_driver_answers_on_its_bus_when_the_masked_row_select_matches))),
        new(3, "background source", "exact and statistical", (typeof(Anchors), nameof(Anchors.A_regular_source_sends_after_each_full_period)),
            (typeof(Anchors), nameof(Anchors.A_Poisson_source_has_the_mean_interval_of_its_comparator)), (typeof(Anchors), nameof(Anchors.Rate_0_is_silent))),
        new(4, "refractory time", "exact", (typeof(Anchors), nameof(Anchors.Refractory_and_reset_times_follow_the_counter)), (typeof(Circuits), nameof(Circuits.Refractory_time_and_release_follow_the_counter)),
            (typeof(Circuits), nameof(Circuits.A_counter_that_starts_beyond_the_release_value_is_flagged))),
        new(5, "converter rates", "exact", (typeof(Anchors), nameof(Anchors.Conversions_of_the_columnar_converter_follow_each_other)),
            (typeof(Anchors), nameof(Anchors.The_fast_converter_takes_29_million_samples_a_second)), (typeof(Circuits), nameof(Circuits.Converters_have_the_published_rates))),
        new(6, "hagen mock", "exact", (typeof(MockEquations), nameof(MockEquations.Published_products_come_out))),
        new(7, "hagen noise", "statistical", (typeof(MockEquations), nameof(MockEquations.Noise_has_two_counts_and_the_floor_a_bias_of_minus_half_a_count))),
        new(8, "LIF closed form", "1e-6 against analytic", (typeof(ClosedForms), nameof(ClosedForms.Equal_time_constants_peak_at_tau_with_Q_over_C_e)),
            (typeof(ClosedForms), nameof(ClosedForms.Weight_63_at_the_reference_setting_moves_the_membrane_by_about_81_mV))),
        new(9, "time to first spike", "numeric", (typeof(ClosedForms), nameof(ClosedForms.Spike_times_follow_the_formulas_of_Goeltz_within_a_slot_and_a_nanosecond))),
        new(10, "STDP", "numeric", (typeof(Circuits), nameof(Circuits.Thirty_pairs_give_the_published_correlation))),
        new(11, "Pong", "behavioural", (typeof(PongRuns), nameof(PongRuns.The_mean_expected_reward_rises))),
        new(12, "Yin-Yang", "behavioural", (typeof(Campaign), nameof(Campaign.Yin_Yang_in_the_loop))),
        new(13, "MNIST spiking", "behavioural", (typeof(DigitNetworks), nameof(DigitNetworks.Digits_are_learned_on_the_chip)), (typeof(Validation), nameof(Published_figures_of_merit_agree_with_each_other))),
        new(14, "MNIST hagen", "behavioural", (typeof(DigitRuns), nameof(DigitRuns.A_short_training_is_far_above_chance_in_float_mock_and_on_chips)),
            (typeof(Networks), nameof(Networks.The_quantised_network_equals_the_equations_of_the_mock))),
        new(15, "mismatch tolerance", "behavioural", (typeof(MismatchTolerance), nameof(MismatchTolerance.Deviations_of_30_percent_cost_little_after_training_in_the_loop))),
        new(16, "event capacity", "exact", (typeof(Anchors), nameof(Anchors.Eight_buses_carry_125_million_events_a_second_each_and_a_ninth_source_drops))),
        new(17, "homeostasis", "behavioural", (typeof(HomeostasisRuns), nameof(HomeostasisRuns.Rates_converge_to_the_target_within_the_range_of_the_weights)),
            (typeof(ReadyRuns), nameof(ReadyRuns.A_few_updates_of_homeostasis_move_rates_towards_the_target))),
        new(18, "link", "arithmetic", (typeof(Anchors), nameof(Anchors.The_link_has_its_latency_and_its_capacity)), (typeof(SeveralChips), nameof(SeveralChips.An_event_takes_the_published_time_from_chip_to_chip)),
            (typeof(SeveralChips), nameof(SeveralChips.A_link_saturates_at_250_million_events_a_second))),
    ];

    [Fact]
    public void Every_exact_numeric_and_statistical_anchor_has_its_test()
    {
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 18], Rows.Where(r => !r.Kind.Contains("behavioural", StringComparison.Ordinal) && r.Kind != "arithmetic only").Select(r => r.Number));
        foreach (Row row in Rows)
        {
            Assert.NotEmpty(row.Tests);
            foreach ((Type type, string test) in row.Tests)
            {
                MethodInfo method = type.GetMethod(test)!;
                Assert.True(method.GetCustomAttributes<FactAttribute>().Any(f => f.Skip is null || f is DatasetFactAttribute), $"anchor {row.Number}, {row.Anchor}: {test} is no test that runs");
            }
        }
    }

    /// <summary>Cramer et al. 2022: 11.8 us per image are 85,000 images a second; 200 mW and that rate are 2.4 uJ per image. Goeltz et al. 2021: 8.4 uJ at 21,000 images a second are 176 mW.</summary>
    [Fact]
    public void Published_figures_of_merit_agree_with_each_other()
    {
        Assert.Equal(85, 1e3 / 11.8, 0.5);
        Assert.Equal(2.4, 0.2 * 11.8, 0.05);
        Assert.Equal(176, 8.4e-6 * 21_000 * 1e3, 0.5);
    }
}
