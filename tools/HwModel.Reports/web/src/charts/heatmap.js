// A matrix of coloured cells over two lists of names.
import { format, quantity, tip } from '../format.js';
import { axis, colourScale, textOn, tooltip } from './common.js';

export function heatMap(spec, theme) {
    const { x, y, value, cells } = spec;
    const labels = cells.length <= 150;
    const plain = { splitLine: { show: false }, axisTick: { show: false }, axisLine: { show: false } };
    return {
        grid: { left: 10, right: 14, top: 40, bottom: 8 },
        tooltip: tooltip(theme, {
            trigger: 'item',
            formatter: ({ value: [column, row, load], color }) =>
                tip(`${y.categories[row]}, ${x.categories[column]}`, [[color, value.name, quantity(load, value.unit)]]),
        }),
        visualMap: colourScale(value, theme, { dimension: 2 }),
        xAxis: axis({ ...x, scale: 'category' }, theme, false, plain),
        yAxis: axis({ ...y, scale: 'category' }, theme, true, plain),
        series: [
            {
                type: 'heatmap',
                emphasis: { disabled: true },
                itemStyle: { borderColor: theme.surface, borderWidth: cells.length > 2500 ? 0 : 1.5 },
                data: labels
                    ? cells.map(cell => ({
                          value: cell,
                          label: { color: textOn(theme.ramp, (cell[2] - value.min) / (value.max - value.min)) },
                      }))
                    : cells,
                label: { show: labels, fontSize: 11.5, formatter: event => format(event.value[2]) },
            },
        ],
    };
}
