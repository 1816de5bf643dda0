import type { Scope } from '../lib/scope';
import { encode } from './encoder';
import { joined } from './ogg';
import { opusSamples, samplesPerMs } from './opus';
import { RunClock } from './place';
import type { CopyOf, CopyStore } from './store';

const chunk_ms = 1000;

/** The clip that a voice is copied for. */
export interface CopiedClip extends CopyOf {
  /** Position 0 on the server's clock. */
  readonly at_ms: number;
}

/**
 * Keeps a copy of what a microphone gives for one clip, as long as its scope
 * lives: about a second of it is lost if the tab crashes.
 */
export class VoiceCopy {
  #run: Run | undefined;
  #stopped = false;
  /** Writing goes on in order, and outlives the scope. */
  #writing: Promise<void>;

  constructor(
    scope: Scope,
    private readonly store: CopyStore,
    private readonly clip: CopiedClip,
    track: MediaStreamTrack,
    /** The server's time. */
    private readonly now_ms: () => number,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#writing = store.begin(clip, Date.now()).catch(failed);
    // Owned before the encoder, so that it runs after that has ended.
    scope.own(() => this.#stop());
    encode(scope, track, {
      arrived: (run_ms) => this.#current().clock.observe(run_ms, this.now_ms() - this.clip.at_ms),
      packet: (data) => this.#add(data),
      broken: () => this.flush(true),
    });
    scope.listen(document, 'visibilitychange', () => document.hidden && this.flush(false));
    scope.listen(window, 'pagehide', () => this.#leave());
  }

  #current(): Run {
    this.#run ??= new Run();
    return this.#run;
  }

  #add(data: Uint8Array): void {
    const run = this.#current();
    run.packets.push(data);
    run.length_ms += opusSamples(data) / samplesPerMs;
    if (run.length_ms >= chunk_ms) this.flush(false);
  }

  /** Writes what has collected; what comes next may be another run. */
  flush(end: boolean): void {
    const run = this.#run;
    if (end) this.#run = undefined;
    if (!run || run.packets.length === 0) return;
    const { packets, length_ms, written_ms, index } = run;
    run.packets = [];
    run.written_ms += length_ms;
    run.length_ms = 0;
    run.index++;
    const at_ms = run.clock.at(written_ms);
    this.#write(async () => {
      run.number ??= await this.store.nextRun(this.clip.clip);
      await this.store.keep(
        {
          clip: this.clip.clip,
          run: run.number,
          index,
          at_ms,
          duration_ms: length_ms,
          bytes: joined(packets),
          lengths: packets.map(({ length }) => length),
        },
        Date.now(),
      );
    });
  }

  #stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#leave();
  }

  /** Writes the rest, and where it ends: a page that is left hears no more, a tab that crashes says nothing. */
  #leave(): void {
    const stopped_ms = this.now_ms() - this.clip.at_ms;
    this.flush(this.#stopped);
    this.#write(() => this.store.end(this.clip.clip, Date.now(), stopped_ms));
  }

  /** Resolves when everything so far is in the database. */
  written(): Promise<void> {
    return this.#writing;
  }

  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch(this.failed);
  }
}

/** An uninterrupted stretch of the copy. */
class Run {
  readonly clock = new RunClock();
  number: number | undefined;
  index = 0;
  packets: Uint8Array[] = [];
  /** The length of the packets that are not written, and of those that are. */
  length_ms = 0;
  written_ms = 0;
}
