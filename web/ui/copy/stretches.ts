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
