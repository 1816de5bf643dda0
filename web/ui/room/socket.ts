import type { Scope } from '../lib/scope';
import { decode, version, type FromPage, type FromServer } from './messages';

/** Why a socket is closed for good. */
export interface Closed {
  readonly because: string;
  /** What the person can do: load the page anew, or nothing here. */
  readonly reload: string | undefined;
}

/** What a socket reports. */
export interface SocketEvents {
  opened(): void;
  received(message: FromServer): void;
  /** The connection is gone; another is being made. `refused` when the server may have said no to it: browsers do not tell. */
  lost(refused: boolean): void;
  /** The connection is gone for good, and why. */
  closed(why: Closed): void;
}

const firstWait_ms = 250;
const longestWait_ms = 4000;
/** Without any message for so long, an answer to our own question included, the connection is dead. */
const silence_ms = 7000;
const ask_ms = 2500;

/** Words for the close codes after which connecting again would be wrong. */
export const final: Readonly<Record<number, Closed>> = {
  4001: { because: 'This session is open in another tab or window of yours. It goes on there.', reload: 'Bring it back here' },
  4002: { because: 'The server was updated. Reload this page to go on.', reload: 'Reload' },
  4003: { because: 'You have left this session.', reload: undefined },
  4004: { because: 'The server made a mistake and has ended this session. What was recorded until then is kept, in the candidate’s library.', reload: undefined },
  4005: { because: 'You are signed out here.', reload: undefined },
  4009: { because: 'This session was deleted by its host. Whoever else was recorded keeps that clip, in their library.', reload: undefined },
  4006: { because: 'The host has removed you from this session.', reload: undefined },
};

/** The WebSocket of a session. It connects again by itself, quickly at first. */
export class RoomSocket {
  #socket: WebSocket | undefined;
  #wait_ms = firstWait_ms;
  #received_ms = 0;
  /** The server has said welcome on the present connection. */
  #welcome = false;
  /** No other connection is made. */
  #over = false;

  constructor(
    private readonly scope: Scope,
    private readonly id: string,
    private readonly events: SocketEvents,
  ) {
    this.#connect();
    scope.every(ask_ms, () => this.#check());
    scope.listen(window, 'online', () => this.#retryNow());
    scope.own(() => this.#socket?.close());
  }

  /** Sends a message; false when there is no connection. */
  send(message: FromPage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Ends the connection for good, for a reason that the server did not tell over it. */
  end(why: Closed): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#over = true;
    socket?.close();
    this.events.closed(why);
  }

  /** Asks for the server's time. */
  askTime(): void {
    this.send({ type: 'time', sent_ms: performance.now() });
  }

  #connect(): void {
    if (this.scope.disposed || this.#over) return;
    const url = new URL(`/api/v1/sessions/${encodeURIComponent(this.id)}/socket`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#welcome = false;
    this.#received_ms = performance.now();
    socket.addEventListener('open', () => {
      this.send({ type: 'hello', version });
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => this.#receive(socket, event.data));
    socket.addEventListener('close', (event) => this.#ended(socket, event.code));
  }

  #receive(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket || this.scope.disposed) return;
    this.#received_ms = performance.now();
    const message = typeof data === 'string' ? decode(data) : undefined;
    if (!message) return;
    if (message.type === 'welcome') {
      this.#wait_ms = firstWait_ms;
      this.#welcome = true;
      this.events.opened();
    }
    this.events.received(message);
  }

  #ended(socket: WebSocket, code: number): void {
    if (socket !== this.#socket || this.scope.disposed) return;
    this.#socket = undefined;
    const why = final[code];
    if (why) {
      this.#over = true;
      this.events.closed(why);
      return;
    }
    this.events.lost(!this.#welcome);
    this.scope.after(this.#wait_ms, () => {
      if (!this.#socket) this.#connect();
    });
    this.#wait_ms = Math.min(this.#wait_ms * 2, longestWait_ms);
  }

  /** A connection that died without a word is noticed by asking. */
  #check(): void {
    const socket = this.#socket;
    if (!socket) return;
    if (performance.now() - this.#received_ms > silence_ms) {
      socket.close();
      this.#ended(socket, 1006);
    } else {
      this.askTime();
    }
  }

  #retryNow(): void {
    this.#wait_ms = firstWait_ms;
    if (!this.#socket) this.#connect();
  }
}
