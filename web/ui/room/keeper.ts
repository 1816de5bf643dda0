import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { me } from '../api/me';
import { tellTabs } from '../copy/channel';
import { CopyStore } from '../copy/store';
import { VoiceCopy } from '../copy/VoiceCopy';
import { background } from '../lib/background';
import type { Scope } from '../lib/scope';
import { legEnds } from './clock';
import type { Snapshot } from './messages';

interface Voice {
  readonly track: ReadonlySignal<MediaStreamTrack | undefined>;
  readonly session: ReadonlySignal<Snapshot | undefined>;
  /** The server's time, ten times a second. */
  readonly now_ms: ReadonlySignal<number>;
  /** The server's time at this very moment. */
  at(): number;
}

/**
 * Keeps a copy of the person's voice while they are recorded, also while there
 * is no connection. Returns whether it does.
 */
export function keepCopy(scope: Scope, { track, session, now_ms, at }: Voice): ReadonlySignal<boolean> {
  const keeping = signal(false);
  let store: CopyStore | undefined;
  let use: Scope | undefined;
  let key = '';
  const opened = signal(false);
  CopyStore.open().then(
    (db) => {
      store = db;
      opened.value = true;
      // What was said last is written before it is closed.
      scope.own(() => background(written().finally(() => db.close())));
    },
    () => undefined,
  );
  let copy: VoiceCopy | undefined;
  const written = async (): Promise<void> => {
    await copy?.written();
  };
  const stop = (): void => {
    use?.dispose();
    use = undefined;
    keeping.value = false;
    background(written().then(tellTabs));
  };
  scope.own(
    effect(() => {
      const clip = session.value?.recording_clip;
      const voice = track.value;
      const on = opened.value && clip && voice && session.value && now_ms.value < legEnds(session.value, session.value.leg);
      const next = on ? `${clip.id} ${voice.id}` : '';
      if (next === key) return;
      key = next;
      stop();
      if (!on || !store) return;
      use = scope.child();
      const speaker = me.peek();
      const owner = speaker.state === 'known' ? speaker.user.id : '';
      try {
        copy = new VoiceCopy(use, store, { clip: clip.id, at_ms: clip.at_ms, session: session.value?.id ?? '', owner }, voice, at, stop);
        keeping.value = true;
      } catch {
        stop(); // this browser can't encode
      }
    }),
  );
  return keeping;
}
