import { computed, signal } from '@preact/signals';
import { answer, api } from '../api/client';
import { failureOf } from '../api/failure';
import type { Session } from '../api/schema';
import { store, stored } from '../lib/stored';
import { formatsFor, isCandidate, requestFor, surprise, type Choice, type Kind, type Role } from './draft';
import type { Offer } from './offer';

const formatKey = 'practice.format';
/** No format has more legs. */
const maxLegs = 2;

/** The choices of one who makes a session, and what follows from them. */
export class Form {
  readonly kind = signal<Kind>('solo');
  readonly role = signal<Role>('candidate');
  readonly formatId = signal('');
  readonly choices = signal<readonly Choice[]>([]);
  readonly busy = signal(false);
  /** What is missing or went wrong, in words; empty for nothing. */
  readonly trouble = signal('');

  readonly formats = computed(() => formatsFor(this.offer.formats, this.kind.value));
  /** The format in force: the chosen one, if it suits the kind. */
  readonly format = computed(() => this.formats.value.find(({ id }) => id === this.formatId.value) ?? this.formats.value[0]);

  constructor(
    readonly offer: Offer,
    query: URLSearchParams,
  ) {
    this.kind.value = query.get('kind') === 'paired' ? 'paired' : 'solo';
    this.formatId.value = query.get('format') ?? stored(formatKey);
    const first = choiceFrom(query, offer) ?? this.#chance([]);
    const rest = Array.from({ length: maxLegs - 1 }, () => this.#chance(first.picked ? [first.picked.id] : []));
    this.choices.value = [first, ...rest];
  }

  #chance(avoid: readonly string[]): Choice {
    return { source: 'surprise', picked: surprise(this.offer.questions, avoid), typed: '' };
  }

  /** Changes the question of a leg. */
  choose(leg: number, change: Partial<Choice>): void {
    this.choices.value = this.choices.value.map((choice, index) => (index === leg ? { ...choice, ...change } : choice));
    this.trouble.value = '';
  }

  /** Whether chance should keep its question secret: with a peer, the one who will be asked must not see it before. */
  isSecret(leg: number): boolean {
    return this.kind.value === 'paired' && isCandidate(this.role.value, leg);
  }

  /** Makes the session. Returns undefined, and says why in `trouble`, when it can't be made. */
  async create(): Promise<Session | undefined> {
    const outcome = requestFor({
      kind: this.kind.value,
      format: this.format.value,
      role: this.role.value,
      choices: this.choices.value,
    });
    if ('missing' in outcome) {
      this.trouble.value = outcome.missing;
      return undefined;
    }
    this.busy.value = true;
    this.trouble.value = '';
    try {
      const session = await answer(api.POST('/sessions', { body: outcome.body }));
      store(formatKey, outcome.body.format);
      return session;
    } catch (error) {
      this.trouble.value = failureOf(error).message;
      return undefined;
    } finally {
      this.busy.value = false;
    }
  }
}

/** The question that the address asks for, such as the one to practise again. */
function choiceFrom(query: URLSearchParams, offer: Offer): Choice | undefined {
  const picked = offer.questions.find(({ id }) => id === query.get('question'));
  if (picked) return { source: 'bank', picked, typed: '' };
  const typed = query.get('prompt') ?? '';
  return typed === '' ? undefined : { source: 'typed', typed };
}
