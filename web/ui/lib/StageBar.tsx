import type { Stage } from '../api/schema';
import { spell } from './time';
import './StageBar.css';

/** The stages of a format, each as long as its part of the time. */
export function StageBar({ stages }: { stages: readonly Pick<Stage, 'name' | 'duration_ms' | 'leg'>[] }) {
  return (
    <span class="stage-bar">
      <span class="stage-bar-track" aria-hidden="true">
        {stages.map((stage, index) => (
          <i key={index} class={stage.leg % 2 === 1 ? 'second-leg' : ''} style={{ flexGrow: stage.duration_ms }} />
        ))}
      </span>
      <span class="stage-bar-words">
        {stages.map((stage, index) => (
          <span key={index}>
            {stage.name} <b class="clock">{spell(stage.duration_ms)}</b>
          </span>
        ))}
      </span>
    </span>
  );
}
