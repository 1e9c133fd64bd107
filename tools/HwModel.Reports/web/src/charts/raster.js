// Events over time, one row per source; the bar below the plot selects a part of the time.
import { quantity, tip } from '../format.js';
import { axis, legend, tooltip } from './common.js';

export function raster(spec, theme) {
    const { x, y, groups } = spec;
    const names = groups.map(group => group.name);
    const count = Math.max(1, y.max - y.min + 1);
    const total = groups.reduce((sum, group) => sum + group.events.length, 0);
    const tall = Math.max(total > 4000 ? 3 : 5, Math.min(10, ((spec.height - 110) / count) * 0.8));
    return {
        grid: { left: 10, right: 22, top: names.length > 1 ? 40 : 14, bottom: 30, outerBounds: { left: 0, right: 0, top: 0, bottom: 32 } },
        legend: legend(names, theme),
        color: theme.series,
        tooltip: tooltip(theme, {
            trigger: 'item',
            formatter: ({ data, seriesName, color }) =>
                tip(seriesName, [
                    [color, x.name, quantity(data[0], x.unit)],
                    [null, y.name, String(data[1])],
                ]),
        }),
        dataZoom: [
            {
                type: 'slider',
                xAxisIndex: 0,
                filterMode: 'none',
                height: 16,
                bottom: 6,
                brushSelect: false,
                showDataShadow: false,
                showDetail: false,
                borderColor: theme.rule,
                fillerColor: theme.grid,
                backgroundColor: 'transparent',
                moveHandleSize: 0,
                handleStyle: { color: theme.surface, borderColor: theme.soft },
            },
        ],
        xAxis: axis(x, theme, false),
        yAxis: axis({ name: y.name, unit: y.unit, scale: 'linear', fromZero: false }, theme, true, {
            minInterval: 1,
            splitLine: { show: false },
            axisLine: { show: true, lineStyle: { color: theme.rule } },
        }),
        series: groups.map((group, index) => ({
            type: 'scatter',
            name: group.name,
            data: group.events,
            symbol: 'rect',
            symbolSize: [total > 4000 ? 1.2 : 1.8, tall],
            large: total > 4000,
            largeThreshold: 0,
            itemStyle: { color: theme.series[index % theme.series.length] },
            emphasis: { disabled: true },
            clip: true,
        })),
    };
}
