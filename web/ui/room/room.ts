import { computed, effect, signal, untracked } from '@preact/signals';
import { tellTabs } from '../copy/channel';
import type { Scope } from '../lib/scope';
import { ServerClock } from './clock';
import type { FromPage, FromServer } from './messages';
import { keepCopy } from './keeper';
import { Microphone } from './microphone';
import { PeerConnection } from './PeerConnection';
import { RoomSocket } from './socket';
import { emptyRoom, reduce, self, type RoomEvent } from './state';

const beat_ms = 100;
const askTimes = 5;
/** For how long a broken voice connection may mend itself before another way is tried. */
const patience_ms = 3000;
/** For how long another way is tried before another connection is made. */
const restart_ms = 5000;

export type Room = ReturnType<typeof openRoom>;

/** A session's room: its state, its microphone, its voices. It lives as long as the scope. */
export function openRoom(scope: Scope, id: string, alone: boolean) {
  const state = signal(emptyRoom);
  const voices = signal<'none' | 'connecting' | 'connected'>('none');
  const blocked = signal(false);
  const muted = signal(false);
  const now_ms = signal(Date.now());
  const clock = new ServerClock();
  const microphone = new Microphone(scope, alone);
  let peer: PeerConnection | undefined;
  let peerScope: Scope | undefined;

  const apply = (event: RoomEvent): void => {
    state.value = reduce(state.value, event);
  };
  const socket = new RoomSocket(scope, id, {
    opened: () => {
      apply({ type: 'opened' });
      for (let i = 0; i < askTimes; i++) socket.askTime();
      tellKeeping();
      tellTabs(); // the server can be asked again what it lacks
      mendVoices();
    },
    received: (message) => receive(message),
    lost: () => apply({ type: 'lost' }),
    closed: (why) => {
      apply({ type: 'closed', why });
      hangUp();
    },
  });
  const send = (message: FromPage): void => void socket.send(message);

  function receive(message: FromServer): void {
    const here = performance.now();
    if (message.type === 'time') clock.learn(message.sent_ms, here, message.now_ms);
    if (message.type === 'welcome' || message.type === 'session') clock.guess(here, message.session.now_ms);
    if (message.type === 'answer' || message.type === 'candidate') void peer?.take(message).catch(() => redial());
    apply(message);
    if (message.type === 'welcome' && !message.session.program && microphone.state.value.at === 'off') void microphone.askIfAllowed();
    now_ms.value = clock.at(here);
  }

  function connectVoices(): void {
    if (state.value.session?.state === 'ended' || state.value.session?.program === true) return;
    hangUp();
    const mine = scope.child();
    peerScope = mine;
    voices.value = 'connecting';
    peer = new PeerConnection(
      mine,
      {
        send,
        connected: (connected) => {
          voices.value = connected ? 'connected' : 'connecting';
          if (!connected) mine.after(patience_ms, () => voices.value !== 'connected' && mendVoices());
        },
        blocked: () => (blocked.value = true),
      },
      track.value,
    );
    mine.after(patience_ms * 2, () => voices.value !== 'connected' && redial());
    void peer.offer();
  }

  /** Tries another way, on which the recording goes on to the sample; if that fails, another connection. */
  function mendVoices(): void {
    if (state.value.connection !== 'open' || voices.value === 'connected') return;
    if (!peer?.restartable || !peerScope) {
      connectVoices();
      return;
    }
    const tried = peer;
    peerScope.after(restart_ms, () => peer === tried && voices.value !== 'connected' && redial());
    void peer.offer(true).catch(() => redial());
  }

  function redial(): void {
    if (state.value.connection === 'open') connectVoices();
  }

  function hangUp(): void {
    peerScope?.dispose();
    peerScope = peer = undefined;
    voices.value = 'none';
  }

  const track = computed(() => (microphone.state.value.at === 'on' ? microphone.state.value.track : undefined));
  scope.own(
    effect(() => {
      const speaking = track.value;
      void peer?.speakWith(speaking);
    }),
  );
  scope.own(
    effect(() => {
      const isCandidate = self(state.value)?.role === 'candidate';
      if (track.value) track.value.enabled = isCandidate || !muted.value;
    }),
  );
  scope.own(
    effect(() => {
      if (state.value.session?.state === 'ended') hangUp();
    }),
  );
  const keeping = keepCopy(scope, {
    track,
    session: computed(() => state.value.session),
    now_ms,
    at: () => clock.at(performance.now()),
  });
  function tellKeeping(): void {
    if (state.value.session?.recording_clip) send({ type: 'copy', keeping: keeping.value });
  }
  scope.own(
    effect(() => {
      if (keeping.value) untracked(tellKeeping);
    }),
  );
  scope.every(beat_ms, () => (now_ms.value = clock.at(performance.now())));
  scope.listen<BeforeUnloadEvent>(window, 'beforeunload', (event) => {
    const session = state.value.session;
    if (session?.recording === true && !session.program && self(state.value)?.role === 'candidate') event.preventDefault();
  });

  return {
    state,
    microphone,
    /** The server's time, ten times a second. */
    now_ms,
    voices,
    /** This browser keeps a copy of the person's voice. */
    keeping,
    /** The others are silent until the person clicks. */
    blocked,
    /** The person is not heard by the others. A candidate always is. */
    muted,
    send,
    async unblock(): Promise<void> {
      await peer?.unblock();
      blocked.value = false;
    },
  };
}
