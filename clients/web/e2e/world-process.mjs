// A real server for the end-to-end tests, started as a person would: through ./sekai serve.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../sekai', import.meta.url));
const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 20_000;
const STDERR_KEPT = 200;

export class WorldProcess {
  /** @param {{ data?: string, seed?: string, worldSize?: number }} [options] */
  constructor(options = {}) {
    this.ownsData = options.data === undefined;
    this.data = options.data ?? mkdtempSync(join(tmpdir(), 'sekai-e2e-'));
    this.seed = options.seed;
    this.worldSize = options.worldSize;
    this.stderr = [];
  }

  /** Starts the server, on the same ports each time, and waits for its `ready` line. Resolves with the milliseconds that took. */
  async start() {
    this.httpPort ??= await freePort();
    const arguments_ = ['serve', '--data', this.data, '--http', `127.0.0.1:${this.httpPort}`];
    arguments_.push('--udp', `127.0.0.1:${this.udpPort ?? 0}`);
    if (this.seed !== undefined) {
      arguments_.push('--world-seed', this.seed);
    }
    if (this.worldSize !== undefined) {
      arguments_.push('--world-size', String(this.worldSize));
    }
    const begun = performance.now();
    this.child = spawn(LAUNCHER, arguments_, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = new Promise((resolve) =>
      this.child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    createInterface({ input: this.child.stderr }).on('line', (line) => {
      this.stderr.push(line);
      if (this.stderr.length > STDERR_KEPT) {
        this.stderr.shift();
      }
    });
    const line = await this.#readyLine();
    const udp = /udp \S*:(\d+)/.exec(line);
    this.udpPort = Number(udp?.[1]);
    this.url = `http://127.0.0.1:${this.httpPort}`;
    return performance.now() - begun;
  }

  #readyLine() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#failure('did not get ready in time')), START_LIMIT_MS);
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        if (line.startsWith('ready ')) {
          clearTimeout(timer);
          resolve(line);
        }
      });
      this.child.once('exit', (code) => {
        clearTimeout(timer);
        reject(this.#failure(`ended with ${code} before it was ready`));
      });
    });
  }

  #failure(what) {
    return new Error(`the server ${what}; its last words:\n${this.stderr.slice(-30).join('\n')}`);
  }

  /** kill -9: no chance to write anything. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** SIGTERM; resolves with the exit code. */
  async stop() {
    this.child.kill('SIGTERM');
    const limit = new Promise((_, reject) => {
      setTimeout(() => reject(this.#failure('did not stop in time')), STOP_LIMIT_MS).unref();
    });
    const { code } = await Promise.race([this.exited, limit]);
    return code;
  }

  /** Ends the server if it still runs, and removes its data folder if it was made here. */
  async dispose() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) {
      await this.kill();
    }
    if (this.ownsData) {
      rmSync(this.data, { recursive: true, force: true });
    }
  }
}

/** A TCP port that nobody uses at this moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
