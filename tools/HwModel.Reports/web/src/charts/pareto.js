// Design points over two objectives; dominated ones are grey, the front is joined by steps.
import { quantity, tip } from '../format.js';
import { axis, grid, legend, tooltip } from './common.js';

export function pareto(spec, theme) {
    const { x, y, points, frontShape } = spec;
    const colour = theme.series[0];
    const front = points.filter(point => point.front).sort((a, b) => a.x - b.x || a.y - b.y);
    const names = ['Pareto front', 'dominated'];
    const item = point => ({ value: [point.x, point.y], name: point.label, href: point.href });
    return {
        grid: grid(names),
        legend: legend(names, theme),
        color: [colour, theme.mute],
        tooltip: tooltip(theme, {
            trigger: 'item',
            formatter: ({ data, color, seriesName }) =>
                tip(data.name, [
                    [color, seriesName, ''],
                    [null, x.name, quantity(data.value[0], x.unit)],
                    [null, y.name, quantity(data.value[1], y.unit)],
                ]),
        }),
        xAxis: axis(x, theme, false),
        yAxis: axis(y, theme, true),
        series: [
            {
                type: 'scatter',
                name: names[1],
                data: points.filter(point => !point.front).map(item),
                symbolSize: 8,
                itemStyle: { color: theme.mute, opacity: 0.75 },
                cursor: 'default',
            },
            {
                type: 'line',
                silent: true,
                name: names[0],
                data: front.map(point => [point.x, point.y]),
                step: frontShape,
                symbol: 'none',
                lineStyle: { color: colour, width: 1.5 },
                tooltip: { show: false },
            },
            { type: 'scatter', name: names[0], data: front.map(item), symbolSize: 10, itemStyle: { color: colour }, z: 4 },
        ],
    };
}
