import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Place } from './stretches';

/** About a second of what the microphone gave. */
export interface Chunk extends Place {
  readonly clip: string;
  /** Opus packets, one behind the other, and the length of each. */
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
}

/** Whose voice is copied, and for what. */
export interface CopyOf {
  readonly clip: string;
  /** The user who spoke. Empty in what was written before copies had owners. */
  readonly owner: string;
  /** Empty as well in what is as old as that. */
  readonly session: string;
}

/** A copy of one clip's voice. */
export interface Copy extends CopyOf {
  /** A page writes to it; if that page died, `touched_ms` grows old. */
  readonly open: boolean;
  readonly touched_ms: number;
  readonly begun_ms: number;
  readonly size: number;
  /** Where on the clip's time line its page stopped to write it. Absent while one writes, and where its tab died. */
  readonly stopped_ms?: number;
}

interface Schema extends DBSchema {
  copies: { key: string; value: Copy };
  chunks: { key: [string, number, number]; value: Chunk };
}

const most_bytes = 64 << 20;
const oldest_ms = 30 * 24 * 3600 * 1000;

/** The copies that this browser keeps, in IndexedDB. Those of one person are bounded: the oldest go first. */
export class CopyStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(name = 'practice-copies'): Promise<CopyStore> {
    const db = await openDB<Schema>(name, 2, {
      async upgrade(db, before, _now, tx) {
        if (before < 1) {
          db.createObjectStore('copies', { keyPath: 'clip' });
          db.createObjectStore('chunks', { keyPath: ['clip', 'run', 'index'] });
          return;
        }
        const copies = tx.objectStore('copies');
        for (const copy of await copies.getAll()) await copies.put({ ...copy, owner: '', session: '' });
      },
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase | null)?.close(),
    });
    return new CopyStore(db);
  }

  close(): void {
    this.db.close();
  }

  copies(): Promise<Copy[]> {
    return this.db.getAll('copies');
  }

  copy(clip: string): Promise<Copy | undefined> {
    return this.db.get('copies', clip);
  }

  /** Begins to write a copy, or goes on with it. */
  async begin({ clip, owner, session }: CopyOf, now_ms: number): Promise<void> {
    const tx = this.db.transaction('copies', 'readwrite');
    const { begun_ms = now_ms, size = 0 } = (await tx.store.get(clip)) ?? {};
    await tx.store.put({ clip, owner, session, begun_ms, size, open: true, touched_ms: now_ms });
    await tx.done;
  }

  /** Ends the writing of a copy, if it is still there, since the recording was stopped at a place of its time line. */
  async end(clip: string, now_ms: number, stopped_ms: number): Promise<void> {
    await this.#change(clip, { open: false, touched_ms: now_ms, stopped_ms });
  }

  /** Notes whose voice a copy is, now that it is known. */
  async adopt(clip: string, owner: string): Promise<void> {
    await this.#change(clip, { owner });
  }

  async #change(clip: string, change: Partial<Copy>): Promise<void> {
    const tx = this.db.transaction('copies', 'readwrite');
    const copy = await tx.store.get(clip);
    if (copy) await tx.store.put({ ...copy, ...change });
    await tx.done;
  }

  /** The number for the next run of a clip's copy. */
  async nextRun(clip: string): Promise<number> {
    const cursor = await this.db.transaction('chunks').store.openKeyCursor(of(clip), 'prev');
    return cursor ? cursor.key[1] + 1 : 0;
  }

  /**
   * Keeps a chunk of a copy that was begun. Throws when there is no room for it,
   * whatever is let go of, and when the copy was removed: nothing is kept of
   * what somebody deleted.
   */
  async keep(chunk: Chunk, now_ms: number): Promise<void> {
    await this.#makeRoom(chunk);
    const tx = this.db.transaction(['copies', 'chunks'], 'readwrite');
    const copies = tx.objectStore('copies');
    const copy = await copies.get(chunk.clip);
    if (!copy) throw new DOMException(`the copy of clip ${chunk.clip} was removed`, 'InvalidStateError');
    await Promise.all([
      copies.put({ ...copy, open: true, touched_ms: now_ms, size: copy.size + chunk.bytes.length }),
      tx.objectStore('chunks').put(chunk),
      tx.done,
    ]);
  }

  /** Where the chunks of a copy lie. */
  async places(clip: string): Promise<Place[]> {
    const chunks = await this.db.getAll('chunks', of(clip));
    return chunks.map(({ run, index, at_ms, duration_ms }) => ({ run, index, at_ms, duration_ms }));
  }

  /** Chunks of one run, in order. */
  chunks(clip: string, run: number, first: number, end: number): Promise<Chunk[]> {
    return this.db.getAll('chunks', IDBKeyRange.bound([clip, run, Math.max(first, 0)], [clip, run, end], false, true));
  }

  async remove(clip: string): Promise<void> {
    const tx = this.db.transaction(['copies', 'chunks'], 'readwrite');
    await Promise.all([tx.objectStore('copies').delete(clip), tx.objectStore('chunks').delete(of(clip)), tx.done]);
  }

  /** Removes the copies that some test picks. */
  async removeAll(wanted: (copy: Copy) => boolean): Promise<void> {
    for (const copy of await this.copies()) if (wanted(copy)) await this.remove(copy.clip);
  }

  /** Removes what was begun thirty days ago, whoever it belongs to. */
  async expire(now_ms: number): Promise<void> {
    await this.removeAll(({ begun_ms }) => now_ms - begun_ms >= oldest_ms);
  }

  /** Lets go of the oldest copies of the same person, never of another's. */
  async #makeRoom({ clip, bytes }: Chunk): Promise<void> {
    const all = await this.copies();
    const own = all.find((copy) => copy.clip === clip);
    const others = all.filter((copy) => copy.clip !== clip && copy.owner === own?.owner).sort((a, b) => a.begun_ms - b.begun_ms);
    let total = others.reduce((sum, { size }) => sum + size, (own?.size ?? 0) + bytes.length);
    for (const { clip, size } of others) {
      if (total <= most_bytes) break;
      await this.remove(clip);
      total -= size;
    }
    if (total > most_bytes) throw new DOMException(`the copy is larger than ${most_bytes} bytes`, 'QuotaExceededError');
  }
}

function of(clip: string): IDBKeyRange {
  return IDBKeyRange.bound([clip], [clip, []]);
}
