// Curves, points, steps, areas, histograms, bands and error bars over two value axes.
import { format, quantity, tip } from '../format.js';
import { axis, grid, legend, referenceLines, tooltip } from './common.js';

const icons = { line: null, step: null, points: 'circle', area: 'roundRect', bins: 'roundRect' };

export function xy(spec, theme) {
    const names = spec.series.map(series => series.name);
    const colours = spec.series.map((series, index) => (series.muted ? theme.mute : theme.series[index % theme.series.length]));
    const drawn = spec.series.flatMap((series, index) => [...shape(spec, index, colours[index]), ...interval(series, colours[index])]);
    return {
        grid: grid(names),
        legend: legend(names, theme, index => icons[spec.series[index].shape]),
        color: colours,
        tooltip: tooltip(theme, { trigger: spec.nearest ? 'item' : 'axis', formatter: event => describe(spec, colours, [event].flat()) }),
        xAxis: axis(spec.x, theme, false),
        yAxis: axis(spec.y, theme, true),
        series: [...drawn, ...referenceLines(spec.lines, theme)],
    };
}

function shape(spec, index, colour) {
    const series = spec.series[index];
    const common = { name: series.name, id: `s${index}`, color: colour, itemStyle: { color: colour } };
    switch (series.shape) {
        case 'points':
            return [{ ...common, type: 'scatter', data: series.points, symbolSize: 7 }];
        case 'bins':
            return [{ ...common, type: 'custom', data: series.points, encode: { x: [0, 1], y: 2 }, renderItem: bin, clip: true }];
        case 'area': // areas are given as running sums; the lower ones are drawn over the upper ones
            return [
                {
                    ...common,
                    ...line(series, colour),
                    areaStyle: { color: colour, opacity: 1 },
                    lineStyle: { width: 0 },
                    z: 2 - index / 100,
                },
            ];
        default:
            return [{ ...common, ...line(series, colour) }];
    }
}

const line = (series, colour) => ({
    type: 'line',
    data: series.points,
    step: series.shape === 'step' ? 'end' : false,
    connectNulls: false,
    symbol: series.markers ? 'circle' : 'none',
    symbolSize: 6,
    lineStyle: { width: 2, color: colour, type: series.dashed ? [6, 4] : 'solid' },
    emphasis: { disabled: true },
});

/** One bar of a histogram, drawn from its lower to its upper edge. */
function bin(_, api) {
    const [left, top] = api.coord([api.value(0), api.value(2)]);
    const [right] = api.coord([api.value(1), api.value(2)]);
    const [, bottom] = api.coord([api.value(0), 0]);
    const gap = right - left > 4 ? 1 : 0;
    return {
        type: 'rect',
        shape: { x: left, y: top, width: Math.max(right - left - gap, 0.75), height: bottom - top },
        style: { fill: api.visual('color') },
        emphasisDisabled: true,
    };
}

/** A confidence band or whiskers around a curve. Rows are [x, low, high]. */
function interval(series, colour) {
    if (!series.interval) return [];
    const common = {
        type: 'custom',
        name: series.name,
        silent: true,
        tooltip: { show: false },
        data: series.interval,
        encode: { x: 0, y: [1, 2] },
        clip: true,
    };
    if (series.whiskers) {
        return [
            {
                ...common,
                z: 4,
                renderItem: (_, api) => {
                    const [x, low] = api.coord([api.value(0), api.value(1)]);
                    const [, high] = api.coord([api.value(0), api.value(2)]);
                    const stroke = { stroke: colour, lineWidth: 1.4 };
                    const bar = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: stroke });
                    return { type: 'group', children: [bar(x, low, x, high), bar(x - 4, low, x + 4, low), bar(x - 4, high, x + 4, high)] };
                },
            },
        ];
    }
    return [
        {
            ...common,
            z: 1,
            renderItem: (params, api) => {
                if (params.dataIndex !== 0) return null; // the first item draws the whole band
                const upper = series.interval.map(([x, , high]) => api.coord([x, high]));
                const lower = series.interval.map(([x, low]) => api.coord([x, low])).reverse();
                return { type: 'polygon', shape: { points: [...upper, ...lower] }, style: { fill: colour, opacity: 0.18 } };
            },
        },
    ];
}

function describe(spec, colours, events) {
    const rows = [];
    let heading = '';
    for (const event of events) {
        const index = Number(/^s(\d+)$/.exec(event.seriesId ?? '')?.[1] ?? NaN);
        if (Number.isNaN(index)) continue;
        const series = spec.series[index];
        const point = series.points[event.dataIndex];
        const bins = series.shape === 'bins';
        heading ||= bins
            ? `${spec.x.name} ${format(point[0])} to ${quantity(point[1], spec.x.unit)}`
            : `${spec.x.name} ${quantity(point[0], spec.x.unit)}`;
        const value = series.values ? series.values[event.dataIndex] : point[bins ? 2 : 1];
        const around = series.interval?.[event.dataIndex];
        const range = around ? ` [${format(around[1])}, ${format(around[2])}]` : '';
        rows.push([colours[index], series.name, quantity(value, spec.y.unit) + range]);
    }
    return rows.length ? tip(heading, rows) : '';
}
