import type { ComponentChildren } from 'preact';
import './Choices.css';

interface Option<T extends string> {
  value: T;
  title: ComponentChildren;
  /** A few words beside the title. */
  aside?: ComponentChildren;
  text?: ComponentChildren;
  more?: ComponentChildren;
}

interface ChoicesProps<T extends string> {
  legend: ComponentChildren;
  /** Hides the legend from sight, not from screen readers. */
  legendHidden?: boolean;
  /** The name of the radio buttons, unique on the page. */
  name: string;
  options: readonly Option<T>[];
  value: T;
  onChoose: (value: T) => void;
  /** `cards` for options that need room, `row` for a few words. */
  look?: 'cards' | 'row';
}

/** One of several: the browser's radio buttons, each with room to explain itself. */
export function Choices<T extends string>({ legend, legendHidden, name, options, value, onChoose, look = 'cards' }: ChoicesProps<T>) {
  return (
    <fieldset class={`choices ${look}`}>
      <legend class={legendHidden ? 'hidden-text' : 'choices-legend'}>{legend}</legend>
      <div class="choices-options">
        {options.map((option) => (
          <label key={option.value} class="choice">
            <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChoose(option.value)} />
            <span class="choice-body">
              <span class="choice-head">
                <span class="choice-title">{option.title}</span>
                {option.aside && <span class="choice-aside">{option.aside}</span>}
              </span>
              {option.text && <span class="choice-text">{option.text}</span>}
              {option.more}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
