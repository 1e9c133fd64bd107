// Sorting, filtering and download of one table.

const collator = new Intl.Collator('en', { numeric: true });

export function reviveTables(frame) {
    const table = frame.querySelector('table');
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const heads = Array.from(table.tHead.rows[0].cells);
    const count = frame.querySelector('output');
    const filter = frame.querySelector('input[type="search"]');

    for (const [column, head] of heads.entries()) {
        head.querySelector('button')?.addEventListener('click', () => {
            const next = { none: 'ascending', ascending: 'descending', descending: 'none' }[head.getAttribute('aria-sort') ?? 'none'];
            for (const other of heads) other.setAttribute('aria-sort', 'none');
            head.setAttribute('aria-sort', next);
            body.append(...(next === 'none' ? rows : sorted(rows, column, next)));
        });
    }
    filter?.addEventListener('input', () => {
        const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const row of rows) {
            // Cell by cell: the end of one and the beginning of the next are no word.
            const text = Array.from(row.cells, cell => cell.textContent).join('\n').toLowerCase();
            row.hidden = !words.every(word => text.includes(word));
            if (!row.hidden) shown++;
        }
        count.textContent = words.length ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
    });
    frame.querySelector('button.download')?.addEventListener('click', () =>
        download(
            frame.dataset.file,
            heads,
            Array.from(body.rows).filter(row => !row.hidden),
        ),
    );
}

function sorted(rows, column, direction) {
    const key = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
    const numeric = rows.every(row => row.cells[column].dataset.value !== undefined || row.cells[column].textContent === '–');
    const order = numeric ? (a, b) => a - b : (a, b) => collator.compare(a, b);
    const sign = direction === 'ascending' ? 1 : -1;
    const missing = row => row.cells[column].textContent === '–';
    // Cells without a value stay last in either direction.
    return rows.toSorted((a, b) => missing(a) - missing(b) || (missing(a) ? 0 : sign * order(key(a), key(b))));
}

function download(name, heads, rows) {
    const quoted = text => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const lines = [
        heads.map(head => head.textContent.trim()),
        ...rows.map(row => Array.from(row.cells, cell => cell.dataset.value ?? cell.textContent.trim())),
    ];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([lines.map(line => line.map(quoted).join(',')).join('\n') + '\n'], { type: 'text/csv' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
}
