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

  it('keeps what is asked for without a connection, and sends it in order', () => {
    outbox.opened();
    outbox.lost();
    outbox.ask({ type: 'swap_roles' });
    outbox.ask({ type: 'consent' });
    outbox.ask({ type: 'end' });
    expect(sent).toEqual([]);
    expect(types(outbox.waiting.value)).toEqual(['swap_roles', 'consent', 'end']);
    outbox.opened();
    expect(types(sent)).toEqual(['swap_roles', 'consent', 'end']);
    expect(outbox.waiting.value).toEqual([]);
  });

  it('sends again with the same id, in order, what was sent and has no answer', () => {
    outbox.opened();
    outbox.ask({ type: 'swap_roles' });
    outbox.ask({ type: 'consent' });
    const [swap, consent] = sent;
    outbox.answered(swap?.id ?? '');
    outbox.lost();
    outbox.ask({ type: 'start' });
    sent = [];
    outbox.opened();
    expect(types(sent)).toEqual(['consent', 'start']);
    expect(sent[0]).toEqual(consent);
  });

  it('sends nothing again that was answered', () => {
    outbox.opened();
    outbox.ask({ type: 'end' });
    expect(outbox.answered(sent[0]?.id ?? '')).toEqual(sent[0]);
    expect(outbox.answered(sent[0]?.id ?? '')).toBeUndefined();
    expect(outbox.answered('of another page')).toBeUndefined();
    outbox.lost();
    outbox.opened();
    expect(sent).toHaveLength(1);
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

  it('asks once for what waits already, and tells the last of the copy alone', () => {
    outbox.ask({ type: 'copy', keeping: true });
    outbox.ask({ type: 'end' });
    outbox.ask({ type: 'skip_stage', stage: 0 });
    outbox.ask({ type: 'end' });
    outbox.ask({ type: 'skip_stage', stage: 1 });
    outbox.ask({ type: 'copy', keeping: false });
    outbox.opened();
    expect(sent).toMatchObject([{ type: 'end' }, { type: 'skip_stage', stage: 0 }, { type: 'skip_stage', stage: 1 }, { type: 'copy', keeping: false }]);
  });

  it('asks twice for what was asked for again while the first is on its way', () => {
    outbox.opened();
    outbox.ask({ type: 'microphone' });
    outbox.ask({ type: 'microphone' });
    expect(types(sent)).toEqual(['microphone', 'microphone']);
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
    outbox.opened();
    outbox.ask({ type: 'leave' });
    expect(outbox.closed()).toEqual([]);
    outbox.ask({ type: 'end' });
    expect(types(outbox.closed())).toEqual(['end']);
    expect(outbox.waiting.value).toEqual([]);
    outbox.opened();
    expect(types(sent)).toEqual(['leave']);
  });
});
