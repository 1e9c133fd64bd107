// The script of a report page: draws the charts that the page describes as JSON, and makes its tables sort and filter.
import { drawAll } from './draw.js';
import { reviveTables } from './tables.js';
import { reviveSchemeButton } from './theme.js';

const redraw = drawAll(document.querySelectorAll('figure.chart'));
reviveSchemeButton(redraw);
for (const frame of document.querySelectorAll('.table-frame')) reviveTables(frame);
document.documentElement.dataset.ready = 'true';
