import { useState } from 'preact/hooks';
import type { Clip } from '../api/schema';
import { Badge } from '../lib/Badge';
import { storedTicks, storeTicks } from './stored';
import './Points.css';

/** The question, and what a good answer covers, to tick off while listening. */
export function Points({ clip: { id, title, question } }: { clip: Clip }) {
  const [ticks, setTicks] = useState(() => storedTicks(id));
  const { points, prompt, topic, level } = question;
  const tick = (place: number, on: boolean): void => {
    const next = new Set(ticks);
    if (on) next.add(place);
    else next.delete(place);
    setTicks(next);
    storeTicks(id, next);
  };
  return (
    <section class="aside" aria-labelledby="question">
      <h2 id="question">The question</h2>
      {(topic !== '' || level !== '') && (
        <p class="points-about">
          {topic !== '' && <Badge>{topic}</Badge>} {level !== '' && <Badge>{level}</Badge>}
        </p>
      )}
      {title !== prompt && <p class="points-prompt">{prompt}</p>}
      {points.length > 0 && (
        <details class="points" open>
          <summary>
            What a good answer covers <Badge kind="accent">{`${[...ticks].filter((place) => place < points.length).length} of ${points.length}`}</Badge>
          </summary>
          <p class="aside-text points-how">Listen once without pausing. Then tick what you said, and be strict. The ticks stay in this browser.</p>
          <ul>
            {points.map((point, place) => (
              <li key={place}>
                <label class="point">
                  <input type="checkbox" checked={ticks.has(place)} onChange={(event) => tick(place, event.currentTarget.checked)} />
                  <span>{point}</span>
                </label>
              </li>
            ))}
          </ul>
        </details>
      )}
      {points.length === 0 && (
        <p class="aside-text">Nobody has written down what a good answer covers. Before you listen, name three things it must have.</p>
      )}
    </section>
  );
}
