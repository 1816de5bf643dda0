import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import { tellTabs } from '../copy/channel';
import { background } from '../lib/background';
import type { Scope } from '../lib/scope';
import { ServerClock } from './clock';
import { clockFace, type ClockFace } from './face';
import { keepCopy } from './keeper';
import type { FromServer, Request } from './messages';
import { Microphone } from './microphone';
import { Outbox } from './outbox';
import { RoomSocket } from './socket';
import { emptyRoom, reduce, self, type RoomEvent, type RoomState } from './state';
import { Voices } from './voices';

const beat_ms = 100;
const askTimes = 5;

/** A session's room: its state, its microphone, its voices. It lives as long as its scope. */
export class Room {
  readonly microphone: Microphone;
  readonly voices: Voices;
  /** This browser keeps a copy of the person's voice. */
  readonly keeping: ReadonlySignal<boolean>;
  /** The person is not heard by the others. A candidate always is. */
  readonly muted: Signal<boolean> = signal(false);
  /** What the session's clock shows; it beats ten times a second. */
  readonly face: ClockFace;
  readonly #state = signal(emptyRoom);
  readonly #now_ms = signal(Date.now());
  readonly #clock = new ServerClock();
  readonly #socket: RoomSocket;
  readonly #outbox: Outbox;

  constructor(
    private readonly scope: Scope,
    id: string,
    alone: boolean,
  ) {
    this.microphone = new Microphone(scope, alone);
    const { microphone } = this;
    const track = computed(() => (microphone.state.value.at === 'on' ? microphone.state.value.track : undefined));
    this.#socket = new RoomSocket(scope, id, {
      opened: () => this.#opened(),
      received: (message) => this.#receive(message),
      lost: () => {
        this.#outbox.lost();
        this.#apply({ type: 'lost' });
      },
      closed: (why) => {
        this.#apply({ type: 'closed', why, unsent: this.#outbox.closed() });
        this.voices.hangUp();
      },
    });
    this.#outbox = new Outbox((request) => this.#socket.send(request));
    this.voices = new Voices(scope, {
      track,
      open: () => this.#state.value.connection === 'open',
      wanted: () => this.#state.value.session?.state !== 'ended' && this.#state.value.session?.program !== true,
      send: (message) => void this.#socket.send(message),
      spokenWith: () => this.ask({ type: 'microphone' }),
    });
    const session = computed(() => this.#state.value.session);
    this.face = clockFace(session, this.#now_ms);
    this.keeping = keepCopy(scope, { track, session, now_ms: this.#now_ms, at: () => this.#clock.at(performance.now()) });
    this.#follow(track);
  }

  get state(): ReadonlySignal<RoomState> {
    return this.#state;
  }

  /** What was asked for and waits for a connection. */
  get waiting(): Outbox['waiting'] {
    return this.#outbox.waiting;
  }

  /** Asks the server for something, now or as soon as there is a connection. */
  ask(request: Request): void {
    this.#outbox.ask(request);
  }

  #apply(event: RoomEvent): void {
    this.#state.value = reduce(this.#state.value, event);
  }

  #opened(): void {
    this.#apply({ type: 'opened' });
    for (let i = 0; i < askTimes; i++) this.#socket.askTime();
    this.#outbox.opened();
    this.#tellKeeping();
    tellTabs(); // the server can be asked again what it lacks
    this.voices.mend();
  }

  #receive(message: FromServer): void {
    const here = performance.now();
    if (message.type === 'time') this.#clock.learn(message.sent_ms, here, message.now_ms);
    else if ('now_ms' in message) this.#clock.guess(here, message.now_ms);
    if (message.type === 'answer' || message.type === 'candidate') this.voices.negotiate(message);
    if (message.type === 'done' || message.type === 'error') this.#apply({ ...message, to: this.#outbox.answered(message.id ?? '') });
    else this.#apply(message);
    if (message.type === 'welcome' && !message.session.program && this.microphone.state.value.at === 'off') background(this.microphone.askIfAllowed());
    this.#now_ms.value = this.#clock.at(here);
  }

  #tellKeeping(): void {
    if (this.#state.value.session?.recording_clip) this.ask({ type: 'copy', keeping: this.keeping.value });
  }

  /** What follows by itself from the state, the microphone and the clock. */
  #follow(track: ReadonlySignal<MediaStreamTrack | undefined>): void {
    const { scope } = this;
    scope.own(
      effect(() => {
        const isCandidate = self(this.#state.value)?.role === 'candidate';
        if (track.value) track.value.enabled = isCandidate || !this.muted.value;
      }),
    );
    scope.own(
      effect(() => {
        if (this.#state.value.session?.state === 'ended') untracked(() => this.voices.hangUp());
      }),
    );
    const missed = computed(() => this.#state.value.missed);
    scope.own(
      effect(() => {
        if (missed.value) this.#socket.send({ type: 'sync' });
      }),
    );
    scope.own(
      effect(() => {
        if (this.keeping.value) untracked(() => this.#tellKeeping());
      }),
    );
    scope.every(beat_ms, () => (this.#now_ms.value = this.#clock.at(performance.now())));
    scope.listen<BeforeUnloadEvent>(window, 'beforeunload', (event) => {
      const session = this.#state.value.session;
      if (session?.recording === true && !session.program && self(this.#state.value)?.role === 'candidate') event.preventDefault();
    });
  }
}
