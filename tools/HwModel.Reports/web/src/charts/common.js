// What all charts with two axes share.
import { format, titled } from '../format.js';

/** The upper end of an axis, moved to the next of its ticks (echarts makes five steps of 1, 2, 3, 5 or 10 times a power of ten). */
function roundEnd({ scale, min, max }) {
    if (max === null || max === undefined || scale !== 'linear') return max ?? undefined;
    const low = min ?? Math.min(0, max);
    const rough = (max - low) / 5;
    if (!(rough > 0)) return max;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 3, 5, 10][[1.5, 2.5, 4, 7, Infinity].findIndex(limit => rough / power < limit)] * power;
    return Number((low + Math.ceil((max - low) / step - 1e-9) * step).toPrecision(12));
}

/** An echarts axis from a page's axis description. */
export function axis(spec, theme, vertical, more = {}) {
    const value = spec.scale !== 'category';
    return {
        type: spec.scale === 'log' ? 'log' : value ? 'value' : 'category',
        name: titled(spec.name, spec.unit),
        nameLocation: 'middle',
        nameGap: vertical ? 14 : 28,
        nameTextStyle: { color: theme.soft, fontSize: 12.5 },
        min: spec.min ?? undefined,
        max: roundEnd(spec),
        scale: spec.scale === 'linear' && spec.fromZero === false,
        data: value ? undefined : spec.categories,
        axisLabel: { color: theme.soft, fontSize: 12, hideOverlap: true, formatter: value ? format : undefined },
        axisLine: { show: !vertical || !value, lineStyle: { color: theme.rule } },
        axisTick: { show: !vertical && value, lineStyle: { color: theme.rule } },
        splitLine: { show: value, lineStyle: { color: theme.grid } },
        minorTick: { show: spec.scale === 'log' && !vertical, lineStyle: { color: theme.rule } },
        minorSplitLine: { show: false },
        ...more,
    };
}

// Rows that a legend takes: its width is that of its words, on a page of the usual width.
const legendRows = names => {
    let rows = 1;
    let used = 0;
    for (const name of names) {
        const width = 50 + 7 * name.length;
        if (used > 0 && used + width > 860) [rows, used] = [rows + 1, 0];
        used += width;
    }
    return rows;
};

/** The drawing area; leaves room for the legend of two series or more. */
export const grid = (names, more = {}) => ({ left: 10, right: 22, top: names.length > 1 ? 22 + 18 * legendRows(names) : 16, bottom: 8, ...more });

/** A legend for two series or more: a box for each, or an icon of echarts; null shows the curve's own stroke. */
export const legend = (names, theme, icon = () => 'roundRect') =>
    names.length < 2
        ? { show: false }
        : {
              show: true,
              left: 0,
              top: 0,
              itemHeight: 9,
              itemGap: 18,
              itemWidth: names.some((_, index) => icon(index) === null) ? 26 : 16,
              data: names.map((name, index) => (icon(index) === null ? { name, itemStyle: { opacity: 0 } } : { name, icon: icon(index) })),
              textStyle: { color: theme.ink, fontSize: 12.5 },
              inactiveColor: theme.mute,
          };

/** A tooltip in the page's colours. */
export const tooltip = (theme, more) => ({
    confine: true,
    backgroundColor: theme.surface,
    borderColor: theme.rule,
    borderWidth: 1,
    padding: [8, 11],
    textStyle: { color: theme.ink, fontSize: 12.5 },
    extraCssText: 'box-shadow:0 2px 10px rgb(0 0 0/.18)',
    axisPointer: { lineStyle: { color: theme.soft, type: 'solid', width: 1 }, shadowStyle: { color: theme.grid } },
    ...more,
});

/** Reference lines across the plot, as a series of their own so that no legend entry hides them. */
export function referenceLines(lines, theme) {
    if (!lines?.length) return [];
    return [
        {
            type: 'line',
            silent: true,
            tooltip: { show: false },
            z: 3,
            symbol: 'none',
            // An invisible point at each line makes the axes reach it.
            data: lines.map(({ axis, at }) => (axis === 'x' ? [at, NaN] : [NaN, at])),
            markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { color: theme.mark, type: [5, 4], width: 1.3 },
                data: lines.map(({ axis, at, label }) => ({
                    [axis === 'x' ? 'xAxis' : 'yAxis']: at,
                    label: {
                        show: Boolean(label),
                        formatter: () => label,
                        color: theme.mark,
                        fontSize: 12,
                        distance: 5,
                        textBorderColor: theme.surface,
                        textBorderWidth: 3,
                        position: axis === 'x' ? 'insideEndBottom' : 'insideEndTop',
                    },
                })),
            },
        },
    ];
}

/** Black or white text, whichever reads better on the ramp's colour at a fraction of its length. */
export function textOn(ramp, fraction) {
    const place = Math.max(0, Math.min(1, fraction)) * (ramp.length - 1);
    const lower = Math.min(Math.floor(place), ramp.length - 2);
    const [from, to] = [ramp[lower], ramp[lower + 1]].map(colour => colour.match(/[\d.]+/g).map(Number));
    const [red, green, blue] = from.map((part, index) => part + (to[index] - part) * (place - lower));
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#1a1a1a' : '#ffffff';
}

/** A colour scale along the top of a heat map, labelled with what it shows. */
export function colourScale(value, theme, more) {
    return {
        type: 'continuous',
        min: value.min,
        max: value.max,
        calculable: false,
        orient: 'horizontal',
        right: 10,
        top: 0,
        itemWidth: 11,
        itemHeight: 130,
        hoverLink: false,
        inRange: { color: theme.ramp },
        text: [`${format(value.max)}${value.unit ? ` ${value.unit}` : ''}`, `${value.name}  ${format(value.min)}`],
        textStyle: { color: theme.soft, fontSize: 12 },
        textGap: 8,
        ...more,
    };
}
