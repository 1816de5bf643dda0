import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The program as it is built. */
export const program = resolve(import.meta.dirname, '../../../practice');

/** The real program in a process of its own, with a data folder of its own, on free loopback ports. */
export class Server {
  /** All that were started. */
  static readonly started: Server[] = [];
  private constructor(
    readonly data: string,
    readonly url: string,
    /** Where operators ask for its figures. */
    readonly metrics: string,
    private readonly child: ChildProcess,
    private readonly ended: Promise<number | null>,
    /** What it has written to its log, in chunks of whole or broken lines. */
    readonly log: readonly string[],
  ) {}

  static async start(options: { data?: string; env?: Record<string, string>; port?: number } = {}): Promise<Server> {
    if (!existsSync(program)) throw new Error(`${program} is missing; run: make build`);
    const data = options.data ?? mkdtempSync(join(tmpdir(), 'practice-e2e-'));
    const child = spawn(program, [], {
      env: {
        PATH: process.env['PATH'] ?? '',
        PRACTICE_LISTEN: `127.0.0.1:${options.port ?? 0}`,
        PRACTICE_ICE_PORT: '0',
        PRACTICE_METRICS_LISTEN: '127.0.0.1:0',
        PRACTICE_DATA: data,
        PRACTICE_LOG_FORMAT: 'json',
        PRACTICE_LOG_LEVEL: 'debug',
        ...options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    const log: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    const { url, metrics } = await new Promise<{ url: string; metrics: string }>((done, fail) => {
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        const open = /open\s+(http\S+)/.exec(out)?.[1];
        const metrics = /metrics\s+(http\S+)/.exec(out)?.[1];
        if (open && metrics && out.includes('voices')) done({ url: open, metrics });
      });
      child.once('exit', (code) => fail(new Error(`practice ended with ${code}: ${log.join('')}`)));
    });
    const server = new Server(data, url, metrics, child, ended, log);
    Server.started.push(server);
    return server;
  }

  /** The single-use link that the start left for the first user. */
  signInLink(): string {
    return readFileSync(join(this.data, 'sign-in-link'), 'utf8').trim();
  }

  /** Another single-use link: for the first user, or for somebody new of this name. */
  anotherSignInLink(newcomer?: string): string {
    const out = execFileSync(program, ['signin', ...(newcomer === undefined ? [] : ['--new', newcomer])], {
      env: { PATH: process.env['PATH'] ?? '', PRACTICE_DATA: this.data, PRACTICE_LISTEN: new URL(this.url).host },
      encoding: 'utf8',
    });
    return out.trim().split('\n').at(-1) ?? '';
  }

  /** Sends the signal and returns the exit status. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  /** Lets the process stand still, or go on: what a machine that is overloaded does. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  /** Ends the process and removes its data. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
