// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { fixture, welcomeFixture } from '../test/fixture';
import type { Person, Snapshot } from './messages';
import { removalWords } from './RemoveButton';
import { leftOutWords } from './StartWithout';
import { candidate, couldBeAlone, couldBeLeftOut, emptyRoom, hadBegun, missing, questionNow, reduce, self, waitedFor, wasCandidate, type RoomEvent } from './state';

const welcome = welcomeFixture();
const running = reduce(emptyRoom, { ...welcome, revision: 4, session: { ...welcome.session, state: 'running' } });

function person(name: string, role: Person['role'], more: Partial<Person> = {}): Person {
  return { id: name, name, role, consented: true, connected: true, hears: true, owner: false, ...more };
}

function lobby(participants: readonly Person[], kind: Snapshot['kind'] = 'paired'): Snapshot {
  return { ...welcome.session, kind, state: 'lobby', participants };
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

  it('shows why a request was refused until another has an effect', () => {
    const refused = reduce(running, { type: 'error', id: 'a-1', code: 'conflict', message: 'Ben is not connected.', regarding: 'start', to: { type: 'start' } });
    expect(refused.refusal).toEqual({ id: 'a-1', message: 'Ben is not connected.' });
    expect(reduce(refused, { type: 'change', revision: 5, now_ms: 0, changes: {} }).refusal).toBe(refused.refusal);
    expect(reduce(refused, { type: 'done', id: 'a-2', revision: 4, to: { type: 'copy', keeping: true } }).refusal).toBe(refused.refusal);
    expect(reduce(refused, { type: 'done', id: 'a-3', revision: 4, to: undefined }).refusal).toBe(refused.refusal);
    expect(reduce(refused, { type: 'done', id: 'a-4', revision: 4, to: { type: 'consent' } }).refusal).toBeUndefined();
    const next = reduce(refused, { type: 'error', id: 'a-5', code: 'unavailable', message: 'The database does not answer.', regarding: 'start', to: { type: 'start' } });
    expect(next.refusal?.message).toBe('The database does not answer.');
  });

  it('shows no refusal of what the page asked for by itself', () => {
    expect(reduce(running, { type: 'error', code: 'media', message: 'x', regarding: 'offer', to: undefined })).toBe(running);
    expect(reduce(running, { type: 'error', id: 'a-1', code: 'conflict', message: 'x', regarding: 'copy', to: { type: 'copy', keeping: true } })).toBe(running);
  });

  it('shows what failed only after it had been carried out', () => {
    const failed = reduce(running, { type: 'error', code: 'internal', message: 'The recording could not begin.', regarding: 'start', to: undefined });
    expect(failed.refusal?.message).toBe('The recording could not begin.');
  });

  it('forgets what was refused in the lobby when the session begins or ends', () => {
    const refused = reduce(running, { type: 'error', id: 'a-1', code: 'conflict', message: 'x', regarding: 'end', to: { type: 'end' } });
    expect(reduce(refused, { type: 'change', revision: 5, now_ms: 0, changes: { state: 'ended' } }).refusal).toBeUndefined();
  });

  it('remembers that it saw the session before its end', () => {
    const ended: Snapshot = { ...welcome.session, state: 'ended' };
    expect(reduce(emptyRoom, { ...welcome, session: ended }).attended).toBe(false);
    const seen = reduce(emptyRoom, { ...welcome, session: { ...welcome.session, state: 'running' } });
    expect(reduce(seen, { type: 'session', revision: 5, now_ms: 0, session: ended }).attended).toBe(true);
  });

  it('changes nothing for messages that are not its own', () => {
    const state = reduce(emptyRoom, welcome);
    for (const name of ['time', 'answer', 'candidate']) expect(reduce(state, fixture(name) as RoomEvent)).toBe(state);
  });
});

