// Compresses each built file once, with brotli and gzip, so that the server only ever sends ready bytes.
// precompress.mjs FOLDER writes FILE.br and FILE.gz beside FILE where that saves something.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const worth_it = /\.(html|js|mjs|css|json|svg|txt|webmanifest|map|ico)$/;
let files = 0;
let before = 0;
let after = 0;

function walk(folder) {
    for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) walk(path);
        else if (/\.(br|gz)$/.test(name)) rmSync(path);
    }
    for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (statSync(path).isDirectory() || !worth_it.test(name)) continue;
        const raw = readFileSync(path);
        const brotli = brotliCompressSync(raw, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
        });
        const gzip = gzipSync(raw, { level: 9 });
        if (brotli.length < raw.length) writeFileSync(path + '.br', brotli);
        if (gzip.length < raw.length) writeFileSync(path + '.gz', gzip);
        files += 1;
        before += raw.length;
        after += Math.min(brotli.length, raw.length);
    }
}

walk(process.argv[2]);
console.log(`Compressed ${files} files: ${(before / 1000).toFixed(0)} kB, ${(after / 1000).toFixed(0)} kB as brotli`);
