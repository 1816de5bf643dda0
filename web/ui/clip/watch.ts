import { getClip } from '../api/clips';
import type { Clip } from '../api/schema';
import { copiesChannel } from '../copy/channel';
import { background } from '../lib/background';
import { resource, type Resource } from '../lib/resource';
import type { Scope } from '../lib/scope';
import { awaitedEveryMs, isChanging } from '../library/clips';

const watchEveryMs = 1000;

/** One clip for as long as the scope lives; asked for again while it changes. */
export function watchClip(scope: Scope, id: string): Resource<Clip> {
  const clip = resource(scope, (signal) => getClip(id, signal));
  scope.every(watchEveryMs, () => {
    const { value } = clip.loaded;
    if (value.state === 'ready' && isChanging(value.value) && !document.hidden) background(clip.reload());
  });
  scope.every(awaitedEveryMs, () => {
    const { value } = clip.loaded;
    if (value.state === 'ready' && value.value.copy_until !== undefined && !document.hidden) background(clip.reload());
  });
  // Another clip's copy may be meant; asking once more is cheap.
  const copies = new BroadcastChannel(copiesChannel);
  scope.own(() => copies.close());
  scope.listen(copies, 'message', () => background(clip.reload()));
  return clip;
}
