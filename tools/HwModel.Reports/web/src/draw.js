// One echarts instance per figure; redrawn when its width or the colours change.
import * as echarts from 'echarts/core';
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
    DataZoomComponent,
    GridComponent,
    LegendComponent,
    MarkLineComponent,
    TooltipComponent,
    VisualMapContinuousComponent,
} from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
import { bars } from './charts/bars.js';
import { heatMap } from './charts/heatmap.js';
import { mesh } from './charts/mesh.js';
import { pareto } from './charts/pareto.js';
import { raster } from './charts/raster.js';
import { xy } from './charts/xy.js';
import { readTheme } from './theme.js';

echarts.use([
    BarChart,
    CustomChart,
    HeatmapChart,
    LineChart,
    ScatterChart,
    DataZoomComponent,
    GridComponent,
    LegendComponent,
    MarkLineComponent,
    TooltipComponent,
    VisualMapContinuousComponent,
    SVGRenderer,
]);

const kinds = { bars, heatMap, mesh, pareto, raster, xy };

/** Draws every figure; returns what draws them again. */
export function drawAll(figures) {
    const withData = Array.from(figures).filter(figure => figure.querySelector('.canvas'));
    const drawings = withData.map(figure => {
        const spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
        const canvas = figure.querySelector('.canvas');
        return { spec, canvas, chart: null, width: 0 };
    });
    let theme = readTheme();
    for (const drawing of drawings) draw(drawing, theme);
    const resized = new ResizeObserver(entries => {
        for (const { target } of entries) {
            const drawing = drawings.find(candidate => candidate.canvas === target);
            if (target.clientWidth > 0 && target.clientWidth !== drawing.width) draw(drawing, theme);
        }
    });
    for (const { canvas } of drawings) resized.observe(canvas);
    return () => {
        theme = readTheme();
        for (const drawing of drawings) draw(drawing, theme);
    };
}

function draw(drawing, theme) {
    const { spec, canvas } = drawing;
    drawing.width = canvas.clientWidth;
    const { height, ...option } = kinds[spec.kind](spec, theme, drawing.width);
    canvas.style.height = `${height ?? spec.height}px`;
    drawing.chart ??= echarts.init(canvas, null, { renderer: 'svg' });
    drawing.chart.resize();
    drawing.chart.off('click');
    drawing.chart.on('click', event => {
        if (event.data?.href) location.hash = event.data.href;
    });
    drawing.chart.setOption({ animation: false, textStyle: { fontFamily: theme.font, color: theme.ink }, ...option }, { notMerge: true });
}
