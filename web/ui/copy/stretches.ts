/** A part of a clip's time line, in milliseconds. */
export interface Stretch {
  readonly at_ms: number;
  readonly duration_ms: number;
}

/** About a second of a run, without its sound. */
export interface Place {
  readonly run: number;
  readonly index: number;
  /** Where it begins on the clip's time line. */
  readonly at_ms: number;
  readonly duration_ms: number;
}

/** A part of one run to be sent: the chunks from `first` up to, not including, `end`. */
export interface Piece {
  readonly run: number;
  readonly first: number;
  readonly end: number;
}

/** How much more is sent around what is wanted, so that the server finds its exact place. */
const margin_ms = 3000;
/** The server takes 120 s at most. */
const longest_ms = 100_000;
/** A wanted stretch touched by less is not worth a request. */
const least_ms = 20;

/** The stretches that can be sent with all that is wanted around them, while the recording goes on. */
export function complete(wanted: readonly Stretch[], places: readonly Place[]): Stretch[] {
  const end_ms = Math.max(0, ...places.map(({ at_ms, duration_ms }) => at_ms + duration_ms));
  return wanted.filter(({ at_ms, duration_ms }) => at_ms + duration_ms + margin_ms <= end_ms);
}

/** How many chunks ahead, about a second each, count: clocks run apart by up to 0.2 ms a second. */
const ahead = 30;

/**
 * Places corrected by what was observed after them: a chunk that the page took
 * late, because it was busy, was placed late, and those behind it follow without
 * a hole.
 */
export function settled(places: readonly Place[]): Place[] {
  return chainsOf(places).flatMap((chain) => {
    let end_ms = 0;
    const begins = chain.map(({ duration_ms }) => (end_ms += duration_ms) - duration_ms);
    const offsets = chain.map(({ at_ms }, i) => at_ms - (begins[i] ?? 0));
    return chain.map((place, i) => ({ ...place, at_ms: (begins[i] ?? 0) + Math.min(...offsets.slice(i, i + ahead)) }));
  });
}

/** Chunks that follow each other without a hole. */
function chainsOf(places: readonly Place[]): Place[][] {
  const chains: Place[][] = [];
  for (const place of [...places].sort((a, b) => a.run - b.run || a.index - b.index)) {
    const last = chains.at(-1)?.at(-1);
    if (last && last.run === place.run && last.index + 1 === place.index) chains.at(-1)?.push(place);
    else chains.push([place]);
  }
  return chains;
}

/**
 * The pieces that bring what is wanted and there. Chunks of one run follow each
 * other without a hole.
 */
export function piecesFor(wanted: readonly Stretch[], places: readonly Place[]): Piece[] {
  const pieces: Piece[] = [];
  for (const { at_ms, duration_ms } of wanted) {
    for (const run of new Set(places.map((place) => place.run))) {
      const chunks = places.filter((place) => place.run === run).sort((a, b) => a.index - b.index);
      const covers = chunks.some((chunk) => overlap(chunk, at_ms, at_ms + duration_ms) >= least_ms);
      if (!covers) continue;
      pieces.push(...cut(chunks.filter((chunk) => overlap(chunk, at_ms - margin_ms, at_ms + duration_ms + margin_ms) > 0)));
    }
  }
  return pieces;
}

function cut(chunks: readonly Place[]): Piece[] {
  const pieces: Piece[] = [];
  let length = 0;
  for (const { run, index, duration_ms } of chunks) {
    const last = pieces.at(-1);
    if (last && last.end === index && length + duration_ms <= longest_ms) {
      pieces[pieces.length - 1] = { ...last, end: index + 1 };
      length += duration_ms;
    } else {
      pieces.push({ run, first: index, end: index + 1 });
      length = duration_ms;
    }
  }
  return pieces;
}

function overlap({ at_ms, duration_ms }: Stretch, begin: number, end: number): number {
  return Math.min(at_ms + duration_ms, end) - Math.max(at_ms, begin);
}
