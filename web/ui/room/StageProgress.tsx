import { spell } from '../lib/time';
import { total } from './clock';
import type { Stage } from './messages';
import './StageProgress.css';

interface Props {
  stages: readonly Stage[];
  /** Where the session is, in milliseconds. */
  position_ms: number;
  /** The stage that runs. */
  stage: number;
}

/** The part of the whole below which a stage has no room for its name. */
const narrow = 0.1;

/** The stages, each as long as it lasts, and how far the session is. */
export function StageProgress({ stages, position_ms, stage }: Props) {
  const whole = Math.max(total(stages), 1);
  let begin = 0;
  return (
    <ol class="stages" style={{ gridTemplateColumns: stages.map((s) => `minmax(0.5rem, ${Math.max(s.duration_ms / whole, 0.02)}fr)`).join(' ') }}>
      {stages.map((s, i) => {
        const done = Math.min(1, Math.max(0, (position_ms - begin) / Math.max(s.duration_ms, 1)));
        begin += s.duration_ms;
        return (
          <li key={i} class={`${i === stage ? 'now' : ''} ${s.duration_ms / whole < narrow ? 'narrow' : ''}`} aria-current={i === stage ? 'step' : undefined} title={`${s.name}, ${spell(s.duration_ms)}`}>
            <span class="stage-track">
              <span class="stage-done" style={{ inlineSize: `${done * 100}%` }} />
            </span>
            <span class="stage-name">{s.name}</span>
            <span class="stage-length">{spell(s.duration_ms)}</span>
          </li>
        );
      })}
    </ol>
  );
}
