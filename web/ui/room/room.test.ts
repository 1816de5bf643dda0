// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '../api/client';
import { Scope } from '../lib/scope';
import { stoppedAt, wasStopped } from '../lib/stops';
import { welcomeFixture } from '../test/fixture';
import { Line } from '../test/Line';
import { Silence } from '../test/Silence';
import { Room } from './room';

const welcome = { ...welcomeFixture(), revision: 4 };

describe('the room of a page', () => {
  let scope: Scope;
  let room: Room;

  beforeEach(() => {
    vi.useFakeTimers({ now: welcome.now_ms });
    vi.stubGlobal('WebSocket', Line);
    vi.stubGlobal('RTCPeerConnection', Silence);
    vi.stubGlobal('fetch', () => new Promise(() => undefined)); // no server
    scope = new Scope();
    room = new Room(scope, welcome.session.id, false);
    Line.last.arrive(welcome);
  });
  afterEach(() => {
    scope.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Breaks the connection, and waits until another is being made. */
  async function breakLine(): Promise<void> {
    const broken = Line.last;
    broken.close();
    await vi.waitUntil(() => Line.last !== broken);
  }

  it('asks again over the next connection for what has no answer, in order and with the same id', async () => {
    room.ask({ type: 'swap_roles' });
    room.ask({ type: 'consent' });
    const [swap, consent] = Line.last.sent.filter(({ id }) => id !== undefined);
    Line.last.arrive({ type: 'done', id: swap?.id ?? '', revision: 4 });
    await breakLine();
    room.ask({ type: 'end' });
    expect(room.waiting.value.map(({ type }) => type)).toEqual(['consent', 'end']);
    expect(Line.last.types).toEqual([]);
    Line.last.arrive(welcome);
    expect(Line.last.types).toEqual(['consent', 'end']);
    expect(Line.last.sent.find(({ type }) => type === 'consent')).toEqual(consent);
    expect(room.waiting.value).toEqual([]);
  });

  it('asks once for the whole when it missed a change', () => {
    const change = (revision: number) => Line.last.arrive({ type: 'change', revision, now_ms: welcome.now_ms, changes: { recording: true } });
    change(5);
    expect(room.state.value.session?.recording).toBe(true);
    expect(Line.last.types).toEqual([]);
    change(7);
    change(8);
    expect(Line.last.types).toEqual(['sync']);
    Line.last.arrive({ type: 'session', revision: 8, now_ms: welcome.now_ms, session: { ...welcome.session, disk: 'low' } });
    change(9);
    expect(Line.last.types).toEqual(['sync']);
    expect(room.state.value.session).toEqual({ ...welcome.session, disk: 'low', recording: true });
  });

  it('shows the refusal of a request until another is carried out', () => {
    room.ask({ type: 'start' });
    const asked = Line.last.sent.at(-1);
    Line.last.arrive({ type: 'error', id: asked?.id ?? '', code: 'conflict', message: 'Ben is not connected.', regarding: 'start' });
    expect(room.state.value.refusal).toEqual({ id: asked?.id, message: 'Ben is not connected.' });
    room.ask({ type: 'consent' });
    expect(room.state.value.refusal).toBeDefined();
    Line.last.arrive({ type: 'done', id: Line.last.sent.at(-1)?.id ?? '', revision: 4 });
    expect(room.state.value.refusal).toBeUndefined();
  });

  it('names what was never sent when the connection is gone for good', async () => {
    room.ask({ type: 'consent' });
    await breakLine();
    room.ask({ type: 'end' });
    Line.last.close(4001);
    expect(room.state.value.connection).toBe('closed');
    expect(room.state.value.unsent.map(({ type }) => type)).toEqual(['consent', 'end']);
  });

  it('follows the server’s clock as each message tells it', () => {
    Line.last.arrive({ type: 'change', revision: 5, now_ms: welcome.now_ms, changes: { state: 'running', events: [{ kind: 'start', at_ms: welcome.now_ms - 1500 }] } });
    expect(room.face.position_ms.value).toBe(1500);
  });

  it('is silent from the stop on, and asks for the end until that is confirmed, also when it is loaded anew', async () => {
    const running = { ...welcome.session, state: 'running', recording: true } as const;
    Line.last.arrive({ type: 'session', revision: 5, now_ms: welcome.now_ms, session: running });
    expect(room.keeps).toBe(true);
    room.stop('end');
    const at_ms = stoppedAt(welcome.session.id);
    expect(Math.abs(at_ms - welcome.now_ms)).toBeLessThan(1000);
    expect(room.keeps).toBe(false);
    expect(room.microphone.state.value).toEqual({ at: 'off' });
    await breakLine();
    Line.last.arrive({ ...welcome, session: running });
    expect(Line.last.types).toEqual(['end']);

    const anew = new Scope();
    const again = new Room(anew, welcome.session.id, false);
    Line.last.arrive({ ...welcome, session: running });
    expect(again.stopped.value?.by).toBe('end');
    // Said once, however often it is asked for.
    expect(Line.last.sent.filter(({ type }) => type === 'end')).toMatchObject([{ at_ms }]);
    Line.last.arrive({ type: 'change', revision: 5, now_ms: welcome.now_ms, changes: { state: 'ended', recording: false } });
    anew.dispose();
    expect(wasStopped(welcome.session.id)).toBe(false);
  });

  it.each([
    [401, 'You are signed out here.'],
    [404, 'You have no seat in this session any more: you were removed, or it was deleted.'],
    [503, undefined],
  ])('when its connection is refused, asks whether that is for good (%i)', async (status, because) => {
    const server = { onRequest: () => new Response('{}', { status, headers: { 'Content-Type': 'application/problem+json' } }) };
    api.use(server);
    await breakLine();
    Line.last.close();
    await vi.advanceTimersByTimeAsync(0);
    api.eject(server);
    expect(room.state.value.closed?.because).toBe(because);
    expect(room.state.value.connection).toBe(because === undefined ? 'lost' : 'closed');
  });
});
