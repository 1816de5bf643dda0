import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { askForRetransmission } from './sdp';

const { sdp } = JSON.parse(readFileSync(new URL('../../../signaling/testdata/from-page/offer.json', import.meta.url), 'utf8')) as { sdp: string };

describe('an offer', () => {
  it('asks for retransmission in each section with Opus, once', () => {
    const sections = sdp.split('m=audio').length - 1;
    const asked = askForRetransmission(sdp);
    expect(asked.match(/^a=rtcp-fb:\d+ nack\r$/gm)).toHaveLength(sections);
    expect(askForRetransmission(asked)).toBe(asked);
  });

  it('is otherwise as it was', () => {
    const lines = new Set(sdp.split('\r\n'));
    const added = askForRetransmission(sdp)
      .split('\r\n')
      .filter((line) => !lines.has(line));
    expect(new Set(added).size).toBe(1);
    expect(askForRetransmission('v=0\r\n')).toBe('v=0\r\n');
  });
});
