import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const gateway = resolve(import.meta.dirname, '../../../.tools/bin/versitygw');
const bucket = 'clips';

/** A real S3 server, versitygw, over a folder of its own. */
export class Store {
  #process: ChildProcess | undefined;
  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<Store> {
    if (!existsSync(gateway)) throw new Error(`${gateway} is missing; run: make tools`);
    const folder = mkdtempSync(join(tmpdir(), 'practice-s3-'));
    mkdirSync(join(folder, bucket));
    const store = new Store(folder, await freePort());
    await store.run();
    return store;
  }

  /** Starts it, again if need be, and waits until it answers. */
  async run(): Promise<void> {
    this.#process = spawn(gateway, [
      ...['--access', 'practice', '--secret', 'practice-secret', '--port', `127.0.0.1:${this.port}`],
      ...['--health', '/health', 'posix', this.folder],
    ]);
    for (;;) {
      const healthy = await fetch(`http://127.0.0.1:${this.port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (healthy) return;
      await new Promise((again) => setTimeout(again, 20));
    }
  }

  /** The variables with which Practice keeps clips in it. */
  get env(): Record<string, string> {
    return {
      PRACTICE_S3_ENDPOINT: `http://127.0.0.1:${this.port}`,
      PRACTICE_S3_BUCKET: bucket,
      PRACTICE_S3_ACCESS_KEY: 'practice',
      PRACTICE_S3_SECRET_KEY: 'practice-secret',
    };
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** What is kept of a clip. */
  objects(clip: string): string[] {
    const path = join(this.folder, bucket, 'clips', clip);
    return existsSync(path) ? readdirSync(path).sort() : [];
  }

  dispose(): void {
    this.signal('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A small disk of its own, in this process's own view of the file system. */
export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), 'practice-disk-'));

  constructor(mebibytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', this.path]);
  }

  /** Fills it up until so much is left. */
  leave(mebibytes: number): void {
    this.empty();
    const free = Number(execFileSync('df', ['--output=avail', '-B1', this.path]).toString().split('\n')[1]);
    execFileSync('fallocate', ['-l', String(free - mebibytes * 2 ** 20), join(this.path, 'filler')]);
  }

  empty(): void {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  dispose(): void {
    execFileSync('umount', ['--lazy', this.path]);
  }
}
