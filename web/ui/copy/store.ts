import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Place } from './stretches';

/** About a second of what the microphone gave. */
export interface Chunk extends Place {
  readonly clip: string;
  /** Opus packets, one behind the other, and the length of each. */
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
}

/** A copy of one clip's voice. */
export interface Copy {
  readonly clip: string;
  /** A page writes to it; if that page died, `touched_ms` grows old. */
  readonly open: boolean;
  readonly touched_ms: number;
  readonly begun_ms: number;
  readonly size: number;
}

interface Schema extends DBSchema {
  copies: { key: string; value: Copy };
  chunks: { key: [string, number, number]; value: Chunk };
}

const most_bytes = 64 << 20;
const oldest_ms = 30 * 24 * 3600 * 1000;

/** The copies that this browser keeps, in IndexedDB. They are bounded: the oldest go first. */
export class CopyStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  static async open(name = 'practice-copies'): Promise<CopyStore> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(db) {
        db.createObjectStore('copies', { keyPath: 'clip' });
        db.createObjectStore('chunks', { keyPath: ['clip', 'run', 'index'] });
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

  /** Begins, goes on with, or ends the writing of a copy. */
  async mark(clip: string, open: boolean, now_ms: number): Promise<void> {
    const tx = this.db.transaction('copies', 'readwrite');
    const copy = await tx.store.get(clip);
    if (open || copy) await tx.store.put({ clip, begun_ms: now_ms, size: 0, ...copy, open, touched_ms: now_ms });
    await tx.done;
  }

  /** The number for the next run of a clip's copy. */
  async nextRun(clip: string): Promise<number> {
    const cursor = await this.db.transaction('chunks').store.openKeyCursor(of(clip), 'prev');
    return cursor ? cursor.key[1] + 1 : 0;
  }

  /** Keeps a chunk. Throws when there is no room for it, whatever is let go of. */
  async keep(chunk: Chunk, now_ms: number): Promise<void> {
    await this.#makeRoom(chunk, now_ms);
    const tx = this.db.transaction(['copies', 'chunks'], 'readwrite');
    const copies = tx.objectStore('copies');
    const copy = await copies.get(chunk.clip);
    const size = (copy?.size ?? 0) + chunk.bytes.length;
    await Promise.all([
      copies.put({ clip: chunk.clip, begun_ms: copy?.begun_ms ?? now_ms, open: true, touched_ms: now_ms, size }),
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

  async #makeRoom(chunk: Chunk, now_ms: number): Promise<void> {
    const copies = (await this.copies()).filter(({ clip }) => clip !== chunk.clip).sort((a, b) => a.begun_ms - b.begun_ms);
    const own = (await this.copy(chunk.clip))?.size ?? 0;
    let total = copies.reduce((sum, { size }) => sum + size, own + chunk.bytes.length);
    for (const { clip, begun_ms, size } of copies) {
      if (total <= most_bytes && now_ms - begun_ms < oldest_ms) continue;
      await this.remove(clip);
      total -= size;
    }
    if (total > most_bytes) throw new DOMException(`the copy is larger than ${most_bytes} bytes`, 'QuotaExceededError');
  }
}

function of(clip: string): IDBKeyRange {
  return IDBKeyRange.bound([clip], [clip, []]);
}
