import { describe, expect, it } from 'vitest';
import type { Format, Question } from '../api/schema';
import { Form } from './form';

function question(id: string): Question {
  return { id, domain: 'networking', topic: 'TCP', level: 'junior', prompt: `${id}?`, hints: [], points: [] };
}

function format(id: string, kinds: Format['kinds'], legs = 1): Format {
  return { id, name: id, medium: 'verbal', summary: '', kinds, duration_ms: 1000, legs, stages: [] };
}

const offer = {
  formats: [format('explain', ['solo', 'paired']), format('quick', ['solo', 'paired']), format('swap', ['paired'], 2)],
  domains: [],
  questions: [question('a'), question('b')],
};

const form = (query = ''): Form => new Form(offer, new URLSearchParams(query));

describe('the form for a session', () => {
  it('is ready to go at once: a format and a question stand already', () => {
    const fresh = form();
    expect([fresh.kind.value, fresh.format.value?.id]).toEqual(['solo', 'explain']);
    expect(fresh.choices.value[0]).toMatchObject({ source: 'surprise', picked: { domain: 'networking' } });
  });

  it('takes kind, format and question from the address', () => {
    const again = form('kind=paired&format=quick&question=b');
    expect([again.kind.value, again.format.value?.id, again.choices.value[0]?.picked?.id]).toEqual(['paired', 'quick', 'b']);
    expect(form('prompt=Why%3F').choices.value[0]).toMatchObject({ source: 'typed', typed: 'Why?' });
  });

  it('draws another question for the second part', () => {
    expect(form('question=a').choices.value[1]?.picked?.id).toBe('b');
  });

  it('offers one who practises alone only formats that can be done alone', () => {
    const changed = form('kind=paired&format=swap');
    changed.kind.value = 'solo';
    expect(changed.formats.value.map(({ id }) => id)).toEqual(['explain', 'quick']);
    expect(changed.format.value?.id).toBe('explain');
  });

  it('keeps what is drawn secret from the one who will be asked, and only with a peer', () => {
    const swap = form('kind=paired&format=swap');
    expect([swap.isSecret(0), swap.isSecret(1)]).toEqual([true, false]);
    swap.role.value = 'interviewer';
    expect([swap.isSecret(0), swap.isSecret(1)]).toEqual([false, true]);
    swap.kind.value = 'solo';
    expect(swap.isSecret(1)).toBe(false);
  });

  it('says what is missing instead of asking the server', async () => {
    const typed = form();
    typed.choose(0, { source: 'typed', typed: ' ' });
    expect(await typed.create()).toBeUndefined();
    expect(typed.trouble.value).toBe('Type the question.');
    typed.choose(0, { typed: 'Why?' });
    expect(typed.trouble.value).toBe('');
  });
});
