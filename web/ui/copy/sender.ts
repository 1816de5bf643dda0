import { answer, api } from '../api/client';
import { failureFrom, failureOf } from '../api/failure';
import { getClip } from '../api/clips';
import type { Clip } from '../api/schema';
import type { Scope } from '../lib/scope';
import { copiesChannel, tellTabs } from './channel';
import { oggOpus } from './ogg';
import type { Chunk, Copy, CopyStore } from './store';
import { complete, piecesFor, settled, type Piece, type Place } from './stretches';

const ask_ms = 3000;
/** A copy that was not written to for so long is nobody's any more: its tab died. */
export const stale_ms = 8000;
/** The clip of a recording that has just begun may be unknown for a while: the server writes it down beside recording, as soon as its database lets it. */
const unknown_ms = 10 * 60_000;
const longestWait_ms = 60_000;
/** What the last words of a copy may lack: an encoder is cut off, not waited for. */
const tail_ms = 500;
/** 80 ms for the decoder to settle (RFC 7845 section 4.6), in front of a piece. */
const settle = 8;

/** What the sender needs of the server. */
export interface BackfillServer {
  /** The ID of whoever is signed in in this browser. Throws a Failure of status 401 when nobody is. */
  me(): Promise<string>;
  clip(id: string): Promise<Pick<Clip, 'state' | 'wanted' | 'completing'>>;
  send(id: string, at_ms: number, body: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Says that everything was sent; `whole`: and that it goes on to the end of the recording. */
  end(id: string, whole: boolean): Promise<void>;
}

/** Asks the server what it lacks, and sends it, until it has everything that is here. */
export class Sender {
  /** How far what was sent of a run reached, by clip and stretch: not twice the same. */
  readonly #sent = new Map<string, number>();
  readonly #ended = new Set<string>();
  /** Copies of which nobody knows the owner, and who did not have the clip. */
  readonly #strange = new Set<string>();

  constructor(
    private readonly store: CopyStore,
    private readonly server: BackfillServer,
    private readonly now_ms: () => number = Date.now,
  ) {}

