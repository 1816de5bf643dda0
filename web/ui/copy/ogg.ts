import { opusSamples } from './opus';

const lookahead = 312;
const pagePackets = 50;

/**
 * An Ogg Opus file (RFC 3533, RFC 7845) of mono packets. The first `settle` of
 * them are in front of what counts: decoders skip them, and need them to get
 * going.
 */
export function oggOpus(packets: readonly Uint8Array[], settle: number): Uint8Array<ArrayBuffer> {
  const skipped = packets.slice(0, settle).reduce((sum, packet) => sum + opusSamples(packet), 0);
  const parts = [page(0, 2, 0n, [head(skipped + lookahead)]), page(1, 0, 0n, [tags()])];
  let granule = 0n;
  for (let begin = 0; begin < packets.length; begin += pagePackets) {
    const some = packets.slice(begin, begin + pagePackets);
    for (const packet of some) granule += BigInt(opusSamples(packet));
    parts.push(page(parts.length, begin + pagePackets >= packets.length ? 4 : 0, granule, some));
  }
  return joined(parts);
}

/** Lays bytes end to end. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function head(preSkip: number): Uint8Array {
  const bytes = new Uint8Array(19);
  bytes.set(new TextEncoder().encode('OpusHead'));
  const view = new DataView(bytes.buffer);
  bytes[8] = 1; // version
  bytes[9] = 1; // channel
  view.setUint16(10, preSkip, true);
  view.setUint32(12, 48_000, true);
  return bytes;
}

function tags(): Uint8Array {
  const vendor = new TextEncoder().encode('practice');
  const bytes = new Uint8Array(8 + 4 + vendor.length + 4);
  bytes.set(new TextEncoder().encode('OpusTags'));
  new DataView(bytes.buffer).setUint32(8, vendor.length, true);
  bytes.set(vendor, 12);
  return bytes;
}

function page(sequence: number, flags: number, granule: bigint, packets: readonly Uint8Array[]): Uint8Array {
  const lacing: number[] = [];
  for (const { length } of packets) {
    for (let left = length; ; left -= 255) {
      lacing.push(Math.min(left, 255));
      if (left < 255) break;
    }
  }
  const header = new Uint8Array(27 + lacing.length);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode('OggS'));
  header[5] = flags;
  view.setBigInt64(6, granule, true);
  view.setUint32(14, 1, true);
  view.setUint32(18, sequence, true);
  header[26] = lacing.length;
  header.set(lacing, 27);
  const bytes = joined([header, ...packets]);
  new DataView(bytes.buffer).setUint32(22, checksum(bytes), true);
  return bytes;
}

const table = Array.from({ length: 256 }, (_, i) => {
  let remainder = i << 24;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder << 1) ^ (remainder < 0 ? 0x04c11db7 : 0);
  return remainder >>> 0;
});

/** The checksum of a page whose own field is zero (RFC 3533 section 6). */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ (table[(sum >>> 24) ^ byte] ?? 0)) >>> 0;
  return sum;
}
