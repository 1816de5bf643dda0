import type { Clip, DeletedClip } from '../api/schema';
import { listClips } from '../api/clips';
import { background } from '../lib/background';
import { resource, type Resource } from '../lib/resource';
import type { Scope } from '../lib/scope';

const watchEveryMs = 2000;
/** A copy may come from another browser, a day later. */
export const awaitedEveryMs = 15_000;

/** The part of a clip's facts that says whether it is still being made. */
type Progress = Pick<Clip, 'state' | 'peaks' | 'completing'>;

/**
 * Whether a clip will change by itself: it is being recorded or stored, or it
 * is stored and its waveform or a stretch of it is still to come.
 */
export function isChanging({ state, peaks, completing }: Progress): boolean {
  return completing || state === 'recording' || state === 'storing' || (state === 'ready' && peaks.length === 0);
}

/** Whether there is something to hear: it plays as soon as the recording has ended. */
export function isPlayable({ state, duration_ms }: Pick<Clip, 'state' | 'duration_ms'>): boolean {
  return (state === 'ready' || state === 'storing') && duration_ms > 0;
}

/** The person's clips for as long as the scope lives, all unless `load` brings fewer; asked for again while one of them changes. */
export function watchClips(scope: Scope, load: (abort: AbortSignal) => Promise<Clip[]> = listClips): Resource<Clip[]> {
  const clips = resource(scope, load);
  scope.every(watchEveryMs, () => {
    const { value } = clips.loaded;
    if (value.state === 'ready' && value.value.some(isChanging) && !document.hidden) background(clips.reload());
  });
  scope.every(awaitedEveryMs, () => {
    const { value } = clips.loaded;
    if (value.state === 'ready' && value.value.some(({ copy_until }) => copy_until !== undefined) && !document.hidden) background(clips.reload());
  });
  scope.listen(document, 'visibilitychange', () => {
    if (!document.hidden) background(clips.reload());
  });
  return clips;
}

/** What to say after a clip was deleted. */
export function deletedWords({ store }: Pick<DeletedClip, 'store'>): string {
  return `Deleted, also from ${store}.`;
}

/** The address at which to practise a clip's question again. */
export function againAddress({ question }: Pick<Clip, 'question'>): string {
  const query = new URLSearchParams({ kind: 'solo' });
  if (question.id !== '') query.set('question', question.id);
  else query.set('prompt', question.prompt);
  return `/new?${query.toString()}`;
}

/** The address of a clip's audio as a file to keep. */
export function downloadAddress(link: string): string {
  return `${link}?download=1`;
}
