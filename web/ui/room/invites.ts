import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { answer, api } from '../api/client';
import type { CreateInvite, Invite } from '../api/schema';
import { resource, type Resource } from '../lib/resource';
import type { Scope } from '../lib/scope';
import type { Snapshot } from './messages';

/** An invite with the link to send, which is known where it was made. */
export interface Sendable extends Invite {
  readonly link: string;
}

/** The invites of a session, for its host. */
export class Invites {
  readonly list: Resource<readonly Invite[]>;
  /** What still lets somebody in, newest first. */
  readonly open: ReadonlySignal<readonly Invite[]>;
  /** The newest of them of which this tab knows the link. */
  readonly sendable: ReadonlySignal<Sendable | undefined>;
  readonly #links = signal<Readonly<Record<string, string>>>({});
  readonly #key: string;

  constructor(
    scope: Scope,
    private readonly sessionId: string,
  ) {
    this.#key = `invites ${sessionId}`;
    this.#links.value = linksIn(sessionStorage.getItem(this.#key));
    this.list = resource(scope, async (abort) => (await answer(api.GET('/sessions/{id}/invites', { ...this.#path, signal: abort }))).invites);
    this.open = computed(() => {
      const { value: loaded } = this.list.loaded;
      return loaded.state === 'ready' ? loaded.value.filter((invite) => invite.open).reverse() : [];
    });
    this.sendable = computed(() => {
      const links = this.#links.value;
      const invite = this.open.value.find(({ id }) => links[id] !== undefined);
      return invite && { ...invite, link: links[invite.id] ?? '' };
    });
  }

  /** Makes an invite; what is left out the server decides. Throws a Failure. */
  async make(wanted: CreateInvite = {}): Promise<void> {
    const { url = '', ...made } = await answer(api.POST('/sessions/{id}/invites', { ...this.#path, body: wanted }));
    this.#links.value = { ...this.#links.value, [made.id]: url };
    // The server keeps no link; this tab does, to show it again when the page is loaded again.
    sessionStorage.setItem(this.#key, JSON.stringify(this.#links.value));
    const { value: loaded } = this.list.loaded;
    this.list.put([...(loaded.state === 'ready' ? loaded.value : []), made]);
  }

  /** Withdraws an invite. Throws a Failure. */
  async revoke(id: string): Promise<void> {
    await answer(api.DELETE('/sessions/{id}/invites/{invite}', { params: { path: { id: this.sessionId, invite: id } } }));
    await this.list.reload();
  }

  get #path() {
    return { params: { path: { id: this.sessionId } } };
  }
}

/** Reads the links that a tab remembers, by the invites' ids. */
export function linksIn(text: string | null): Readonly<Record<string, string>> {
  try {
    const links: unknown = JSON.parse(text ?? '{}');
    return typeof links === 'object' && links !== null ? (links as Record<string, string>) : {};
  } catch {
    return {};
  }
}

/** Whether a candidate or an interviewer is still missing, whom a link should be ready for. */
export function lacksPeer(session: Snapshot): boolean {
  const roles = new Set(session.participants.map(({ role }) => role));
  return !roles.has('candidate') || !roles.has('interviewer');
}
