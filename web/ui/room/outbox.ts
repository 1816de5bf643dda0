import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Request, SentRequest } from './messages';

/** A request without an answer. */
interface Asked {
  readonly request: SentRequest;
  /** It went out on the connection that there is now. */
  readonly sent: boolean;
}

/**
 * The requests of a page that have no answer yet. What is asked for without a
 * connection waits; what was asked for and not answered is asked again over the
 * next connection, in order and with the same id, so that the server carries it
 * out once.
 */
export class Outbox {
  readonly #asked = signal<readonly Asked[]>([]);
  /** Makes the ids of this page unlike those of every other. */
  readonly #page = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  #count = 0;
  #open = false;

  /** What waits for a connection, in the order in which it was asked for. */
  readonly waiting: ReadonlySignal<readonly SentRequest[]> = computed(() => this.#asked.value.filter(({ sent }) => !sent).map(({ request }) => request));

  /** Takes how to send a message: false when there was no connection to take it. */
  constructor(private readonly send: (request: SentRequest) => boolean) {}

  /** Asks for something, now or as soon as there is a connection, and returns the request's id. What waits already is not asked for twice. */
  ask(request: Request): string {
    const waits = this.waiting.value.find((earlier) => same(earlier, request));
    if (waits) return waits.id;
    // Of what a page says of its copy, only the last is true.
    const others = request.type === 'copy' ? this.#asked.value.filter((asked) => asked.request.type !== 'copy') : this.#asked.value;
    const id = `${this.#page}-${++this.#count}`;
    this.#asked.value = [...others, { request: { ...request, id }, sent: false }];
    this.#sendAll();
    return id;
  }

  /** The server has answered a request. Returns it, if it is one of this page's that had no answer. */
  answered(id: string): SentRequest | undefined {
    const found = this.#asked.value.find(({ request }) => request.id === id);
    if (found) this.#asked.value = this.#asked.value.filter((asked) => asked !== found);
    return found?.request;
  }

  /** There is a connection again: what has no answer is sent. */
  opened(): void {
    this.#open = true;
    this.#sendAll();
  }

  /** The connection is gone, and with it whatever answers were on their way. */
  lost(): void {
    this.#open = false;
    this.#asked.value = this.#asked.value.map(({ request }) => ({ request, sent: false }));
  }

  /** The connection is gone for good. Returns what was never sent over it. */
  closed(): readonly SentRequest[] {
    const left = this.waiting.value;
    this.#open = false;
    this.#asked.value = [];
    return left;
  }

  #sendAll(): void {
    if (!this.#open) return;
    for (const { request } of this.#asked.value.filter(({ sent }) => !sent)) {
      if (!this.send(request)) return;
      this.#asked.value = this.#asked.value.map((asked) => (asked.request === request ? { request, sent: true } : asked));
    }
  }
}

function same({ id: _, ...earlier }: SentRequest, request: Request): boolean {
  return JSON.stringify(earlier) === JSON.stringify(request);
}
