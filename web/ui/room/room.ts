import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from '@preact/signals';
import { answer, api } from '../api/client';
import { failureOf } from '../api/failure';
import { whenLeaving } from '../api/me';
import { tellTabs } from '../copy/channel';
import { background } from '../lib/background';
import type { Scope } from '../lib/scope';
import { forgetStop, noteLeft, rememberStop, stoppedAt, tellStop, wasStopped } from '../lib/stops';
import { ServerClock } from './clock';
import { clockFace, type ClockFace } from './face';
import { keepCopy } from './keeper';
import type { FromServer, Request } from './messages';
import { Microphone } from './microphone';
import { Outbox } from './outbox';
import { final, RoomSocket, type Closed } from './socket';
import { emptyRoom, reduce, self, type RoomEvent, type RoomState } from './state';
import { Voices } from './voices';

const beat_ms = 100;
const askTimes = 5;
const answer_ms = 5000;

/** What the answer to a request tells of a socket that was refused. */
const refusals: Readonly<Record<number, Closed | undefined>> = {
  401: final[4005],
  404: { because: 'You have no seat in this session any more: you were removed, or it was deleted.', reload: undefined },
};

/** What the person has stopped with, and the request's id. */
export interface Stopped {
  readonly by: 'end' | 'withdraw' | 'leave';
  readonly id: string;
  /** A copy of their voice was being kept until then. */
  readonly kept: boolean;
}

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
  /**
   * The person has said stop: from that instant on nothing of their voice is sent
   * or kept by this page, whatever the server answers, or does not.
   */
  readonly stopped: Signal<Stopped | undefined> = signal(undefined);
  readonly #state = signal(emptyRoom);
  readonly #now_ms = signal(Date.now());
  readonly #clock = new ServerClock();
  readonly #socket: RoomSocket;
  readonly #outbox: Outbox;
  /** What the server was told last of the copy. */
  #toldKeeping = false;
  /** The server is being asked whether it still knows this person and the seat. */
  #asksWhether = false;

  constructor(
    private readonly scope: Scope,
    readonly id: string,
    alone: boolean,
  ) {
    this.microphone = new Microphone(scope, alone);
    const { microphone } = this;
    const track = computed(() => (microphone.state.value.at === 'on' ? microphone.state.value.track : undefined));
    this.#socket = new RoomSocket(scope, id, {
      opened: () => this.#opened(),
      received: (message) => this.#receive(message),
      lost: (refused) => {
        this.#outbox.lost();
        this.#apply({ type: 'lost' });
        if (refused && !this.#asksWhether) background(this.#askWhetherRefused());
      },
      closed: (why) => this.#closed(why),
    });
    this.#outbox = new Outbox((request) => this.#socket.send(request));
    this.voices = new Voices(scope, {
      track,
      open: () => this.#state.value.connection === 'open',
      wanted: () => this.stopped.peek() === undefined && this.#state.value.session?.state !== 'ended' && this.#state.value.session?.program !== true,
      send: (message) => void this.#socket.send(message),
      spokenWith: () => this.ask({ type: 'microphone' }),
    });
    const session = computed(() => this.#state.value.session);
    this.face = clockFace(session, this.#now_ms);
    this.keeping = keepCopy(scope, { track, session, now_ms: this.#now_ms, at: () => this.#clock.at(performance.now()) });
    this.#follow(track);
    this.#mindTheWayOut();
    if (wasStopped(id)) this.stop('end');
  }

  get state(): ReadonlySignal<RoomState> {
    return this.#state;
  }

  /** What was asked for and waits for a connection. */
  get waiting(): Outbox['waiting'] {
    return this.#outbox.waiting;
  }

  /** Asks the server for something, now or as soon as there is a connection. Returns the request's id. */
  ask(request: Request): string {
    return this.#outbox.ask(request);
  }

  /**
   * Stops: the microphone, the copy and the call end before anything is asked
   * of the server. The request stays until it is answered; that somebody has
   * stopped is remembered over a reload, and told by other ways when the room is
   * left.
   */
  stop(by: Stopped['by']): void {
    const kept = this.stopped.peek()?.kept ?? this.keeping.peek();
    this.#silence();
    // An observer who leaves ends nothing, and is not recorded.
    if (by !== 'leave') rememberStop(this.id, this.#state.value.session ? Math.round(this.#clock.at(performance.now())) : 0);
    const at_ms = stoppedAt(this.id);
    this.stopped.value = { by, kept, id: this.ask({ type: by, ...(at_ms > 0 && { at_ms }) }) };
  }

  /** Whether leaving this page now would break a session off for somebody. */
  get keeps(): boolean {
    const { session, connection } = this.#state.value;
    const role = self(this.#state.value)?.role;
    return session?.state === 'running' && !session.program && role !== 'observer' && connection !== 'closed' && this.stopped.value === undefined;
  }

  /** Nothing of the person’s voice leaves this page from here on. */
  #silence(): void {
    this.microphone.close();
    this.voices.hangUp();
  }

  #closed(why: Closed): void {
    this.#apply({ type: 'closed', why, unsent: this.#outbox.closed() });
    this.#silence();
  }

  /** A connection that was refused may have been for good: the seat or the login is gone. */
  async #askWhetherRefused(): Promise<void> {
    this.#asksWhether = true;
    const signal = AbortSignal.any([this.scope.signal, AbortSignal.timeout(answer_ms)]);
    try {
      await answer(api.GET('/sessions/{id}', { params: { path: { id: this.id } }, signal }));
    } catch (error) {
      const why = refusals[failureOf(error).status];
      if (why && !this.scope.disposed) this.#socket.end(why);
    } finally {
      this.#asksWhether = false;
    }
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
    if (!this.#state.value.session?.recording_clip) return;
    this.#toldKeeping = this.keeping.value;
    this.ask({ type: 'copy', keeping: this.keeping.value });
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
        if (this.#state.value.session?.state !== 'ended') return;
        untracked(() => this.#silence());
        forgetStop(this.id);
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
        // What one has stopped oneself leaves the copy as it is: it is sent, and nothing is added to it.
        if (this.keeping.value || this.#toldKeeping) untracked(() => this.stopped.value ?? this.#tellKeeping());
      }),
    );
    scope.every(beat_ms, () => (this.#now_ms.value = this.#clock.at(performance.now())));
  }

  /** What holds when the person goes elsewhere: by the browser, by signing out in another tab, by this page. */
  #mindTheWayOut(): void {
    const { scope } = this;
    scope.listen<BeforeUnloadEvent>(window, 'beforeunload', (event) => this.keeps && event.preventDefault());
    const tell = (): void => {
      if (wasStopped(this.id)) tellStop(this.id).catch(() => undefined); // the next page tells it again
    };
    scope.listen(window, 'pagehide', () => {
      if (this.keeps && self(this.#state.value)?.role === 'candidate') noteLeft(this.id);
      tell();
    });
    whenLeaving(scope.signal, () => this.keeps && this.stop('end'));
    scope.own(tell);
  }
}
