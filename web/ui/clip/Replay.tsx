import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Clip } from '../api/schema';
import { copiesHere } from '../copy/here';
import { playableSource } from '../lib/audio';
import { Button } from '../lib/Button';
import { place } from '../lib/router';
import type { Scope } from '../lib/scope';
import { useOwned } from '../lib/useOwned';
import { useScope } from '../lib/useScope';
import { reasonWords } from '../lib/words';
import { awaitedWords } from '../library/awaited';
import { Details } from './Details';
import { momentIn } from './moment';
import { Playback } from './playback';
import { Points } from './Points';
import { ReceiptView } from './ReceiptView';
import { actionFor, focusOf } from './keys';
import { Shortcuts } from './Shortcuts';
import { storedShortcuts, storeShortcuts } from './stored';
import { Transport } from './Transport';
import { WaveView } from './WaveView';
import './Replay.css';

/** The clip's voice and what belongs to it: picture, controls, points, receipt. */
export function Replay({ clip, at }: { clip: Clip; at: RefObject<number> }) {
  const playback = useOwned((scope) => openPlayback(scope, clip));
  const [shortcuts, setShortcuts] = useState(storedShortcuts);
  useKeys(playback, shortcuts);
  useMoment(playback);
  usePlace(playback, at);
  const coming = awaitedWords(clip, copiesHere.value);
  return (
    <div class="replay">
      <section class="player" aria-label="Player">
        <Sound playback={playback} />
        {clip.completing && (
          <p class="player-note" role="status">
            The recording is being completed from your browser’s copy. You can hear it already.
          </p>
        )}
        {!clip.completing && coming !== '' && (
          <p class="player-note" role="status">
            {coming}
          </p>
        )}
        {clip.state === 'storing' && !clip.completing && (coming === '' || clip.reason !== '') && (
          <p class="player-note" role="status">
            The recording is being stored. You can hear it already. {reasonWords(clip)}
          </p>
        )}
        <WaveView clip={clip} playback={playback} />
        {playback.trouble.value !== '' && (
          <p class="player-trouble" role="alert">
            {playback.trouble.value}{' '}
            <Button size="small" onClick={() => playback.retry()}>
              Try again
            </Button>
          </p>
        )}
        <Transport playback={playback} />
        <p class="player-kind">Your voice sounds strange to nobody but you. Listen for what you said.</p>
      </section>
      <div class="replay-columns">
        <div class="replay-column">
          <Points clip={clip} />
        </div>
        <div class="replay-column">
          <ReceiptView clip={clip} onJump={(ms) => playback.seek(ms)} />
          <Details clip={clip} playback={playback} />
          <Shortcuts
            on={shortcuts}
            onSwitch={(on) => {
              setShortcuts(on);
              storeShortcuts(on);
            }}
          />
        </div>
      </div>
    </div>
  );
}

function openPlayback(scope: Scope, clip: Clip): Playback {
  const audio = document.createElement('audio');
  audio.preload = 'metadata';
  audio.src = playableSource(audio, clip.links);
  return new Playback(scope, audio, clip.duration_ms);
}

/** The audio element's place in the document. */
function Sound({ playback }: { playback: Playback }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => host.current?.replaceChildren(playback.audio), [playback]);
  return <div ref={host} hidden />;
}

function useKeys(playback: Playback, shortcuts: boolean): void {
  useScope(
    (scope) => {
      scope.listen<KeyboardEvent>(document, 'keydown', (event) => {
        if (event.defaultPrevented) return;
        const { key, ctrlKey, metaKey, altKey } = event;
        const on = focusOf(event.target instanceof Element ? event.target : null);
        const action = actionFor({ key, ctrlKey, metaKey, altKey, on }, shortcuts);
        if (!action) return;
        event.preventDefault();
        playback.perform(action);
      });
    },
    [playback, shortcuts],
  );
}

/** Begins where the clip before it was, and remembers where it is. */
function usePlace(playback: Playback, at: RefObject<number>): void {
  useScope((scope) => {
    if ((at.current ?? 0) > 0) playback.seek(at.current ?? 0);
    scope.own(playback.positionMs.subscribe((ms) => (at.current = ms)));
  }, [playback]);
}

/** Goes to the moment that the address asks for, now and when it changes. */
function useMoment(playback: Playback): void {
  const { hash } = place.value;
  useEffect(() => {
    const moment = momentIn(hash);
    if (moment !== undefined) playback.seek(moment);
  }, [hash]);
}
