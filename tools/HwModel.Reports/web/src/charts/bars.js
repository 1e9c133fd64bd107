// Bars over categories: grouped or stacked, upright or lying.
import { quantity, tip } from '../format.js';
import { axis, grid, legend, referenceLines, tooltip } from './common.js';

export function bars(spec, theme) {
    const names = spec.series.map(series => series.name);
    const colours = names.map((_, index) => theme.series[index % theme.series.length]);
    const category = { ...spec.category, scale: 'category' };
    const lying = spec.horizontal;
    return {
        grid: grid(names),
        legend: legend(names, theme),
        color: colours,
        tooltip: tooltip(theme, {
            trigger: 'axis',
            axisPointer: { type: 'shadow', shadowStyle: { color: theme.grid, opacity: 0.5 } },
            formatter: events =>
                tip(
                    spec.category.categories[events[0].dataIndex],
                    events
                        .filter(event => event.seriesIndex < names.length)
                        .map(event => [
                            event.color,
                            event.seriesName,
                            quantity(spec.series[event.seriesIndex].values[event.dataIndex], spec.value.unit),
                        ]),
                ),
        }),
        xAxis: lying ? axis(spec.value, theme, false) : axis(category, theme, false, { axisTick: { show: false } }),
        yAxis: lying ? axis(category, theme, true, { inverse: true, axisTick: { show: false } }) : axis(spec.value, theme, true),
        series: [
            ...spec.series.map((series, index) => ({
                type: 'bar',
                name: series.name,
                data: series.values,
                stack: spec.stacked ? 'all' : undefined,
                barMaxWidth: 46,
                barCategoryGap: '28%',
                barGap: '8%',
                itemStyle: { color: colours[index], borderRadius: spec.stacked ? 0 : lying ? [0, 2, 2, 0] : [2, 2, 0, 0] },
                emphasis: { disabled: true },
            })),
            ...referenceLines(spec.lines, theme),
        ],
    };
}
