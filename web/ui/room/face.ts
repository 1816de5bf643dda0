import { computed, type ReadonlySignal } from '@preact/signals';
import { read, stagesOf, type Reading } from './clock';
import type { Snapshot } from './messages';

/** The part of a stage in which one should come to the end. */
const lastSeconds_ms = 30_000;

/**
 * What the clock of a session shows, each part by itself: what shows a part is
 * drawn again when that part changes, and not with every beat.
 */
export interface ClockFace {
  /** Index of the stage that runs; -1 during the countdown, the number of stages after the last. */
  readonly stage: ReadonlySignal<number>;
  /** What is left of the stage or of the countdown, in whole seconds that are over only at their end, as milliseconds. */
  readonly left_ms: ReadonlySignal<number>;
  /** The last half minute of a stage that is longer. */
  readonly ending: ReadonlySignal<boolean>;
  /** Milliseconds since position 0. It changes with every beat. */
  readonly position_ms: ReadonlySignal<number>;
}

const before: Reading = { stage: -1, position_ms: 0, left_ms: 0, paused: false };

/** The face of a session's clock. `now_ms` is the server's time and beats. */
export function clockFace(session: ReadonlySignal<Snapshot | undefined>, now_ms: ReadonlySignal<number>): ClockFace {
  const reading = computed(() => (session.value ? read(session.value, now_ms.value) : before));
  const stage = computed(() => reading.value.stage);
  const stages = computed(() => (session.value ? stagesOf(session.value) : []));
  const ending = computed(() => {
    const { duration_ms = 0 } = stages.value[reading.value.stage] ?? {};
    return duration_ms > lastSeconds_ms && reading.value.left_ms <= lastSeconds_ms;
  });
  const left_ms = computed(() => Math.ceil(reading.value.left_ms / 1000) * 1000);
  return { stage, left_ms, ending, position_ms: computed(() => reading.value.position_ms) };
}
