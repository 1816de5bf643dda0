import { beforeEach, describe, expect, it } from 'vitest';
import type { SentRequest } from './messages';
import { Outbox } from './outbox';

describe('the outbox', () => {
  let sent: SentRequest[];
  let connected: boolean;
  let outbox: Outbox;
  const types = (requests: readonly SentRequest[]): string[] => requests.map(({ type }) => type);

  beforeEach(() => {
    sent = [];
    connected = true;
    outbox = new Outbox((request) => connected && sent.push(request) > 0);
  });

  it('sends at once while there is a connection', () => {
    outbox.opened();
    outbox.ask({ type: 'consent' });
    outbox.ask({ type: 'start' });
    expect(types(sent)).toEqual(['consent', 'start']);
    expect(outbox.waiting.value).toEqual([]);
  });

  it('keeps what is asked for without a connection, and sends it in order, once', () => {
    outbox.opened();
    outbox.lost();
    outbox.ask({ type: 'swap_roles' });
    outbox.ask({ type: 'consent' });
    outbox.ask({ type: 'end' });
    expect(sent).toEqual([]);
    expect(types(outbox.waiting.value)).toEqual(['swap_roles', 'consent', 'end']);
    outbox.opened();
    outbox.lost();
    outbox.opened();
    expect(types(sent)).toEqual(['swap_roles', 'consent', 'end']);
    expect(outbox.waiting.value).toEqual([]);
  });

  it('keeps what a connection that died unseen did not take', () => {
    outbox.opened();
    connected = false;
    outbox.ask({ type: 'skip_stage', stage: 0 });
    outbox.ask({ type: 'end' });
    expect(types(outbox.waiting.value)).toEqual(['skip_stage', 'end']);
    outbox.lost();
    connected = true;
    outbox.opened();
    expect(types(sent)).toEqual(['skip_stage', 'end']);
  });

  it('asks once for what is asked for twice, and tells the last of the copy alone', () => {
    outbox.ask({ type: 'copy', keeping: true });
    outbox.ask({ type: 'end' });
    outbox.ask({ type: 'end' });
    outbox.ask({ type: 'copy', keeping: false });
    outbox.opened();
    expect(sent).toMatchObject([{ type: 'end' }, { type: 'copy', keeping: false }]);
  });

  it('gives every request an id of its own, unlike those of other pages', () => {
    const other = new Outbox((request) => sent.push(request) > 0);
    for (const box of [outbox, other]) {
      box.opened();
      box.ask({ type: 'consent' });
      box.ask({ type: 'start' });
    }
    const ids = sent.map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
  });

  it('gives back what was never sent when the connection is gone for good', () => {
    outbox.ask({ type: 'end' });
    expect(types(outbox.closed())).toEqual(['end']);
    expect(outbox.waiting.value).toEqual([]);
    expect(outbox.closed()).toEqual([]);
  });
});
