/** How long an observation counts: clocks run apart by up to 0.2 ms a second. */
const memory_ms = 30_000;

interface Seen {
  readonly at_ms: number;
  readonly offset_ms: number;
}

/**
 * Ties a run's own time to the clip's. Sound can arrive late, never early: the
 * least difference of the last half minute is the truth.
 */
export class RunClock {
  #seen: readonly Seen[] = [];

  /** What ends at `run_ms` of the run was there at `clip_ms` of the clip. */
  observe(run_ms: number, clip_ms: number): void {
    const offset_ms = clip_ms - run_ms;
    // Only those count that nothing later beats.
    this.#seen = [...this.#seen.filter((seen) => seen.offset_ms < offset_ms && seen.at_ms > clip_ms - memory_ms), { at_ms: clip_ms, offset_ms }];
  }

  /** Where an instant of the run lies on the clip's time line. */
  at(run_ms: number): number {
    return run_ms + (this.#seen[0]?.offset_ms ?? 0);
  }
}
