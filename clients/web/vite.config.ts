import { env } from 'node:process';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds a running server; the built page talks to the server it came from. */
const server = env.SEKAI_SERVER ?? 'http://127.0.0.1:8080';

const proxy = { '/api': { target: server, ws: true } };

export default defineConfig({
  base: './',
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  build: { target: 'es2022', license: { fileName: 'licenses.md' }, chunkSizeWarningLimit: 900 },
  // Generous: a machine that is busy with other things is no failure.
  test: { include: ['test/**/*.test.ts'], testTimeout: 30_000 },
});
