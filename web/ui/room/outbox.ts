import { signal, type ReadonlySignal } from '@preact/signals';
import type { Request, SentRequest } from './messages';

/**
 * The requests of a page that still have to reach the server. What is asked for
 * without a connection waits, and is sent in order once there is one again.
 */
export class Outbox {
  readonly #waiting = signal<readonly SentRequest[]>([]);
  /** Makes the ids of this page unlike those of every other. */
  readonly #page = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  #count = 0;
  #open = false;

  /** Takes how to send a message: false when there was no connection to take it. */
  constructor(private readonly send: (request: SentRequest) => boolean) {}

  /** What waits to be sent, in the order in which it was asked for. */
  get waiting(): ReadonlySignal<readonly SentRequest[]> {
    return this.#waiting;
  }

  /** Asks for something, now or as soon as there is a connection. What waits already is not asked for twice. */
  ask(request: Request): void {
    const { value } = this.#waiting;
    if (value.some((earlier) => same(earlier, request))) return;
    // Of what a page says of its copy, only the last is true.
    const others = request.type === 'copy' ? value.filter(({ type }) => type !== 'copy') : value;
    this.#waiting.value = [...others, { ...request, id: `${this.#page}-${++this.#count}` }];
    if (this.#open) this.#sendAll();
  }

  /** There is a connection again: what waits is sent. */
  opened(): void {
    this.#open = true;
    this.#sendAll();
  }

  /** The connection is gone; what is asked for from now on waits. */
  lost(): void {
    this.#open = false;
  }

  /** The connection is gone for good. Returns what was never sent. */
  closed(): readonly SentRequest[] {
    const left = this.#waiting.value;
    this.#open = false;
    this.#waiting.value = [];
    return left;
  }

  #sendAll(): void {
    while (this.#open) {
      const [next, ...rest] = this.#waiting.value;
      if (!next || !this.send(next)) return;
      this.#waiting.value = rest;
    }
  }
}

function same({ id: _, ...earlier }: SentRequest, request: Request): boolean {
  return JSON.stringify(earlier) === JSON.stringify(request);
}
