// Bundles src/main.js and the chart library into one minified file:  node bundle.mjs OUTPUT
// Called by the build. The packages of package-lock.json are installed beside the output, in a folder named after the lock file's
// hash, so an unchanged lock file costs nothing. Every result is made under a name of its own and then renamed: builds that run
// at the same time don't disturb each other.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2]);
const work = dirname(output);
mkdirSync(work, { recursive: true });

const packages = install();
const temporary = join(mkdtempSync(join(work, 'bundle-')), 'report.js');
const { buildSync } = createRequire(join(packages, 'package.json'))('esbuild');
buildSync({
    entryPoints: [join(web, 'src', 'main.js')],
    outfile: temporary,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    nodePaths: [join(packages, 'node_modules')],
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: { js: notices() },
    logLevel: 'warning',
});
renameSync(temporary, output);
rmSync(dirname(temporary), { recursive: true });

/** Installs exactly what the lock file names; returns the folder that holds node_modules. */
function install() {
    const lock = readFileSync(join(web, 'package-lock.json'));
    const target = join(work, 'packages-' + createHash('sha256').update(lock).digest('hex').slice(0, 12));
    if (existsSync(target)) return target;
    const own = mkdtempSync(join(work, 'install-'));
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(join(web, file), join(own, file));
    try {
        execFileSync('npm', ['ci', '--prefer-offline', '--loglevel=error'], {
            cwd: own,
            stdio: ['ignore', 'ignore', 'inherit'],
            shell: process.platform === 'win32',
        });
    } catch (error) {
        rmSync(own, { recursive: true });
        fail(
            error.code === 'ENOENT'
                ? 'npm is missing: the report pages take their chart library from npm while building; install Node.js 20 or newer together with npm.'
                : 'npm ci could not install the packages of tools/HwModel.Reports/web/package-lock.json: see the lines of npm above; it needs the npm registry or a filled npm cache.',
        );
    }
    try {
        renameSync(own, target);
    } catch (error) {
        if (!existsSync(target)) throw error;
        rmSync(own, { recursive: true }); // another build was faster
    }
    return target;
}

/** Ends with one sentence in the form that MSBuild shows as an error of its own. */
function fail(sentence) {
    console.error(`web/bundle.mjs : error HWR002: ${sentence}`);
    process.exit(1);
}

/** The licence texts that the bundled packages ask to be kept with their code. */
function notices() {
    const text = name => readFileSync(join(packages, 'node_modules', name), 'utf8').trim();
    const version = name => JSON.parse(text(`${name}/package.json`)).version;
    return (
        `/*! This page carries Apache ECharts ${version('echarts')} (Apache License 2.0) and zrender ${version('zrender')} (BSD 3-Clause).\n\n` +
        `${text('echarts/NOTICE')}\n\n${text('zrender/LICENSE')}\n*/`
    );
}
