import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode } from './messages';

const folder = new URL('../../../signaling/testdata/from-server/', import.meta.url);
const fromServer = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('the messages of the protocol', () => {
  it('has fixtures, which the Go tests read too', () => {
    expect(fromServer.length).toBeGreaterThanOrEqual(6);
  });

  it.each(fromServer)('understands %s', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(decode(text)).toEqual(JSON.parse(text));
  });

  it.each(['', 'no JSON', '[]', 'null', '{}', '{"type":7}', '{"type":"dance"}', '{"type":"session"}', '{"type":"welcome","session":{}}'])(
    'passes over %s',
    (text) => {
      expect(decode(text)).toBeUndefined();
    },
  );
});
