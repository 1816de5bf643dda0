import type { Microphone } from './microphone';
import { inWords, speech } from './level';
import './LevelMeter.css';

const bars = 24;

/** The level of the microphone, as bars and in words. */
export function LevelMeter({ microphone, quiet = false }: { microphone: Microphone; quiet?: boolean }) {
  const { value, peak } = microphone.level.value;
  const words = inWords(peak);
  return (
    <div class="level">
      <div class="level-bars" aria-hidden="true">
        {Array.from({ length: bars }, (_, i) => {
          const at = (i + 1) / bars;
          return <i key={i} class={`${at <= value ? 'lit' : at <= peak ? 'peak' : ''}${at > 0.92 ? ' hot' : ''}`} />;
        })}
      </div>
      <meter class="hidden-text" aria-label="Microphone level" min={0} max={1} low={speech} optimum={0.7} value={Math.round(peak * 20) / 20}>
        {words}
      </meter>
      {!quiet && <p class="level-words">{words}</p>}
    </div>
  );
}
