// A mesh of nodes at their grid positions; every directed link is an arrow coloured by its load.
import { fitting, quantity, tip } from '../format.js';
import { colourScale, tooltip } from './common.js';

const around = { left: 34, right: 26, top: 44, bottom: 28 };

export function mesh(spec, theme, width) {
    const { columns, rows, value, links, nodes } = spec;
    const pitch = Math.max(14, Math.min(78, (width - around.left - around.right) / columns, 720 / rows));
    const margin = { ...around, left: Math.max(around.left, (width - columns * pitch) / 2) };
    const place = ([x, y]) => [margin.left + (x + 0.5) * pitch, margin.top + (spec.originTop ? y + 0.5 : rows - y - 0.5) * pitch];
    const dense = pitch < 34; // then the arrows matter more than the nodes
    const half = pitch * (dense ? 0.2 : 0.27);
    const index = (count, horizontal) => ({
        type: 'category',
        data: Array.from({ length: count }, (_, position) => String(position)),
        name: horizontal ? 'x' : 'y',
        nameLocation: 'end',
        nameGap: 6,
        nameTextStyle: { color: theme.soft, fontStyle: 'italic' },
        inverse: !horizontal && spec.originTop,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: theme.soft, fontSize: 11.5, hideOverlap: true },
    });
    const label = ([x, y, load]) => (pitch < 44 ? '' : load === null ? `${x},${y}` : fitting(load, Math.floor((2 * half - 6) / 6.6)));
    const box = item => {
        const node = nodes[item.dataIndex];
        const [x, y] = place(node);
        const text = { text: label(node), x, y, align: 'center', verticalAlign: 'middle', fill: theme.soft, fontSize: 11.5 };
        const frame = { x: x - half, y: y - half, width: 2 * half, height: 2 * half, r: half * 0.25 };
        return {
            type: 'group',
            children: [
                { type: 'rect', shape: frame, style: { fill: theme.grid, stroke: theme.rule, lineWidth: 1 } },
                { type: 'text', silent: true, style: text },
            ],
        };
    };
    const arrow = (item, api) => {
        const { from, step, wraps } = links[item.dataIndex];
        return {
            type: 'polygon',
            shape: { points: outline(place(from), step, wraps) },
            style: { fill: api.visual('color'), stroke: theme.rule, lineWidth: dense ? 0 : 0.5 },
        };
    };
    /** An arrow from one node towards the next, to the right of the line between them so that both directions are seen. */
    function outline([x, y], [dx, dy], wraps) {
        const long = Math.hypot(dx, dy);
        const [ux, uy] = [dx / long, (spec.originTop ? dy : -dy) / long];
        const [nx, ny] = [-uy, ux];
        const diagonal = dx !== 0 && dy !== 0 ? 1.25 : 1;
        const start = half * diagonal + pitch * 0.02;
        const end = wraps ? pitch * 0.46 : pitch * long - half * diagonal - pitch * 0.02;
        const [thin, thick] = dense ? [pitch * 0.075, pitch * 0.12] : [pitch * 0.042, pitch * 0.095];
        const [head, off] = [Math.min(pitch * 0.14, (end - start) * 0.5), pitch * 0.11];
        const at = (along, across) => [x + ux * along + nx * (off + across), y + uy * along + ny * (off + across)];
        return [
            at(start, -thin),
            at(end - head, -thin),
            at(end - head, -thick),
            at(end, 0),
            at(end - head, thick),
            at(end - head, thin),
            at(start, thin),
        ];
    }
    return {
        height: margin.top + margin.bottom + rows * pitch,
        grid: { left: margin.left, top: margin.top, width: columns * pitch, height: rows * pitch, outerBoundsMode: 'none' },
        tooltip: tooltip(theme, {
            trigger: 'item',
            formatter: ({ seriesName, dataIndex, color }) => {
                if (seriesName === 'nodes') {
                    const [x, y, load] = nodes[dataIndex];
                    return tip(
                        `Node (${x}, ${y})`,
                        load === null ? [] : [[null, spec.nodeValue.name, quantity(load, spec.nodeValue.unit)]],
                    );
                }
                const { from, to, load } = links[dataIndex];
                return tip(`Link (${from.join(', ')}) → (${to.join(', ')})`, [[color, value.name, quantity(load, value.unit)]]);
            },
        }),
        visualMap: colourScale(value, theme, { dimension: 2, seriesIndex: 1, right: 'auto', left: margin.left }),
        xAxis: index(columns, true),
        yAxis: index(rows, false),
        series: [
            { type: 'custom', name: 'nodes', data: nodes.map(([x, y]) => [x, y]), renderItem: box },
            { type: 'custom', name: 'links', data: links.map(({ from, load }) => [from[0], from[1], load]), renderItem: arrow },
        ],
    };
}
