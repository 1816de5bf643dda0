// Made from signaling/wire/schema.json by make generate.

export type FromPage = Hello | Plain | Start | Door | Sync | SkipStage | Time | Copy | Offer | Candidate;
export type FromServer = Welcome | Whole | Change | Done | Clock | Answer | Candidate | Error;

/**
 * Answer answers Offer.
 */
export interface Answer {
  readonly type: 'answer';
  readonly id?: string;
  readonly sdp: string;
}
/**
 * Candidate is a trickled ICE candidate, either way.
 */
export interface Candidate {
  readonly type: 'candidate';
  readonly id?: string;
  /**
   * Empty for the end of the candidates.
   */
  readonly candidate: string;
  readonly sdp_mid: string;
  readonly sdp_mline_index: number;
}
/**
 * Change is what differs from the snapshot of the revision before.
 */
export interface Change {
  readonly type: 'change';
  /**
   * The participant's own request that it is the effect of.
   */
  readonly id?: string;
  readonly revision: number;
  readonly now_ms: number;
  /**
   * A JSON merge patch (RFC 7396) of the snapshot.
   */
  readonly changes: { readonly [field: string]: unknown };
}
/**
 * Clock answers Time.
 */
export interface Clock {
  readonly type: 'time';
  readonly id?: string;
  readonly sent_ms: number;
  readonly now_ms: number;
}
/**
 * ClockEvent is something that happened to the clock.
 */
export interface ClockEvent {
  readonly kind: 'start' | 'pause' | 'resume' | 'extend' | 'skip';
  readonly at_ms: number;
  /**
   * For how long an extension is.
   */
  readonly by_ms?: number;
}
/**
 * Copy says whether this page keeps a copy of what it is recorded with.
 */
export interface Copy {
  readonly type: 'copy';
  readonly id?: string;
  readonly keeping: boolean;
}
/**
 * Done says that a request was carried out.
 */
export interface Done {
  readonly type: 'done';
  readonly id: string;
  /**
   * The revision that has its effect.
   */
  readonly revision: number;
}
/**
 * Door is what the host decides about somebody: to admit or to refuse who waits at the door, or to remove a participant.
 */
export interface Door {
  readonly type: 'admit' | 'refuse' | 'remove';
  readonly id?: string;
  /**
   * Whom it is about.
   */
  readonly user: string;
}
/**
 * Error says that a message had no effect.
 */
export interface Error {
  readonly type: 'error';
  /**
   * The request that was refused, if it had an id.
   */
  readonly id?: string;
  readonly code: string;
  /**
   * For people.
   */
  readonly message: string;
  /**
   * The type of the message; empty where it could not be read.
   */
  readonly regarding: string;
}
/**
 * FormatRef names a session's format.
 */
export interface FormatRef {
  readonly id: string;
  readonly name: string;
  readonly medium: string;
}
/**
 * Hello is the first message of a page.
 */
export interface Hello {
  readonly type: 'hello';
  readonly id?: string;
  /**
   * The version of the protocol that the page speaks.
   */
  readonly version: number;
}
/**
 * Plain is a request that says everything by its type: to consent to the recording or take that back, to exchange the roles, to end, to leave, or to go over to another microphone.
 */
export interface Plain {
  readonly type: 'consent' | 'swap_roles' | 'end' | 'leave' | 'withdraw' | 'microphone';
  readonly id?: string;
  /**
   * When the one who is recorded said that it is over, on the server's clock; else
   * it counts when it comes.
   */
  readonly at_ms?: number;
}
/**
 * Start begins the countdown.
 */
export interface Start {
  readonly type: 'start';
  readonly id?: string;
  /**
   * The IDs of participants who are left out: neither their presence nor their
   * consent is waited for. They are not heard until they consent.
   */
  readonly without?: readonly string[];
  /**
   * It need not have an interviewer, if nobody has that seat: the first leg is the
   * last then.
   */
  readonly alone?: boolean;
}
/**
 * Sync asks for the whole session: the page missed a change.
 */
export interface Sync {
  readonly type: 'sync';
  readonly id?: string;
}
/**
 * SkipStage ends a stage that runs.
 */
