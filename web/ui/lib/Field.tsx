import type { ComponentChildren, InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import './Field.css';

interface Frame {
  label: string;
  /** Hides the label from sight, not from screen readers. */
  labelHidden?: boolean;
  hint?: ComponentChildren;
  /** What is wrong with the value, and what to do. */
  error?: string;
}

type TextProps = Frame & Omit<InputHTMLAttributes<HTMLInputElement>, keyof Frame | 'id' | 'class' | 'role' | 'type' | 'list'> & { type?: 'text' | 'search' };
type AreaProps = Frame & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, keyof Frame | 'id' | 'class'>;
type SelectProps = Frame &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, keyof Frame | 'id' | 'class' | 'role'> & { children: ComponentChildren };

/** One line of text with its label, hint and error. */
export function TextField({ label, labelHidden, hint, error, ...input }: TextProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} labelHidden={labelHidden} hint={hint} error={error}>
      <input {...input} list={undefined} id={id} class="input" {...described(id, hint, error)} />
    </FieldFrame>
  );
}

/** Several lines of text with their label, hint and error. */
export function TextArea({ label, labelHidden, hint, error, ...input }: AreaProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} labelHidden={labelHidden} hint={hint} error={error}>
      <textarea {...input} id={id} class="input" {...described(id, hint, error)} />
    </FieldFrame>
  );
}

/** A choice from a list with its label, hint and error. */
export function SelectField({ label, labelHidden, hint, error, children, ...input }: SelectProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} labelHidden={labelHidden} hint={hint} error={error}>
      <select {...input} id={id} class="input" {...described(id, hint, error)}>
        {children}
      </select>
    </FieldFrame>
  );
}

function described(id: string, hint: ComponentChildren, error: string | undefined) {
  const ids = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter((name) => name !== '');
  return {
    'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined,
    'aria-invalid': error ? true : undefined,
  };
}

function FieldFrame({ id, label, labelHidden, hint, error, children }: Frame & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id} class={labelHidden ? 'hidden-text' : 'field-label'}>
        {label}
      </label>
      {children}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
