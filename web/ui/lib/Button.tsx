import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ComponentChildren, MouseEventHandler } from 'preact';
import './Button.css';

type Kind = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Look {
  /** How much it asks for attention; `secondary` unless told. One `primary` a view. */
  kind?: Kind;
  size?: 'normal' | 'large' | 'small';
  /** A picture alone: the label is for screen readers and becomes the tooltip. */
  iconOnly?: boolean;
  children?: ComponentChildren;
}

type ButtonProps = Look &
  Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof Look | 'class'> & {
    /** While an answer is awaited: it can't be pressed again and says so. */
    busy?: boolean;
  };

/** A button, of type `button` unless told otherwise. */
export function Button({ kind, size, iconOnly, busy = false, children, ...rest }: ButtonProps) {
  const press: MouseEventHandler<HTMLButtonElement> = (event) => {
    if (busy) event.preventDefault();
    else rest.onClick?.(event);
  };
  return (
    <button
      type="button"
      {...rest}
      {...tooltip(iconOnly, rest['aria-label'])}
      onClick={press}
      class={looks({ kind, size, iconOnly })}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
    >
      {children}
    </button>
  );
}

type LinkProps = Look & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Look | 'class' | 'role'> & { href: string };

/** A link that looks like a button, for going somewhere. */
export function ButtonLink({ kind, size, iconOnly, children, ...rest }: LinkProps) {
  return (
    <a {...rest} {...tooltip(iconOnly, rest['aria-label'])} class={looks({ kind, size, iconOnly })}>
      {children}
    </a>
  );
}

function looks({ kind = 'secondary', size = 'normal', iconOnly = false }: Look): string {
  return `button ${kind} ${size}${iconOnly ? ' icon-only' : ''}`;
}

function tooltip(iconOnly: boolean | undefined, label: unknown): { title?: string } {
  return iconOnly === true && typeof label === 'string' ? { title: label } : {};
}
