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
  /** The observations that nothing later beats: the later, the greater. */
  readonly #seen: Seen[] = [];

  /** What ends at `run_ms` of the run was there at `clip_ms` of the clip. */
  observe(run_ms: number, clip_ms: number): void {
    const offset_ms = clip_ms - run_ms;
    while ((this.#seen.at(-1)?.offset_ms ?? Number.NEGATIVE_INFINITY) >= offset_ms) this.#seen.pop();
    this.#seen.push({ at_ms: clip_ms, offset_ms });
    while ((this.#seen[0]?.at_ms ?? clip_ms) <= clip_ms - memory_ms) this.#seen.shift();
  }

  /** Where an instant of the run lies on the clip's time line. */
  at(run_ms: number): number {
    return run_ms + (this.#seen[0]?.offset_ms ?? 0);
  }
}
