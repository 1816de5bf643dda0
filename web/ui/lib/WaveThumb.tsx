import { thumbPath } from './thumb';
import './WaveThumb.css';

/** A small picture of a voice, from a clip's 96 peaks; a flat line until there are any. */
export function WaveThumb({ peaks, progress = 0 }: { peaks: readonly number[]; progress?: number }) {
  const path = thumbPath(peaks);
  // The played part is the same shape under a clip that moves.
  return (
    <svg class="thumb" viewBox="0 0 192 40" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path class="thumb-rest" d={path} />
      {progress > 0 && (
        <svg x="0" y="0" width={192 * Math.min(1, progress)} height="40" viewBox={`0 0 ${192 * Math.min(1, progress)} 40`}>
          <path class="thumb-played" d={path} />
        </svg>
      )}
    </svg>
  );
}
