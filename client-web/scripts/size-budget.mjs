// Holds the build to its budget, over Vite's manifest: what a first visit to home loads, and each route
// that comes later. Brotli at full strength, as the server sends it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const KB = 1000;
const budget = {
  'first load, JavaScript': 75 * KB,
  'first load, CSS': 14 * KB,
  'one route, JavaScript': 35 * KB,
  // Never loaded at once: it is what the device keeps for working without a line, all screens of all roles together.
  'all JavaScript': 450 * KB,
  'one catalogue': 12 * KB,
};
const HOME = 'src/features/home/Home.svelte';
const CATALOGUE = 'messages/en.json';

const dist = new URL('../dist/', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));

const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) sizes.set(file, brotliCompressSync(readFileSync(join(dist, file))).length);
  return sizes.get(file);
}

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const sum = (files) => [...new Set(files)].reduce((total, file) => total + size(file), 0);
const scripts = (keys) => [...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'));
const styles = (keys) => [...keys].flatMap((key) => manifest[key].css ?? []);

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const lazy = manifest[entry].dynamicImports ?? [];
const entryKeys = closure(entry);
const catalogues = Object.keys(manifest).filter((key) => key.startsWith('messages/'));
const first = new Set([...entryKeys, ...closure(HOME), CATALOGUE]);

const found = [
  ['first load, JavaScript', 'shell, sync, home and one catalogue', sum(scripts(first))],
  ['first load, CSS', 'shell and home', sum(styles(first))],
  [
    'all JavaScript',
    'every chunk',
    sum(
      readdirSync(join(dist, 'assets'))
        .filter((f) => f.endsWith('.js'))
        .map((f) => `assets/${f}`),
    ),
  ],
  ...catalogues.map((key) => ['one catalogue', key, size(manifest[key].file)]),
  ...[...new Set([...lazy, ...Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry)])]
    .filter((key) => !catalogues.includes(key))
    .map((key) => [
      'one route, JavaScript',
      key,
      sum(scripts([...closure(key)].filter((k) => !first.has(k)))),
    ]),
];

let over = 0;
for (const [limit, what, bytes] of found) {
  const fits = bytes <= budget[limit];
  if (!fits) over++;
  const figure = `${(bytes / KB).toFixed(1)} of ${budget[limit] / KB} kB`;
  console.log(`${fits ? 'ok  ' : 'OVER'}  ${figure.padStart(18)}  ${limit}: ${what}`);
}
if (over > 0) process.exitCode = 1;
