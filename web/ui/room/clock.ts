import type { Snapshot, Stage } from './messages';

/** What the server's clock shows. */
export interface Reading {
  /** Index of the stage; -1 during the countdown, the number of stages after the last. */
  readonly stage: number;
  /** Milliseconds since position 0; negative during the countdown. */
  readonly position_ms: number;
  /** Milliseconds left of the stage, or of the countdown. */
  readonly left_ms: number;
}

/** Reads the clock of a session that has started, at an instant of the server's clock. */
export function read(session: Snapshot, now_ms: number): Reading {
  const position_ms = now_ms - session.started_at_ms;
  if (position_ms < 0) return { stage: -1, position_ms, left_ms: -position_ms };
  let ends = 0;
  for (const [stage, { duration_ms }] of session.stages.entries()) {
    ends += duration_ms;
    if (position_ms < ends) return { stage, position_ms, left_ms: ends - position_ms };
  }
  return { stage: session.stages.length, position_ms: ends, left_ms: 0 };
}

/** The length of all stages together. */
export function total(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + stage.duration_ms, 0);
}

/** How long this many milliseconds are on a clock that counts down: it shows 1 until the last second is over. */
export function countdown(left_ms: number): number {
  return Math.ceil(left_ms / 1000);
}

interface Sample {
  readonly trip_ms: number;
  readonly offset_ms: number;
}

const kept = 8;

/**
 * The server's clock, seen from here. Of several exchanges the one that took
 * least time says most: half of it is the way there (RFC 5905 section 8).
 */
export class ServerClock {
  #samples: readonly Sample[] = [];

  /** Takes the answer to a question that was sent and received at these instants of the local clock. */
  learn(sent_ms: number, received_ms: number, server_ms: number): void {
    const trip_ms = received_ms - sent_ms;
    const sample = { trip_ms, offset_ms: server_ms - (sent_ms + trip_ms / 2) };
    this.#samples = [...this.#samples, sample].slice(-kept);
  }

  /** Takes the server's time as it came with another message, unless something better is known. */
  guess(received_ms: number, server_ms: number): void {
    if (this.#samples.length === 0) this.#samples = [{ trip_ms: 1000, offset_ms: server_ms - received_ms }];
  }

  /** The server's time at an instant of the local clock. */
  at(local_ms: number): number {
    let best: Sample = { trip_ms: Number.POSITIVE_INFINITY, offset_ms: 0 };
    for (const sample of this.#samples) if (sample.trip_ms < best.trip_ms) best = sample;
    return local_ms + best.offset_ms;
  }
}
