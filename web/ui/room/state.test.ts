import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FromServer, Person, Snapshot } from './messages';
import { candidate, emptyRoom, hadBegun, missing, questionNow, reduce, self, wasCandidate } from './state';

function fixture(name: string): FromServer {
  return JSON.parse(readFileSync(new URL(`../../../signaling/testdata/from-server/${name}.json`, import.meta.url), 'utf8')) as FromServer;
}

const welcome = fixture('welcome');
if (welcome.type !== 'welcome') throw new Error('the fixture is no welcome');

function person(name: string, role: Person['role'], more: Partial<Person> = {}): Person {
  return { id: name, name, role, consented: true, connected: true, hears: true, owner: false, ...more };
}

function lobby(participants: readonly Person[], kind: Snapshot['kind'] = 'paired'): Snapshot {
  return { ...(welcome as { session: Snapshot }).session, kind, state: 'lobby', participants };
}

describe('the room', () => {
  it('knows who and where it is after the welcome', () => {
    const state = reduce(emptyRoom, welcome);
    expect(state.connection).toBe('open');
    expect(state.session).toEqual(welcome.session);
    expect(self(state)?.id).toBe(welcome.you);
  });

  it('keeps the session while the connection is lost', () => {
    const state = reduce(reduce(emptyRoom, welcome), { type: 'lost' });
    expect(state.connection).toBe('lost');
    expect(state.session).toEqual(welcome.session);
  });

  it('shows a refusal until something changes, and none for a voice that is tried again', () => {
    const refused = reduce(reduce(emptyRoom, welcome), { type: 'error', code: 'conflict', message: 'Ben is not connected.', regarding: 'start' });
    expect(refused.refusal).toBe('Ben is not connected.');
    expect(reduce(refused, { type: 'session', revision: 1, now_ms: 0, session: welcome.session }).refusal).toBe('');
    expect(reduce(emptyRoom, { type: 'error', code: 'media', message: 'x', regarding: 'offer' }).refusal).toBe('');
  });

  it('remembers that it saw the session before its end', () => {
    const ended: Snapshot = { ...welcome.session, state: 'ended' };
    expect(reduce(emptyRoom, { ...welcome, session: ended }).attended).toBe(false);
    const seen = reduce(emptyRoom, { ...welcome, session: { ...welcome.session, state: 'running' } });
    expect(reduce(seen, { type: 'session', revision: 1, now_ms: 0, session: ended }).attended).toBe(true);
  });

  it('changes nothing for messages that are not its own', () => {
    const state = reduce(emptyRoom, welcome);
    for (const name of ['time', 'answer', 'candidate']) expect(reduce(state, fixture(name))).toBe(state);
  });
});

describe('what is missing before the start', () => {
  it.each<[string, readonly Person[], string]>([
    ['nobody to interview', [person('Ada', 'interviewer')], 'Waiting for a candidate. Send the invite link.'],
    ['nobody who interviews', [person('Ada', 'candidate')], 'Waiting for your peer. Send the invite link.'],
    ['one away', [person('Ada', 'interviewer'), person('Ben', 'candidate', { connected: false })], 'Ben is not here right now.'],
    ['one undecided', [person('Ada', 'interviewer'), person('Ben', 'candidate', { consented: false })], 'Ben has yet to agree to the recording.'],
    [
      'two undecided',
      [person('Ada', 'interviewer', { consented: false }), person('Ben', 'candidate', { consented: false })],
      'Ada and Ben have yet to agree to the recording.',
    ],
    ['nothing', [person('Ada', 'interviewer'), person('Ben', 'candidate')], ''],
  ])('%s', (_, people, want) => {
    expect(missing(lobby(people))).toBe(want);
  });

  it('is nothing for one alone, whose start is the consent', () => {
    expect(missing(lobby([person('Ada', 'candidate', { consented: false })], 'solo'))).toBe('');
  });
});

describe('roles and questions', () => {
  const session = lobby([person('Ada', 'interviewer'), person('Ben', 'candidate')]);

  it('finds the candidate', () => {
    expect(candidate(session)?.name).toBe('Ben');
  });

  it('hides a question that may not be seen', () => {
    expect(questionNow({ ...session, leg: 0, questions: [{ id: '', domain: '', topic: '', level: '', prompt: '', hints: [], points: [] }] })).toBeUndefined();
  });

  it('knows that a countdown which was ended leaves nothing to wait for', () => {
    expect(hadBegun({ ...session, started_at_ms: 5000, ended_at_ms: 5001 })).toBe(true);
    expect(hadBegun({ ...session, started_at_ms: 5000, ended_at_ms: 5000 })).toBe(false);
    expect(hadBegun({ ...session, started_at_ms: 0, ended_at_ms: 5000 })).toBe(false);
  });

  it('knows who was recorded, also after a swap', () => {
    const [ada, ben] = session.participants;
    expect(wasCandidate({ ...session, leg: 0 }, ben)).toBe(true);
    expect(wasCandidate({ ...session, leg: 0 }, ada)).toBe(false);
    expect(wasCandidate({ ...session, leg: 1 }, ada)).toBe(true);
    expect(wasCandidate({ ...session, leg: 1 }, person('Eve', 'observer'))).toBe(false);
  });
});
