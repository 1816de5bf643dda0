import type { ClockEvent, Snapshot, Stage } from './messages';

/** What a session's clock is made of: what was planned, and what happened. */
export type ClockFacts = Pick<Snapshot, 'plan' | 'events'>;

/** What the server's clock shows. */
export interface Reading {
  /** Index of the stage; -1 during the countdown and before a start, the number of stages after the last. */
  readonly stage: number;
  /** Milliseconds since position 0 without pauses; negative during the countdown. */
  readonly position_ms: number;
  /** Milliseconds left of the stage, or of the countdown. */
  readonly left_ms: number;
  /** Position stands still. */
  readonly paused: boolean;
}

/** A stretch for which position stood still. */
interface Pause {
  readonly position_ms: number;
  readonly at_ms: number;
  /** Infinite while it goes on. */
  readonly length_ms: number;
}

/** What the events of a clock come to. The server folds them the same way (sessions/clock_fold.go); sessions/testdata/clock has what both must read. */
interface Fold {
  readonly start_ms: number | undefined;
  readonly durations: readonly number[];
  readonly pauses: readonly Pause[];
}

/** What the clock shows at an instant of the server's clock. Events that lie ahead have not happened, but for the start. */
export function read(clock: ClockFacts, now_ms: number): Reading {
  return reading(fold(clock, now_ms), now_ms);
}

/** The plan with the durations that hold after all events. */
export function stagesOf(clock: ClockFacts): readonly Stage[] {
  const { durations } = fold(clock);
  return clock.plan.map((stage, i) => ({ ...stage, duration_ms: durations[i] ?? 0 }));
}

/** Position 0 as an instant of the server's clock; 0 before a start. */
export function startedAt({ events }: Pick<Snapshot, 'events'>): number {
  return events[0]?.at_ms ?? 0;
}

/** When a leg ends, on the server's clock; infinite while the clock is paused before that. */
export function legEnds(clock: ClockFacts, leg: number): number {
  const { start_ms = 0, durations, pauses } = fold(clock);
  let position_ms = 0;
  for (const [i, stage] of clock.plan.entries()) if (stage.leg <= leg) position_ms += durations[i] ?? 0;
  return pauses.reduce((at_ms, pause) => (position_ms > pause.position_ms ? at_ms + pause.length_ms : at_ms), start_ms + position_ms);
}

function fold({ plan, events }: ClockFacts, until_ms = Number.POSITIVE_INFINITY): Fold {
  let folded: Fold = { start_ms: undefined, durations: plan.map(({ duration_ms }) => duration_ms), pauses: [] };
  for (const event of events) {
    if (event.kind !== 'start' && event.at_ms > until_ms) break;
    folded = happen(folded, event);
  }
  return folded;
}

/** The fold after one more event. One that does not suit changes nothing: the server refuses it. */
function happen(folded: Fold, { kind, at_ms, by_ms = 0 }: ClockEvent): Fold {
  const { stage, position_ms, left_ms, paused } = reading(folded, at_ms);
  const runs = stage >= 0 && stage < folded.durations.length;
  const longer = (by: number): Fold => ({ ...folded, durations: folded.durations.with(stage, (folded.durations[stage] ?? 0) + by) });
  switch (kind) {
    case 'start':
      return { ...folded, start_ms: folded.start_ms ?? at_ms };
    case 'pause':
      return runs && !paused ? { ...folded, pauses: [...folded.pauses, { position_ms, at_ms, length_ms: Number.POSITIVE_INFINITY }] } : folded;
    case 'resume':
      return paused ? { ...folded, pauses: folded.pauses.map((pause) => ({ ...pause, length_ms: Math.min(pause.length_ms, at_ms - pause.at_ms) })) } : folded;
    case 'extend':
      return runs ? longer(by_ms) : folded;
    case 'skip':
      return runs && !paused ? longer(-left_ms) : folded;
  }
}

function reading({ start_ms, durations, pauses }: Fold, now_ms: number): Reading {
  if (start_ms === undefined) return { stage: -1, position_ms: 0, left_ms: 0, paused: false };
  const { position_ms, paused } = positionAt(start_ms, pauses, now_ms);
  if (position_ms < 0) return { stage: -1, position_ms, left_ms: -position_ms, paused };
  let ends = 0;
  for (const [stage, duration_ms] of durations.entries()) {
    ends += duration_ms;
    if (position_ms < ends) return { stage, position_ms, left_ms: ends - position_ms, paused };
  }
  return { stage: durations.length, position_ms: ends, left_ms: 0, paused: false };
}

function positionAt(start_ms: number, pauses: readonly Pause[], now_ms: number): Pick<Reading, 'position_ms' | 'paused'> {
  let position_ms = now_ms - start_ms;
  for (const pause of pauses) {
    if (now_ms < pause.at_ms) break;
    if (now_ms < pause.at_ms + pause.length_ms) return { position_ms: pause.position_ms, paused: true };
    position_ms -= pause.length_ms;
  }
  return { position_ms, paused: false };
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
