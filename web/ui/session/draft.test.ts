import { describe, expect, it } from 'vitest';
import type { Format, Question } from '../api/schema';
import { filterQuestions, formatsFor, isCandidate, requestFor, surprise, type Choice } from './draft';

function question(id: string, domain: string, level: string, prompt: string): Question {
  return { id, domain, level, prompt, topic: `About ${domain}`, hints: [], points: [] };
}

const bank = [
  question('a', 'networking', 'junior', 'What is a port?'),
  question('b', 'networking', 'senior', 'Why does TIME_WAIT exist?'),
  question('c', 'databases', 'senior', 'What does an index cost?'),
];

function format(id: string, kinds: Format['kinds'], legs = 1): Format {
  return { id, name: id, medium: 'verbal', summary: '', kinds, duration_ms: 1000, legs, stages: [] };
}

describe('formatsFor', () => {
  it('offers only what suits the kind', () => {
    const formats = [format('quick', ['solo', 'paired']), format('swap', ['paired'], 2)];
    expect(formatsFor(formats, 'solo').map(({ id }) => id)).toEqual(['quick']);
    expect(formatsFor(formats, 'paired')).toHaveLength(2);
  });
});

describe('filterQuestions', () => {
  it.each([
    [{ domain: '', level: '', words: '' }, 'abc'],
    [{ domain: 'networking', level: '', words: '' }, 'ab'],
    [{ domain: 'networking', level: 'senior', words: '' }, 'b'],
    [{ domain: '', level: '', words: 'INDEX cost' }, 'c'],
    [{ domain: '', level: '', words: 'about databases' }, 'c'],
    [{ domain: '', level: '', words: 'index port' }, ''],
  ])('%j leaves %s', (filter, want) => {
    expect(filterQuestions(bank, filter).map(({ id }) => id).join('')).toBe(want);
  });
});

describe('surprise', () => {
  it('avoids what was shown, as long as there is another', () => {
    expect(surprise(bank, ['a', 'b'], () => 0)?.id).toBe('c');
    expect(surprise(bank.slice(0, 1), ['a'], () => 0.99)?.id).toBe('a');
    expect(surprise([], [], () => 0)).toBeUndefined();
  });
});

describe('isCandidate', () => {
  it('exchanges the roles from leg to leg', () => {
    expect([isCandidate('candidate', 0), isCandidate('candidate', 1)]).toEqual([true, false]);
    expect([isCandidate('interviewer', 0), isCandidate('interviewer', 1)]).toEqual([false, true]);
  });
});

describe('requestFor', () => {
  const picked: Choice = { source: 'bank', picked: bank[1], typed: '' };
  const typed: Choice = { source: 'typed', typed: '  My own?  ' };
  it('sends one question for each leg', () => {
    const got = requestFor({ kind: 'paired', format: format('swap', ['paired'], 2), role: 'interviewer', choices: [picked, typed] });
    expect(got).toEqual({ body: { kind: 'paired', format: 'swap', role: 'interviewer', questions: [{ id: 'b' }, { prompt: 'My own?' }] } });
  });
  it('makes one the candidate when alone', () => {
    const got = requestFor({ kind: 'solo', format: format('quick', ['solo']), role: 'interviewer', choices: [picked, typed] });
    expect(got).toEqual({ body: { kind: 'solo', format: 'quick', role: 'candidate', questions: [{ id: 'b' }] } });
  });
  it.each<[Choice[], string]>([
    [[{ source: 'bank', typed: '' }], 'Choose a question for the first part.'],
    [[picked, { source: 'typed', typed: '  ' }], 'Type the question for the second part.'],
    [[picked], 'Choose a question for the second part.'],
  ])('says what is missing', (choices, missing) => {
    expect(requestFor({ kind: 'paired', format: format('swap', ['paired'], 2), role: 'candidate', choices })).toEqual({ missing });
  });
  it('asks for a format first', () => {
    expect(requestFor({ kind: 'solo', format: undefined, role: 'candidate', choices: [] })).toEqual({ missing: 'Choose a format.' });
  });
});
