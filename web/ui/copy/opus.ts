/** Opus counts at 48 kHz whatever it carries (RFC 7845 section 4). */
export const samplesPerMs = 48;

/**
 * How long an Opus packet plays, in samples at 48 kHz (RFC 6716 sections 3.1 and
 * 3.2); 0 for one that is malformed.
 */
export function opusSamples(packet: Uint8Array): number {
  const [toc, count] = packet;
  if (toc === undefined) return 0;
  const code = toc & 3;
  if (code === 3 && count === undefined) return 0;
  const frames = code === 0 ? 1 : code === 3 ? (count ?? 0) & 63 : 2;
  return frames * frameSamples(toc >> 3);
}

function frameSamples(configuration: number): number {
  const at = configuration & 3;
  if (configuration < 12) return [480, 960, 1920, 2880][at] ?? 0;
  if (configuration < 16) return [480, 960][configuration & 1] ?? 0;
  return [120, 240, 480, 960][at] ?? 0;
}
