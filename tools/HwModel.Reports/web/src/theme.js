// Colours: the page's style sheet is the only place that names them; charts read the resolved values.

const probe = document.createElement('span');
probe.hidden = true;

function resolved(name) {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
}

/** The colours in force, as the charts need them. */
export function readTheme() {
    document.body.append(probe);
    const all = (name, count) => Array.from({ length: count }, (_, index) => resolved(`${name}-${index + 1}`));
    const theme = {
        ink: resolved('ink'),
        soft: resolved('ink-soft'),
        rule: resolved('rule'),
        grid: resolved('grid'),
        surface: resolved('surface'),
        mute: resolved('mute'),
        mark: resolved('mark'),
        series: all('series', 8),
        ramp: all('ramp', 6),
        font: getComputedStyle(document.body).fontFamily,
    };
    probe.remove();
    return theme;
}

/** The button that overrules the system's choice of light or dark. */
export function reviveSchemeButton(redraw) {
    const button = document.getElementById('scheme');
    const system = matchMedia('(prefers-color-scheme: dark)');
    const root = document.documentElement;
    const isDark = () => (root.style.colorScheme ? root.style.colorScheme === 'dark' : system.matches);
    const label = () => button.setAttribute('aria-pressed', isDark());
    button.addEventListener('click', () => {
        root.style.colorScheme = isDark() ? 'light' : 'dark';
        label();
        redraw();
    });
    system.addEventListener('change', () => {
        label();
        redraw();
    });
    let before = '';
    addEventListener('beforeprint', () => {
        before = root.style.colorScheme;
        root.style.colorScheme = 'light';
        redraw();
    });
    addEventListener('afterprint', () => {
        root.style.colorScheme = before;
        redraw();
    });
    label();
}
