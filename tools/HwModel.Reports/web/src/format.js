// Numbers and tooltips.

const narrow = '\u202f';

/** A number for people: four significant digits (or the whole part where that is longer), groups of three from 10 000 on, powers of ten where very large or small. */
export function format(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return '–';
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e9))
        return value
            .toPrecision(4)
            .replace(/\.?0+(e|$)/, '$1')
            .replace('e+', 'e');
    const decimals = Number.isInteger(value) ? 0 : Math.max(0, 3 - Math.floor(Math.log10(size)));
    const text = String(Number(value.toFixed(decimals)));
    const [whole, rest] = text.split('.');
    const grouped = whole.replace('-', '').length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, narrow) : whole;
    return rest ? `${grouped}.${rest}` : grouped;
}

/** A number in no more than so many characters, with as many significant digits as they allow; empty where none fits. */
export function fitting(value, characters) {
    const texts = [format(value), ...[3, 2, 1].map(digits => String(Number(value.toPrecision(digits))))];
    const short = Math.abs(value) >= 1e-3 || value === 0 ? [] : [1, 0].map(digits => value.toExponential(digits));
    return [...texts, ...short].find(text => text.length <= characters) ?? '';
}

/** A number with its unit. */
export const quantity = (value, unit) => (unit ? `${format(value)}${unit === '%' ? narrow : ' '}${unit}` : format(value));

/** An axis or column title with its unit in brackets. */
export const titled = (name, unit) => (unit ? `${name} (${unit})` : name);

/** A tooltip as DOM nodes, so that no text of the data is ever read as HTML. Rows are [colour or null, label, value]. */
export function tip(heading, rows) {
    const box = document.createElement('div');
    box.className = 'tip';
    if (heading) box.append(element('strong', heading));
    for (const [colour, label, value] of rows) {
        const row = element('div', '');
        const swatch = element('i', '');
        if (colour) swatch.style.background = colour;
        else swatch.hidden = true;
        row.append(swatch, element('span', label), element('b', value));
        box.append(row);
    }
    return box;
}

function element(name, text) {
    const node = document.createElement(name);
    node.textContent = text;
    return node;
}
