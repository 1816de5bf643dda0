import type { Clip } from '../api/schema';
import { wasStopped } from '../lib/stops';
import { awaited } from './awaited';

/** How a clip's state is shown: a word, and the look of its badge. */
export interface StateWords {
  readonly word: string;
  readonly kind: 'live' | 'accent' | 'good' | 'danger';
}

/** The word for a clip's state. `here` has the clips of which this browser holds a copy. */
export function stateWords(clip: Pick<Clip, 'id' | 'session_id' | 'state' | 'completing' | 'wanted' | 'copy_until'>, here: ReadonlySet<string>): StateWords {
  if (clip.completing) return { word: 'Being completed', kind: 'accent' };
  if (awaited(clip, here) !== '') return { word: 'Copy on its way', kind: 'accent' };
  switch (clip.state) {
    case 'recording':
      // The server learns of it as soon as it can be reached.
      if (wasStopped(clip.session_id)) return { word: 'Stopped', kind: 'accent' };
      return { word: 'Recording', kind: 'live' };
    case 'storing':
      return { word: 'Being stored', kind: 'accent' };
    case 'ready':
      return { word: 'Ready', kind: 'good' };
    case 'failed':
      return { word: 'Failed', kind: 'danger' };
  }
}
