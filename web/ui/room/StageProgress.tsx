import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { spell } from '../lib/time';
import { total } from './clock';
import type { ClockFace } from './face';
import type { Stage } from './messages';
import './StageProgress.css';

interface Props {
  stages: readonly Stage[];
  face: ClockFace;
}

/** The part of the whole below which a stage has no room for its name. */
const narrow = 0.1;

/** The stages, each as long as it lasts, and how far the session is. */
export function StageProgress({ stages, face }: Props) {
  const whole = Math.max(total(stages), 1);
  let begin_ms = 0;
  return (
    <ol class="stages" style={{ gridTemplateColumns: stages.map((s) => `minmax(0.5rem, ${Math.max(s.duration_ms / whole, 0.02)}fr)`).join(' ') }}>
      {stages.map(({ name, duration_ms }, i) => {
        const begins_ms = begin_ms;
        begin_ms += duration_ms;
        const now = i === face.stage.value;
        return (
          <li key={i} class={`${now ? 'now' : ''} ${duration_ms / whole < narrow ? 'narrow' : ''}`} aria-current={now ? 'step' : undefined} title={`${name}, ${spell(duration_ms)}`}>
            <span class="stage-track">
              <StageDone face={face} begins_ms={begins_ms} duration_ms={duration_ms} />
            </span>
            <span class="stage-name">{name}</span>
            <span class="stage-length">{spell(duration_ms)}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** How much of a stage is over. Of all stages only the one that runs is drawn again with a beat. */
function StageDone({ face, begins_ms, duration_ms }: { face: ClockFace; begins_ms: number; duration_ms: number }) {
  const done = useMemo(
    () => computed(() => Math.min(1, Math.max(0, (face.position_ms.value - begins_ms) / Math.max(duration_ms, 1)))),
    [face, begins_ms, duration_ms],
  );
  return <span class="stage-done" style={{ inlineSize: `${done.value * 100}%` }} />;
}
