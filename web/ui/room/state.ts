import type { FromServer, Person, RoomQuestion, SentRequest, Snapshot } from './messages';
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
  /** The last request that had no effect, until the next change. */
  readonly refusal: string;
  /** The session was still to come, or running, when this page saw it first. */
  readonly attended: boolean;
}

export type RoomEvent =
  | FromServer
  | { readonly type: 'opened' }
  | { readonly type: 'lost' }
  | { readonly type: 'closed'; readonly why: Closed; readonly unsent: readonly SentRequest[] };

export const emptyRoom: RoomState = {
  connection: 'connecting',
  closed: undefined,
  unsent: [],
  you: '',
  session: undefined,
  refusal: '',
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
      return withSession({ ...state, connection: 'open', you: event.you }, event.session);
    case 'session':
      return withSession({ ...state, refusal: '' }, event.session);
    case 'error':
      // A voice that does not connect is tried again; nobody asked for it.
      return event.code === 'media' ? state : { ...state, refusal: event.message };
    case 'change':
    case 'done':
    case 'time':
    case 'answer':
    case 'candidate':
      return state;
  }
}

function withSession(state: RoomState, session: Snapshot): RoomState {
  return { ...state, session, attended: state.attended || session.state !== 'ended' };
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

/** Whether this participant was, or is, a candidate of the session. */
export function wasCandidate(session: Snapshot, person: Person | undefined): boolean {
  if (!person || person.role === 'observer') return false;
  return person.role === 'candidate' || session.leg > 0;
}

/** Whether position 0 was reached before the end: a countdown that was ended leaves no clip. */
export function hadBegun(session: Snapshot): boolean {
  return session.started_at_ms > 0 && session.ended_at_ms > session.started_at_ms;
}

function names(people: readonly Person[]): string {
  return new Intl.ListFormat('en').format(people.map((person) => person.name));
}

function are(people: readonly Person[]): string {
  return people.length === 1 ? 'is' : 'are';
}

function has(people: readonly Person[]): string {
  return people.length === 1 ? 'has' : 'have';
}
