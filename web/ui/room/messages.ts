// The signaling protocol, version 2, as signaling/PROTOCOL.md has it. The shapes
// are those of wire.ts; here is what the page makes of them.
import type { ClockEvent, FromServer, Hello, Offer, Candidate, Copy, Door, Knock, Participant, Plain, Question, SkipStage, Snapshot, Stage, Start, Sync, Time } from './wire';

export type { ClockEvent, FromServer, Knock, Snapshot, Stage };
export type Person = Participant;
export type Role = Participant['role'];
export type RoomQuestion = Question;

export const version = 2;

type WithoutID<M> = M extends unknown ? Omit<M, 'id'> : never;

/** What is asked for or told once, and holds whichever connection carries it. */
export type Request = WithoutID<Plain | Start | Door | SkipStage | Copy>;

/** A request as it is sent: the id tells it from the others of all pages. */
export type SentRequest = Request & { readonly id: string };

/** What belongs to one connection, and means nothing on the next. */
export type ForConnection = Hello | Sync | Time | Offer | Candidate;

export type FromPage = SentRequest | ForConnection;

const types: ReadonlySet<string> = new Set(['welcome', 'session', 'change', 'done', 'time', 'answer', 'candidate', 'error']);

/** Reads a message of the server; undefined for one that this page does not know. */
export function decode(text: string): FromServer | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const { type } = message;
  if (typeof type !== 'string' || !types.has(type)) return undefined;
  if ((type === 'welcome' || type === 'session') && !('session' in message && isSnapshot(message.session))) return undefined;
  return message as FromServer;
}

/** Whether something has what every snapshot of a session has. */
export function isSnapshot(session: unknown): session is Snapshot {
  if (typeof session !== 'object' || session === null) return false;
  const { plan, events, participants, questions } = session as Partial<Snapshot>;
  return Array.isArray(plan) && Array.isArray(events) && Array.isArray(participants) && Array.isArray(questions);
}
