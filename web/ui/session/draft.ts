import type { CreateSession, Format, Question, QuestionChoice, Session } from '../api/schema';

/** With whom one practises. */
export type Kind = Session['kind'];
/** The role one takes in the first leg. */
export type Role = CreateSession['role'];

/** How a question is found: left to chance, from the bank, or typed. */
export type Source = 'surprise' | 'bank' | 'typed';

/** The question of one leg, as far as it was chosen. */
export interface Choice {
  readonly source: Source;
  /** The question that chance or the person picked; undefined while there is none. */
  readonly picked?: Question | undefined;
  readonly typed: string;
}

/** What narrows the bank down; an empty string narrows nothing. */
export interface Filter {
  readonly domain: string;
  readonly level: string;
  readonly words: string;
}

/** The formats that suit a kind, in the order in which the server offers them. */
export function formatsFor(formats: readonly Format[], kind: Kind): Format[] {
  return formats.filter(({ kinds }) => kinds.includes(kind));
}

/** The questions that pass a filter: each word is in the question or its topic. */
export function filterQuestions(questions: readonly Question[], { domain, level, words }: Filter): Question[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return questions.filter((question) => {
    if (domain !== '' && question.domain !== domain) return false;
    if (level !== '' && question.level !== level) return false;
    const text = `${question.prompt} ${question.topic}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** One of the questions by chance, another than those to avoid if there is one. `random` gives 0 up to 1. */
export function surprise(questions: readonly Question[], avoid: readonly string[], random: () => number = Math.random): Question | undefined {
  const others = questions.filter(({ id }) => !avoid.includes(id));
  const from = others.length > 0 ? others : questions;
  return from[Math.floor(random() * from.length)];
}

/** Whether the person is the candidate of a leg: roles are exchanged from one leg to the next. */
export function isCandidate(role: Role, leg: number): boolean {
  return (role === 'candidate') === (leg % 2 === 0);
}

/** Everything that is decided before a session is made. */
export interface Draft {
  readonly kind: Kind;
  readonly format: Format | undefined;
  readonly role: Role;
  readonly choices: readonly Choice[];
}

/** What to send to make the session, or in words what is still missing. */
export type Outcome = { readonly body: CreateSession } | { readonly missing: string };

/** Turns a draft into the request that makes the session. */
export function requestFor({ kind, format, role, choices }: Draft): Outcome {
  if (!format) return { missing: 'Choose a format.' };
  const questions: QuestionChoice[] = [];
  for (let leg = 0; leg < format.legs; leg++) {
    const question = questionOf(choices[leg]);
    if (!question) {
      const which = format.legs > 1 ? ` for ${leg === 0 ? 'the first' : 'the second'} part` : '';
      return { missing: choices[leg]?.source === 'typed' ? `Type the question${which}.` : `Choose a question${which}.` };
    }
    questions.push(question);
  }
  return { body: { kind, format: format.id, role: kind === 'solo' ? 'candidate' : role, questions } };
}

function questionOf(choice: Choice | undefined): QuestionChoice | undefined {
  if (choice?.source === 'typed') {
    const prompt = choice.typed.trim();
    return prompt === '' ? undefined : { prompt };
  }
  return choice?.picked && { id: choice.picked.id };
}
