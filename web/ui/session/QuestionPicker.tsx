import { useId, useState } from 'preact/hooks';
import type { Question } from '../api/schema';
import { announce } from '../lib/announce';
import { Badge } from '../lib/Badge';
import { Button } from '../lib/Button';
import { Choices } from '../lib/Choices';
import { TextArea } from '../lib/Field';
import { ShuffleIcon } from '../lib/icons';
import { Bank, BankFilter } from './Bank';
import { filterQuestions, surprise, type Choice, type Filter } from './draft';
import type { Form } from './form';
import './QuestionPicker.css';

const everything: Filter = { domain: '', level: '', words: '' };

/** Finds the question of one leg: by chance, from the bank, or by typing it. */
export function QuestionPicker({ form, leg, title }: { form: Form; leg: number; title: string }) {
  const [filter, setFilter] = useState(everything);
  const id = useId();
  const choice: Choice = form.choices.value[leg] ?? { source: 'surprise', typed: '' };
  const questions = filterQuestions(form.offer.questions, filter);
  const shuffle = (among: readonly Question[]): void => {
    const picked = surprise(among, choice.picked ? [choice.picked.id] : []);
    form.choose(leg, { picked });
    if (picked) announce(form.isSecret(leg) ? 'Another question was drawn.' : picked.prompt);
  };
  const narrow = (next: Filter): void => {
    setFilter(next);
    const left = filterQuestions(form.offer.questions, next);
    const fits = left.some((question) => question.id === choice.picked?.id);
    if (choice.source === 'surprise' && !fits) form.choose(leg, { picked: surprise(left, []) });
  };
  return (
    <section class="question-picker" aria-labelledby={id}>
      <div class="question-head">
        <h2 id={id}>{title}</h2>
        <Choices
          legend={`${title}: how to find it`}
          legendHidden
          name={`source-${leg}`}
          look="row"
          value={choice.source}
          onChoose={(source) => form.choose(leg, { source })}
          options={[
            { value: 'surprise', title: 'Surprise me' },
            { value: 'bank', title: 'Choose one' },
            { value: 'typed', title: 'Type my own' },
          ]}
        />
      </div>
      {choice.source !== 'typed' && <BankFilter filter={filter} domains={form.offer.domains} search={choice.source === 'bank'} onChange={narrow} />}
      {choice.source === 'surprise' && (
        <Drawn question={questions.length > 0 ? choice.picked : undefined} secret={form.isSecret(leg)} onShuffle={() => shuffle(questions)} />
      )}
      {choice.source === 'bank' && (
        <Bank questions={questions} total={form.offer.questions.length} name={`question-${leg}`} picked={choice.picked?.id} onPick={(picked) => form.choose(leg, { picked })} />
      )}
      {choice.source === 'typed' && (
        <TextArea
          label="The question, as an interviewer would ask it"
          value={choice.typed}
          maxLength={2000}
          placeholder="Why is …? How would you …? Tell me about a time when …"
          onInput={(event) => form.choose(leg, { typed: event.currentTarget.value })}
        />
      )}
    </section>
  );
}

function Drawn({ question, secret, onShuffle }: { question: Question | undefined; secret: boolean; onShuffle: () => void }) {
  if (!question) return <p class="drawn-none">No question fits. Choose another domain or level.</p>;
  return (
    <div class="drawn">
      {secret ? (
        <p class="drawn-prompt">A question is drawn. You see it when the session starts.</p>
      ) : (
        <>
          <p class="drawn-prompt">{question.prompt}</p>
          <p class="drawn-about">
            <Badge>{question.topic}</Badge> <Badge>{question.level}</Badge>
          </p>
        </>
      )}
      <Button onClick={onShuffle}>
        <ShuffleIcon /> {secret ? 'Draw again' : 'Another one'}
      </Button>
    </div>
  );
}
