import { mergePatch } from '../lib/mergePatch';
import { startedAt } from './clock';
import { isSnapshot, type FromServer, type Person, type Request, type RoomQuestion, type SentRequest, type Snapshot } from './messages';
import type { Closed } from './socket';

/** What the page knows of the room. */
export interface RoomState {
  /** Whether messages go to and fro. */
  readonly connection: 'connecting' | 'open' | 'lost' | 'closed';
  /** Why it is closed for good. */
  readonly closed: Closed | undefined;
  /** What was asked for without a connection and will not be sent any more, since it is closed for good. */
  readonly unsent: readonly SentRequest[];
  /** This participant's ID; empty before the welcome. */
  readonly you: string;
  readonly session: Snapshot | undefined;
  /** How many changes of the session came before this one, on this connection. */
  readonly revision: number;
  /** A change was missed: what is known is old until the whole is here. */
  readonly missed: boolean;
  /** The last request of the person that had no effect, until another one has. */
  readonly refusal: Refusal | undefined;
  /** The session was still to come, or running, when this page saw it first. */
  readonly attended: boolean;
}

/** A request that was refused, and why. */
export interface Refusal {
  readonly id: string;
  readonly message: string;
}

/** An answer to a request, with the request as this page had asked it, unless it knows nothing of it. */
export type Answer = Extract<FromServer, { type: 'done' | 'error' }> & { readonly to: Request | undefined };

export type RoomEvent =
  | Exclude<FromServer, { type: 'done' | 'error' }>
  | Answer
  | { readonly type: 'opened' }
  | { readonly type: 'lost' }
  | { readonly type: 'closed'; readonly why: Closed; readonly unsent: readonly SentRequest[] };

export const emptyRoom: RoomState = {
  connection: 'connecting',
  closed: undefined,
  unsent: [],
  you: '',
  session: undefined,
  revision: 0,
  missed: false,
  refusal: undefined,
  attended: false,
};

/** What the page knows after an event. It changes nothing else. */
export function reduce(state: RoomState, event: RoomEvent): RoomState {
  switch (event.type) {
    case 'opened':
      return { ...state, connection: 'open' };
    case 'lost':
      return { ...state, connection: 'lost' };
    case 'closed':
      return { ...state, connection: 'closed', closed: event.why, unsent: event.unsent };
    case 'welcome':
      return withSession({ ...state, connection: 'open', you: event.you }, event.session, event.revision);
    case 'session':
      return withSession(state, event.session, event.revision);
    case 'change':
      return withChange(state, event);
    case 'done':
      return state.refusal && byPerson(event.to?.type) ? { ...state, refusal: undefined } : state;
    case 'error':
      // What the page asks for by itself it tries again by itself. What fails only later is told without an id.
      return byPerson(event.to?.type ?? event.regarding) ? { ...state, refusal: { id: event.id ?? '', message: event.message } } : state;
    case 'time':
    case 'answer':
    case 'candidate':
      return state;
  }
}

function withSession(state: RoomState, session: Snapshot, revision: number): RoomState {
  // What was refused in the lobby is past once the session runs.
  const refusal = session.state === state.session?.state ? state.refusal : undefined;
  return { ...state, session, revision, missed: false, refusal, attended: state.attended || session.state !== 'ended' };
}

function withChange(state: RoomState, { revision, changes }: Extract<FromServer, { type: 'change' }>): RoomState {
  // The whole that was asked for is newer than what was under way before it.
  if (state.missed || revision <= state.revision) return state;
  const session = revision === state.revision + 1 ? mergePatch(state.session, changes) : undefined;
  return isSnapshot(session) ? withSession(state, session, revision) : { ...state, missed: true };
}

const pressed: ReadonlySet<string> = new Set<Request['type']>(['consent', 'swap_roles', 'start', 'skip_stage', 'end', 'leave', 'withdraw', 'admit', 'refuse', 'remove']);

/** Whether a type of message is what a person asks for, and not the page by itself. */
function byPerson(type: string | undefined): boolean {
  return type !== undefined && pressed.has(type);
}

/** The participant this page belongs to. */
export function self(state: RoomState): Person | undefined {
  return state.session?.participants.find((person) => person.id === state.you);
}

/** The one who is, or will be, recorded now. */
export function candidate(session: Snapshot): Person | undefined {
  return session.participants.find((person) => person.role === 'candidate');
}

/** The question of the leg that runs or comes next; undefined while it may not be seen. */
export function questionNow(session: Snapshot): RoomQuestion | undefined {
  const question = session.questions[Math.min(session.leg, session.questions.length - 1)];
  return question && question.prompt !== '' ? question : undefined;
}

/** What is still missing before the session can start; empty when nothing is. */
export function missing(session: Snapshot): string {
  const roles = new Set(session.participants.map((person) => person.role));
  if (!roles.has('candidate')) return 'Waiting for a candidate. Send the invite link.';
  if (session.kind === 'paired' && !roles.has('interviewer')) return 'Waiting for your peer. Send the invite link.';
  const away = session.participants.filter((person) => !person.connected);
  if (away.length > 0) return `${names(away)} ${are(away)} not here right now.`;
  if (session.kind === 'solo') return '';
  const undecided = session.participants.filter((person) => !person.consented);
  if (undecided.length > 0) return `${names(undecided)} ${has(undecided)} yet to agree to the recording.`;
  return '';
}

/** Whom the start waits for and could do without; empty where that would not help, or nobody is. The candidate can't be left out. */
export function couldBeLeftOut(session: Snapshot, you: string): readonly Person[] {
  const { participants } = session;
  const recorded = candidate(session);
  const ready = participants.find(({ id }) => id === you)?.consented === true && recorded?.consented === true && recorded.connected;
  if (!ready || !participants.some(({ role }) => role === 'interviewer')) return [];
  return participants.filter((person) => person.id !== you && person.role !== 'candidate' && !(person.connected && person.consented));
}

/** Whether the session could start although nobody came to interview: you are the candidate and have agreed. */
export function couldBeAlone(session: Snapshot, you: string): boolean {
  const recorded = candidate(session);
  if (session.kind !== 'paired' || recorded?.id !== you || !recorded.consented) return false;
  return !session.participants.some(({ role }) => role === 'interviewer');
}

/** Whom a start alone does without: observers who are away or have not agreed. */
export function waitedFor(session: Snapshot): readonly Person[] {
  return session.participants.filter(({ role, connected, consented }) => role === 'observer' && !(connected && consented));
}

/** Whether this participant was, or is, a candidate of the session. */
export function wasCandidate(session: Snapshot, person: Person | undefined): boolean {
  if (!person || person.role === 'observer') return false;
  return person.role === 'candidate' || session.leg > 0;
}

/** Whether a recording had begun before the end: a countdown that was ended leaves no clip, nor does a recorder that failed. */
export function hadBegun(session: Snapshot): boolean {
  const begin_ms = startedAt(session);
  return begin_ms > 0 && session.ended_at_ms > begin_ms && session.end_reason !== 'recording_failed';
}

/** The names of people, as one would list them. */
export function names(people: readonly Person[]): string {
  return new Intl.ListFormat('en').format(people.map((person) => person.name));
}

/** The verb for so many people. */
export function are(people: readonly Person[]): string {
  return people.length === 1 ? 'is' : 'are';
}

function has(people: readonly Person[]): string {
  return people.length === 1 ? 'has' : 'have';
}
