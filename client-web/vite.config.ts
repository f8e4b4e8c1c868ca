import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { serviceWorker } from './service-worker/plugin.ts';

export default defineConfig({
  plugins: [svelte(), serviceWorker()],
  build: {
    target: 'es2022',
    manifest: true,
    // The security policy allows no inline script or style, and data: URLs only for images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Components under test are mounted, not rendered on a server.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : undefined,
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    environment: 'node',
    // Ends what hangs. Hundreds of simulated runs take seconds, and more where something else is at work.
    testTimeout: 120_000,
  },
});
