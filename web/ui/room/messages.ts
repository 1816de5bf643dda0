// The signaling protocol, version 1, as signaling/PROTOCOL.md has it.

export const version = 1;

export type Role = 'candidate' | 'interviewer' | 'observer';

export interface Stage {
  readonly name: string;
  readonly purpose: string;
  readonly duration_ms: number;
  readonly leg: number;
}

export interface RoomQuestion {
  readonly id: string;
  readonly domain: string;
  readonly topic: string;
  readonly level: string;
  readonly prompt: string;
  readonly hints: readonly string[];
  readonly points: readonly string[];
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly consented: boolean;
  /** The page is there. */
  readonly connected: boolean;
  /** Voices flow, both ways. */
  readonly hears: boolean;
  readonly owner: boolean;
}

/** A session as this participant may see it. */
export interface Snapshot {
  readonly id: string;
  readonly kind: 'solo' | 'paired';
  readonly state: 'lobby' | 'running' | 'ended';
  readonly format: { readonly id: string; readonly name: string; readonly medium: string };
  readonly stages: readonly Stage[];
  readonly leg: number;
  readonly started_at_ms: number;
  readonly ended_at_ms: number;
  readonly end_reason: string;
  readonly now_ms: number;
  readonly recording: boolean;
  readonly questions: readonly RoomQuestion[];
  readonly participants: readonly Person[];
  readonly clip_ids: readonly string[];
  /** The clip for which this participant is recorded, from the countdown on. */
  readonly recording_clip: { readonly id: string; readonly at_ms: number } | null;
  /** How the server hears the one who is recorded; empty while nobody is. */
  readonly voice: '' | 'arriving' | 'silent' | 'missing';
  /** How much room the server has for recordings. */
  readonly disk: '' | 'low' | 'full';
  /** A program speaks here over WHIP; this page looks on. */
  readonly program: boolean;
}

export type FromServer =
  | { readonly type: 'welcome'; readonly version: number; readonly you: string; readonly session: Snapshot }
  | { readonly type: 'session'; readonly session: Snapshot }
  | { readonly type: 'time'; readonly sent_ms: number; readonly now_ms: number }
  | { readonly type: 'answer'; readonly sdp: string }
  | { readonly type: 'candidate'; readonly candidate: string; readonly sdp_mid: string; readonly sdp_mline_index: number }
  | { readonly type: 'error'; readonly code: string; readonly message: string; readonly regarding: string };

/** What is asked for or told once, and holds whichever connection carries it. */
export type Request =
  | { readonly type: 'consent' | 'swap_roles' | 'start' | 'skip_stage' | 'end' | 'leave' | 'microphone' }
  | { readonly type: 'copy'; readonly keeping: boolean };

/** A request as it is sent: the id tells it from the others of all pages. */
export type SentRequest = Request & { readonly id: string };

/** What belongs to one connection, and means nothing on the next. */
export type ForConnection =
  | { readonly type: 'hello'; readonly version: number }
  | { readonly type: 'time'; readonly sent_ms: number }
  | { readonly type: 'offer'; readonly sdp: string }
  | { readonly type: 'candidate'; readonly candidate: string; readonly sdp_mid: string; readonly sdp_mline_index: number };

export type FromPage = SentRequest | ForConnection;

const types: ReadonlySet<string> = new Set(['welcome', 'session', 'time', 'answer', 'candidate', 'error']);

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
  if ((type === 'welcome' || type === 'session') && !hasSession(message)) return undefined;
  return message as FromServer;
}

function hasSession(message: object): boolean {
  if (!('session' in message)) return false;
  const session = message.session;
  if (typeof session !== 'object' || session === null) return false;
  const { stages, participants, questions } = session as Partial<Snapshot>;
  return Array.isArray(stages) && Array.isArray(participants) && Array.isArray(questions);
}
