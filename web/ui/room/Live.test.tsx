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
    expect(Object.fromEntries(drawn)).toEqual({ TimeLeft: 5, StageDone: 50 });
  });
});
