import type { Loaded } from './resource';
import './Stale.css';

/** Says that what is shown may be out of date, while the server can't answer. */
export function Stale<T>({ loaded }: { loaded: Loaded<T> }) {
  const stale = loaded.state === 'ready' && loaded.stale !== undefined;
  return (
    <div class="stale-place" role="status">
      {stale && <p class="stale">The server can’t be reached just now. What you see may be out of date; nothing is lost.</p>}
    </div>
  );
}