export interface SkipStage {
  readonly type: 'skip_stage';
  readonly id?: string;
  /**
   * The index of the stage in the session's stages. Another one that runs is
   * not ended.
   */
  readonly stage: number;
}
/**
 * Time asks for the server's clock.
 */
export interface Time {
  readonly type: 'time';
  readonly id?: string;
  /**
   * What the page wants back with the answer: its own clock.
   */
  readonly sent_ms: number;
}
/**
 * Offer is a WebRTC offer.
 */
export interface Offer {
  readonly type: 'offer';
  readonly id?: string;
  readonly sdp: string;
}
/**
 * Welcome answers Hello.
 */
export interface Welcome {
  readonly type: 'welcome';
  readonly version: number;
  /**
   * The participant's ID.
   */
  readonly you: string;
  /**
   * The number of the snapshot that this socket was sent last.
   */
  readonly revision: number;
  /**
   * The server's clock.
   */
  readonly now_ms: number;
  readonly session: Snapshot;
}
/**
 * Snapshot is a session as one participant may see it.
 */
export interface Snapshot {
  readonly id: string;
  readonly kind: 'solo' | 'paired';
  readonly state: 'lobby' | 'running' | 'ended';
  readonly format: FormatRef;
  /**
   * The stages as they were planned. What the clock shows is folded from them
   * and what happened to it since.
   */
  readonly plan: readonly Stage[];
  /**
   * What happened to the clock, in order; none in the lobby.
   */
  readonly events: readonly ClockEvent[];
  readonly leg: number;
  readonly ended_at_ms: number;
  readonly end_reason: string;
  /**
   * A voice is being recorded now.
   */
  readonly recording: boolean;
  /**
   * One for each leg; what may not be seen is empty.
   */
  readonly questions: readonly Question[];
  readonly participants: readonly Participant[];
  /**
   * Who waits at the door to be let in; the host alone is told.
   */
  readonly knocks?: readonly Knock[];
  /**
   * This participant's own clips of the session.
   */
  readonly clip_ids: readonly string[];
  readonly recording_clip?: RecordingClip;
  /**
   * How the server hears the one who is recorded; empty while nobody is.
   */
  readonly voice: '' | 'arriving' | 'silent' | 'missing';
  /**
   * The page of the one who is recorded keeps a copy of the voice: it has said so,
   * and has not gone away since.
   */
  readonly keeping: boolean;
  /**
   * How much room the server has for recordings.
   */
  readonly disk: '' | 'low' | 'full';
  /**
   * A program speaks here over WHIP; pages look on.
   */
  readonly program: boolean;
}
/**
 * Stage is a stage of a format, or of a session's plan.
 */
export interface Stage {
  readonly name: string;
  readonly purpose: string;
  readonly duration_ms: number;
  readonly leg: number;
}
/**
 * Question is a question as somebody may see it; what may not be seen is empty.
 */
export interface Question {
  readonly id: string;
  readonly domain: string;
  readonly topic: string;
  readonly level: string;
  readonly prompt: string;
  readonly hints: readonly string[];
  readonly points: readonly string[];
}
/**
 * Participant is a person in the session.
 */
export interface Participant {
  readonly id: string;
  readonly name: string;
  readonly role: 'candidate' | 'interviewer' | 'observer';
  readonly consented: boolean;
  /**
   * The page is there.
   */
  readonly connected: boolean;
  /**
   * Voices flow, both ways.
   */
  readonly hears: boolean;
  readonly owner: boolean;
}
/**
 * Knock is somebody who waits to be let in.
 */
export interface Knock {
  readonly id: string;
  readonly name: string;
  /**
   * What they would be.
   */
  readonly role: 'candidate' | 'interviewer' | 'observer';
  readonly at_ms: number;
}
/**
 * RecordingClip is the clip for which this participant is recorded, from the countdown on.
 */
export interface RecordingClip {
  readonly id: string;
  /**
   * Position 0 of its time line.
   */
  readonly at_ms: number;
}
/**
 * Whole is the whole session, for a page that missed a change.
 */
export interface Whole {
  readonly type: 'session';
  /**
   * The request that asked for it.
   */
  readonly id?: string;
  readonly revision: number;
  readonly now_ms: number;
  readonly session: Snapshot;
}
