import type { Clip } from '../api/schema';

/** Whether more of a clip is still to come from the copy of a browser, and from which: this one, or the one that its speaker had. */
export type Awaited = '' | 'from here' | 'from elsewhere';

type Progress = Pick<Clip, 'id' | 'state' | 'wanted' | 'copy_until'>;

/** Whether what is heard and downloaded of a clip now is not all. `here` has the clips of which this browser holds a copy. */
export function awaited({ id, state, wanted, copy_until }: Progress, here: ReadonlySet<string>): Awaited {
  if (state !== 'storing' && state !== 'ready') return '';
  if (wanted.length > 0 && here.has(id)) return 'from here';
  return copy_until === undefined ? '' : 'from elsewhere';
}

const words: Readonly<Record<Exclude<Awaited, ''>, string>> = {
  'from here': 'A part of it is still in this browser and on its way. What you hear now is not all.',
  'from elsewhere': 'A part of it is still in the browser that you spoke in, and comes when Practice is open there. What you hear now is not all.',
};

/** What to say of a clip of which more is to come; empty for one of which nothing is. */
export function awaitedWords(clip: Progress, here: ReadonlySet<string>): string {
  const from = awaited(clip, here);
  return from === '' ? '' : words[from];
}
