import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** Writes sw.js beside the built files, with their names and a version that changes when any of them does. */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'flywheel-service-worker',
    apply: 'build',
    configResolved: (resolved) => void (config = resolved),
    closeBundle() {
      const out = resolve(config.root, config.build.outDir);
      const files = served(out);
      const digest = createHash('sha256');
      for (const file of files) digest.update(file).update(readFileSync(join(out, file)));
      const template = readFileSync(join(config.root, 'service-worker/sw.js'), 'utf8');
      digest.update(template);
      const text = template
        .replace('__VERSION__', digest.digest('hex').slice(0, 16))
        .replace('__FILES__', JSON.stringify(files));
      writeFileSync(join(out, 'sw.js'), text);
    },
  };
}

function served(out: string): string[] {
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => '/' + relative(out, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.startsWith('/.') && file !== '/sw.js')
    .sort();
}
