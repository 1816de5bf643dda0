// @vitest-environment happy-dom
import { options, render, type VNode } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scope } from '../lib/scope';
import { welcomeFixture } from '../test/fixture';
import { Line } from '../test/Line';
import { Silence } from '../test/Silence';
import { Live } from './Live';
import type { Snapshot } from './messages';
import { Room } from './room';


const welcome = welcomeFixture();

/** Counts how often each component is drawn. */
function countDrawn(): { readonly drawn: Map<string, number>; stop(): void } {
  const drawn = new Map<string, number>();
  const before = options.diffed;
  options.diffed = (node: VNode) => {
    if (typeof node.type === 'function') drawn.set(node.type.name, (drawn.get(node.type.name) ?? 0) + 1);
    before?.(node);
  };
  return { drawn, stop: () => void (options.diffed = before) };
}

describe('a session that runs', () => {
  const scope = new Scope();

  beforeEach(() => void vi.useFakeTimers({ now: welcome.now_ms }));
  afterEach(() => {
    scope.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('draws with the beat of its clock only what the beat changes', async () => {
    vi.stubGlobal('WebSocket', Line);
    vi.stubGlobal('RTCPeerConnection', Silence);
    const room = new Room(scope, welcome.session.id, false);
    const session: Snapshot = { ...welcome.session, state: 'running', recording: true, events: [{ kind: 'start', at_ms: welcome.now_ms - 500 }] };
    Line.last.arrive({ ...welcome, session });
    expect(room.state.value.session).toEqual(session);
    render(<Live room={room} session={session} />, document.body);
    await vi.advanceTimersByTimeAsync(100);
    const { drawn, stop } = countDrawn();
    await vi.advanceTimersByTimeAsync(5000);
    stop();
    render(null, document.body);
    expect(Object.fromEntries(drawn)).toEqual({ TimeLeft: 5, StageDone: 50 });
  });

  it.each([
    [true, 'Recording Ada', 'if Ada’s page is still open, it keeps a copy'],
    [false, 'Waiting for Ada', 'no copy is kept'],
  ])('tells the others of a copy of a voice that does not arrive only where there is one: %s', async (keeping, sign, words) => {
    vi.stubGlobal('WebSocket', Line);
    vi.stubGlobal('RTCPeerConnection', Silence);
    const own = new Scope();
    const room = new Room(own, welcome.session.id, false);
    const [ada, ben] = [{ id: 'ada', name: 'Ada', role: 'candidate' }, { id: 'ben', name: 'Ben', role: 'interviewer' }] as const;
    const there = { consented: true, connected: true, hears: true, owner: false };
    const session: Snapshot = {
      ...welcome.session, state: 'running', kind: 'paired', recording: true, voice: 'missing', keeping, program: false,
      participants: [{ ...ada, ...there }, { ...ben, ...there }],
      events: [{ kind: 'start', at_ms: welcome.now_ms - 500 }],
    };
    Line.last.arrive({ ...welcome, you: 'ben', session });
    const track = Object.assign(new EventTarget(), { enabled: true }) as MediaStreamTrack;
    room.microphone.state.value = { at: 'on', track, device: '' };
    render(<Live room={room} session={session} />, document.body);
    expect(document.querySelector('.recording-sign')?.textContent).toBe(sign);
    expect(document.body.textContent).toContain(words);
    render(null, document.body);
    own.dispose();
  });
});
