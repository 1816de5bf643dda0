import { joined } from './ogg';

const segment = 0x18538067;
const cluster = 0x1f43b675;
const simpleBlock = 0xa3;
/** A block's track, time and flags, in front of its one frame. */
const blockHead = 4;

/**
 * Takes the frames out of a WebM stream with one track, as a browser's
 * MediaRecorder writes it (RFC 8794, RFC 9559): simple blocks in clusters, without
 * lacing. It may be given the stream in any pieces.
 */
export class WebMReader {
  #rest = new Uint8Array();

  read(bytes: Uint8Array): Uint8Array[] {
    const data = joined([this.#rest, bytes]);
    const frames: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      const id = number(data, at, true);
      const size = id && number(data, at + id.length, false);
      if (!id || !size) break;
      const content = at + id.length + size.length;
      if (id.value === segment || id.value === cluster) {
        at = content; // what they hold is read one by one
        continue;
      }
      const end = content + size.value;
      if (end > data.length) break;
      if (id.value === simpleBlock) frames.push(data.slice(content + blockHead, end));
      at = end;
    }
    this.#rest = data.slice(at);
    return frames;
  }
}

/** A number of variable length (RFC 8794 section 4); an ID keeps its marker. */
function number(data: Uint8Array, at: number, keepMarker: boolean): { value: number; length: number } | undefined {
  const first = data[at];
  if (first === undefined || first === 0) return undefined;
  const length = Math.clz32(first) - 23;
  if (at + length > data.length) return undefined;
  let value = keepMarker ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (data[at + i] ?? 0);
  return { value, length };
}
