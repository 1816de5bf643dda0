/**
 * Asks in an offer for the retransmission of lost Opus packets (generic NACK,
 * RFC 4585 section 6.2.1). Browsers can do it and do not offer it for audio.
 */
export function askForRetransmission(sdp: string): string {
  return sdp.replace(/^a=rtpmap:(\d+) opus\/48000\/2\r?\n/gim, (line, type: string) => {
    const ask = `a=rtcp-fb:${type} nack\r\n`;
    return sdp.includes(ask) ? line : line + ask;
  });
}
