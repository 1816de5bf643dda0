import { useState } from 'preact/hooks';
import type { Domain, Question } from '../api/schema';
import { Button } from '../lib/Button';
import { SelectField, TextField } from '../lib/Field';
import type { Filter } from './draft';
import './Bank.css';

const levels = ['junior', 'intermediate', 'senior'];
const shownAtFirst = 8;

interface FilterProps {
  filter: Filter;
  domains: readonly Domain[];
  /** Whether words can be searched for as well. */
  search: boolean;
  onChange: (filter: Filter) => void;
}

/** Narrows the bank down by domain, level and words. */
export function BankFilter({ filter, domains, search, onChange }: FilterProps) {
  return (
    <div class="bank-filter">
      {search && (
        <TextField
          type="search"
          label="Search the questions"
          labelHidden
          placeholder="Search, such as “index” or “deadlock”"
          value={filter.words}
          onInput={(event) => onChange({ ...filter, words: event.currentTarget.value })}
        />
      )}
      <SelectField label="Domain" labelHidden value={filter.domain} onChange={(event) => onChange({ ...filter, domain: event.currentTarget.value })}>
        <option value="">All domains</option>
        {domains.map((domain) => (
          <option key={domain.id} value={domain.id}>
            {domain.name} ({domain.count})
          </option>
        ))}
      </SelectField>
      <SelectField label="Level" labelHidden value={filter.level} onChange={(event) => onChange({ ...filter, level: event.currentTarget.value })}>
        <option value="">All levels</option>
        {levels.map((level) => (
          <option key={level} value={level}>
            {level[0]?.toUpperCase() + level.slice(1)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}

interface BankProps {
  questions: readonly Question[];
  total: number;
  /** The name of the radio buttons, unique on the page. */
  name: string;
  picked: string | undefined;
  onPick: (question: Question) => void;
}

/** The questions that are left, to choose one. */
export function Bank({ questions, total, name, picked, onPick }: BankProps) {
  const [all, setAll] = useState(false);
  const shown = all ? questions : questions.slice(0, shownAtFirst);
  // The one that was picked stays in sight, wherever it stands in the bank.
  const hidden = questions.find((question) => question.id === picked && !shown.includes(question));
  const rows = hidden ? [hidden, ...shown] : shown;
  const left = questions.length - rows.length;
  return (
    <fieldset class="bank">
      <legend class="hidden-text">Questions</legend>
      <p class="bank-count" role="status">
        {questions.length === total ? `${total} questions` : `${questions.length} of ${total} questions`}
      </p>
      {questions.length === 0 && <p class="bank-none">Nothing fits. Search for fewer words, or type your own question.</p>}
      {rows.map((question) => (
        <label key={question.id} class="bank-row">
          <input type="radio" name={name} checked={question.id === picked} onChange={() => onPick(question)} />
          <span class="bank-prompt">{question.prompt}</span>
          <span class="bank-about">
            {question.topic}, {question.level}
          </span>
        </label>
      ))}
      {left > 0 && (
        <div class="bank-more">
          <Button kind="quiet" onClick={() => setAll(true)}>
            Show {left} more
          </Button>
        </div>
      )}
    </fieldset>
  );
}