describe('the changes of a session', () => {
  it('are put into what is known, one after the other', () => {
    const changed = reduce(running, { type: 'change', revision: 5, now_ms: 0, changes: { recording: true, voice: 'silent' } });
    expect(changed.session).toEqual({ ...running.session, recording: true, voice: 'silent' });
    expect(changed.revision).toBe(5);
    expect(changed.session?.questions).toBe(running.session?.questions);
    expect(reduce(changed, { type: 'change', revision: 6, now_ms: 0, changes: { recording: false } }).session?.recording).toBe(false);
  });

  it('are not believed when one was missed, until the whole is here', () => {
    const missed = reduce(running, { type: 'change', revision: 6, now_ms: 0, changes: { state: 'ended' } });
    expect(missed).toEqual({ ...running, missed: true });
    const later = reduce(missed, { type: 'change', revision: 7, now_ms: 0, changes: { state: 'ended' } });
    expect(later).toBe(missed);
    const whole = reduce(later, { type: 'session', revision: 7, now_ms: 0, session: { ...welcome.session, state: 'ended' } });
    expect([whole.missed, whole.revision, whole.session?.state]).toEqual([false, 7, 'ended']);
  });

  it('count once', () => {
    expect(reduce(running, { type: 'change', revision: 4, now_ms: 0, changes: { state: 'ended' } })).toBe(running);
  });

  it('that leave no session behind are as good as missed', () => {
    expect(reduce(running, { type: 'change', revision: 5, now_ms: 0, changes: { participants: null } }).missed).toBe(true);
    expect(reduce(emptyRoom, { type: 'change', revision: 1, now_ms: 0, changes: {} }).missed).toBe(true);
  });

  it('begin anew with the next welcome', () => {
    const again = reduce({ ...running, missed: true }, { ...welcome, revision: 1 });
    expect([again.missed, again.revision]).toEqual([false, 1]);
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

describe('who could be left out of the start', () => {
  const ada = person('Ada', 'candidate');
  const away = { connected: false } as const;
  const quiet = { consented: false } as const;
  it.each<[string, readonly Person[], readonly string[]]>([
    ['nobody, when all are ready', [ada, person('Ben', 'interviewer')], []],
    ['who has not agreed and who is away', [ada, person('Ben', 'interviewer', quiet), person('Cleo', 'observer', away)], ['Ben', 'Cleo']],
    ['nobody, before one agreed oneself', [person('Ada', 'candidate', quiet), person('Ben', 'interviewer', quiet)], []],
    ['nobody, where nobody interviews', [ada, person('Cleo', 'observer', quiet)], []],
  ])('%s', (_, people, want) => {
    expect(couldBeLeftOut(lobby(people), 'Ada').map(({ name }) => name)).toEqual(want);
  });

  it('is never the candidate', () => {
    const people = [person('Ada', 'interviewer'), person('Ben', 'candidate', quiet), person('Cleo', 'observer', quiet)];
    expect(couldBeLeftOut(lobby(people), 'Ada')).toEqual([]);
  });

  it('says what becomes of them', () => {
    const [ben, cleo] = [person('Ben', 'interviewer', quiet), person('Cleo', 'observer', away)];
    const session = lobby([ada, ben, cleo]);
    expect(leftOutWords(session, [ben, cleo]).join(' ')).toBe(
      'Ben is neither recorded nor heard. Whoever is there may listen, and is heard after agreeing to the recording. Cleo is not here, and may come in later.',
    );
    const swap = { ...session, plan: [{ name: 'Second', purpose: '', duration_ms: 1000, leg: 1 }] };
    expect(leftOutWords(swap, [ben]).at(-1)).toBe('The second half, in which the roles would swap, is left out.');
  });

  it('says what follows when somebody is taken out', () => {
    const session: Snapshot = { ...lobby([ada]), state: 'running' };
    expect(removalWords(lobby([ada]), ada)).toBe('Ada is out at once, and is told so.');
    expect(removalWords(session, ada)).toMatch(/The session ends with that; what was recorded until then stays in Ada’s library\.$/);
    expect(removalWords(session, person('Ben', 'interviewer'))).toMatch(/The session goes on\.$/);
  });
});

describe('a start without a peer', () => {
  const [ada, cleo] = [person('Ada', 'candidate'), person('Cleo', 'observer')];

  it.each<[string, Person[], boolean]>([
    ['alone', [ada], true],
    ['with an observer', [ada, cleo], true],
    ['without having agreed', [person('Ada', 'candidate', { consented: false })], false],
    ['beside an interviewer', [ada, person('Ben', 'interviewer')], false],
    ['as the interviewer', [person('Ada', 'interviewer')], false],
    ['before the observer has agreed', [ada, person('Cleo', 'observer', { consented: false })], true],
  ])('is there for a candidate %s: %j', (_, people, want) => {
    expect(couldBeAlone(lobby(people), 'Ada')).toBe(want);
  });

  it('does without observers who are away or have not agreed', () => {
    const [dan, eve] = [person('Dan', 'observer', { consented: false }), person('Eve', 'observer', { connected: false })];
    expect(waitedFor(lobby([ada, cleo, dan, eve]))).toEqual([dan, eve]);
  });

  it('is not there in a solo session', () => {
    expect(couldBeAlone(lobby([ada], 'solo'), 'Ada')).toBe(false);
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
    const started = [{ kind: 'start', at_ms: 5000 }] as const;
    expect(hadBegun({ ...session, events: started, ended_at_ms: 5001 })).toBe(true);
    expect(hadBegun({ ...session, events: started, ended_at_ms: 5000 })).toBe(false);
    expect(hadBegun({ ...session, events: [], ended_at_ms: 5000 })).toBe(false);
    expect(hadBegun({ ...session, events: started, ended_at_ms: 5001, end_reason: 'recording_failed' })).toBe(false);
  });

  it('knows who was recorded, also after a swap', () => {
    const [ada, ben] = session.participants;
    expect(wasCandidate({ ...session, leg: 0 }, ben)).toBe(true);
    expect(wasCandidate({ ...session, leg: 0 }, ada)).toBe(false);
    expect(wasCandidate({ ...session, leg: 1 }, ada)).toBe(true);
    expect(wasCandidate({ ...session, leg: 1 }, person('Eve', 'observer'))).toBe(false);
  });
});
