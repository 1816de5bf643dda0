import { useState } from 'preact/hooks';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { Choices } from '../lib/Choices';
import { go, place } from '../lib/router';
import { StageBar } from '../lib/StageBar';
import { spell } from '../lib/time';
import { mediumWords } from '../lib/words';
import { isCandidate } from './draft';
import { Form } from './form';
import type { Offer } from './offer';
import { QuestionPicker } from './QuestionPicker';
import './SessionForm.css';

/** The choices that make a session: with whom, format, role, questions. */
export function SessionForm({ offer }: { offer: Offer }) {
  const [form] = useState(() => new Form(offer, place.value.query));
  const submit = async (): Promise<void> => {
    const session = await form.create();
    if (session) go(`/sessions/${session.id}`);
  };
  return (
    <form
      class="session-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!form.busy.value) background(submit());
      }}
    >
      <Choices
        legend="With whom?"
        legendHidden
        name="kind"
        look="row"
        value={form.kind.value}
        onChoose={(kind) => void (form.kind.value = kind)}
        options={[
          { value: 'solo', title: 'Alone' },
          { value: 'paired', title: 'With a peer' },
        ]}
      />
      {form.kind.value === 'solo' ? (
        <>
          <QuestionParts form={form} />
          <FormatChoice form={form} />
        </>
      ) : (
        <>
          <FormatChoice form={form} />
          <RoleChoice form={form} />
          <QuestionParts form={form} />
        </>
      )}
      <Foot form={form} />
    </form>
  );
}

/** What was chosen, or what is missing, and the button that makes the session. */
function Foot({ form }: { form: Form }) {
  const format = form.format.value;
  const solo = form.kind.value === 'solo';
  return (
    <div class="session-foot">
      <div class="session-sum">
        {form.trouble.value !== '' ? (
          <p class="session-trouble" role="alert">
            {form.trouble.value}
          </p>
        ) : (
          <p>
            <strong>{format?.name}</strong>, <span class="clock">{spell(format?.duration_ms ?? 0)}</span>
          </p>
        )}
        <p class="session-next">
          {solo ? 'Next you test the microphone. Nothing is recorded yet.' : 'Next you get a link for your peer. Nothing is recorded yet.'}
        </p>
      </div>
      <Button type="submit" kind="primary" size="large" busy={form.busy.value}>
        {solo ? 'Go to the microphone' : 'Create the session'}
      </Button>
    </div>
  );
}

function QuestionParts({ form }: { form: Form }) {
  const legs = form.format.value?.legs ?? 1;
  const parts = Array.from({ length: legs }, (_, leg) => leg);
  const title = (leg: number): string => {
    if (legs === 1) return 'Question';
    return isCandidate(form.role.value, leg) ? `Part ${leg + 1}: you are asked` : `Part ${leg + 1}: you ask`;
  };
  return (
    <>
      {parts.map((leg) => (
        <QuestionPicker key={leg} form={form} leg={leg} title={title(leg)} />
      ))}
    </>
  );
}

function FormatChoice({ form }: { form: Form }) {
  return (
    <Choices
      legend="Format"
      name="format"
      value={form.format.value?.id ?? ''}
      onChoose={(id) => void (form.formatId.value = id)}
      options={form.formats.value.map((format) => ({
        value: format.id,
        title: format.name,
        aside: (
          <>
            <span class="clock">{spell(format.duration_ms)}</span>, {mediumWords(format.medium)}
          </>
        ),
        text: format.summary,
        more: <StageBar stages={format.stages} />,
      }))}
    />
  );
}

function RoleChoice({ form }: { form: Form }) {
  const swaps = (form.format.value?.legs ?? 1) > 1;
  return (
    <Choices
      legend={swaps ? 'Your role at first' : 'Your role'}
      name="role"
      value={form.role.value}
      onChoose={(role) => void (form.role.value = role)}
      options={[
        { value: 'candidate', title: 'Candidate', text: 'You answer, and your voice is recorded. The clip is yours alone.' },
        { value: 'interviewer', title: 'Interviewer', text: 'You ask and listen. Your peer is recorded, and the clip is your peer’s alone.' },
      ]}
    />
  );
}