  /**
   * Goes over the copies of whoever is signed in once. Those of others stay as
   * they are until they are back, or too old. Returns whether any is left; throws
   * when the server can't be reached, or nobody is signed in.
   */
  async round(): Promise<boolean> {
    await this.store.expire(this.now_ms());
    if ((await this.store.copies()).length === 0) return false;
    const me = await this.server.me();
    let unreachable: unknown;
    for (const copy of await this.#copiesOf(me)) {
      try {
        await this.#care(copy, me);
      } catch (error) {
        if (!isGone(error)) unreachable = error;
        else if (copy.owner === '') this.#strange.add(`${me} ${copy.clip}`);
        else if (this.now_ms() - copy.touched_ms < unknown_ms) continue;
        // Somebody else may have signed in since: then the clip is not gone, but another's.
        else if ((await this.server.me()) === me) await this.store.remove(copy.clip);
      }
    }
    if (unreachable !== undefined) throw unreachable;
    return (await this.#copiesOf(me)).length > 0;
  }

  async #copiesOf(me: string): Promise<Copy[]> {
    return (await this.store.copies()).filter(({ clip, owner }) => (owner === '' ? !this.#strange.has(`${me} ${clip}`) : owner === me));
  }

  async #care(copy: Copy, me: string): Promise<void> {
    const { clip: id } = copy;
    const clip = await this.server.clip(id);
    if (copy.owner === '') await this.store.adopt(id, me); // only its owner is shown a clip
    const written = copy.open && this.now_ms() - copy.touched_ms < stale_ms;
    // The page that records learns in a moment that it is over, and writes the rest.
    if (written && clip.state !== 'recording') return;
    const places = settled(await this.store.places(id));
    const wanted = clip.state === 'recording' ? complete(clip.wanted, places) : clip.wanted;
    for (const piece of piecesFor(wanted, places)) {
      const key = `${id}/${piece.run}/${piece.first}`;
      if ((this.#sent.get(key) ?? 0) >= piece.end) continue;
      await this.#send(id, piece, places);
      this.#sent.set(key, piece.end);
      this.#ended.delete(id);
    }
    if (clip.state === 'recording') return;
    if (!this.#ended.has(id)) {
      await this.server.end(id, isWhole(copy, places));
      this.#ended.add(id);
      tellTabs();
      return; // what comes of it shows the next time
    }
    if ((clip.state === 'ready' && !clip.completing) || clip.state === 'failed') {
      await this.store.remove(id);
      tellTabs(); // nothing more of it comes from here
    }
  }

  async #send(id: string, { run, first, end }: Piece, places: readonly Place[]): Promise<void> {
    const chunks = await this.store.chunks(id, run, first - 1, end);
    const before = chunks.filter(({ index }) => index < first).flatMap(packetsOf).slice(-settle);
    const packets = chunks.filter(({ index }) => index >= first).flatMap(packetsOf);
    const at_ms = places.find((place) => place.run === run && place.index === first)?.at_ms ?? 0;
    await this.server.send(id, Math.round(at_ms), oggOpus([...before, ...packets], before.length));
  }
}

/** Whether a copy goes on until its recording was stopped. */
function isWhole({ stopped_ms }: Copy, places: readonly Place[]): boolean {
  return stopped_ms !== undefined && places.some(({ at_ms, duration_ms }) => at_ms + duration_ms >= stopped_ms - tail_ms);
}

/** Whether the server says that there is no such clip for the one who asks, or that nothing can be added to it. */
function isGone(error: unknown): boolean {
  return [403, 404, 409].includes(failureOf(error).status);
}

function packetsOf({ bytes, lengths }: Chunk): Uint8Array[] {
  let at = 0;
  return lengths.map((length) => bytes.subarray(at, (at += length)));
}

/** How long an answer may take. A connection from before an outage would keep us waiting for a minute. */
const answer_ms = 5000;
const upload_ms = 120_000;

/** Calls with a signal that aborts with another, or after some time. */
async function within<T>(ms: number, signal: AbortSignal, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const abort = (): void => limit.abort();
  const timer = setTimeout(abort, ms);
  signal.addEventListener('abort', abort);
  try {
    return await call(limit.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** The real server. */
export function backfillServer(signal: AbortSignal): BackfillServer {
  const post = async (path: string, body: BodyInit | null, type?: string): Promise<void> => {
    let response;
    try {
      const init = { method: 'POST', body, ...(type === undefined ? {} : { headers: { 'Content-Type': type } }) };
      response = await within(body === null ? answer_ms : upload_ms, signal, (signal) => fetch(path, { ...init, signal }));
    } catch (error) {
      throw failureOf(error);
    }
    if (!response.ok) throw failureFrom(response, await response.json().catch(() => undefined));
  };
  const base = (id: string): string => `/api/v1/clips/${encodeURIComponent(id)}/backfill`;
  return {
    me: async () => (await within(answer_ms, signal, (signal) => answer(api.GET('/me', { signal })))).id,
    clip: (id) => within(answer_ms, signal, (signal) => getClip(id, signal)),
    send: (id, at_ms, body) => post(`${base(id)}?at_ms=${at_ms}`, new Blob([body]), 'audio/ogg'),
    end: (id, whole) => post(`${base(id)}/end?whole=${whole}`, null),
  };
}

/** Sends for as long as the scope lives. Of several tabs one does. */
export function keepSending(scope: Scope, store: CopyStore): void {
  let wake: () => void = () => undefined;
  const pause = (ms: number): Promise<void> =>
    new Promise((done) => {
      const cancel = scope.after(ms, done);
      wake = () => {
        cancel();
        done();
      };
    });
  const run = async (): Promise<void> => {
    const sender = new Sender(store, backfillServer(scope.signal));
    let wait_ms = ask_ms;
    while (!scope.disposed) {
      try {
        const left = await sender.round();
        wait_ms = left ? ask_ms : longestWait_ms;
      } catch (error) {
        // Whoever signs in wakes it.
        if (failureOf(error).status === 401) wait_ms = longestWait_ms;
        else wait_ms = Math.min(wait_ms * 2, longestWait_ms);
      }
      await pause(wait_ms);
    }
  };
  const channel = new BroadcastChannel(copiesChannel);
  scope.own(() => channel.close());
  scope.listen(channel, 'message', () => wake());
  scope.own(() => wake());
  navigator.locks.request('practice-copy-sender', { signal: scope.signal }, run).catch(() => undefined);
}
