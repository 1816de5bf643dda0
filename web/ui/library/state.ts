import type { Clip } from '../api/schema';

/** How a clip's state is shown: a word, and the look of its badge. */
export interface StateWords {
  readonly word: string;
  readonly kind: 'live' | 'accent' | 'good' | 'danger';
}

/** The word for a clip's state. */
export function stateWords({ state, completing }: Pick<Clip, 'state' | 'completing'>): StateWords {
  if (completing) return { word: 'Being completed', kind: 'accent' };
  switch (state) {
    case 'recording':
      return { word: 'Recording', kind: 'live' };
    case 'storing':
      return { word: 'Being stored', kind: 'accent' };
    case 'ready':
      return { word: 'Ready', kind: 'good' };
    case 'failed':
      return { word: 'Failed', kind: 'danger' };
  }
}
