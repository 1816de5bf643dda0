import type { ComponentChildren } from 'preact';
import './Notice.css';

interface NoticeProps {
  kind?: 'empty' | 'info' | 'failed';
  title: string;
  children?: ComponentChildren;
  /** Buttons or links: what to do now. */
  actions?: ComponentChildren;
  /** A picture above the title. */
  picture?: ComponentChildren;
}

/** Says what is (not) here, why, and what to do. A failure is spoken at once. */
export function Notice({ kind = 'info', title, children, actions, picture }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === 'failed' ? 'alert' : undefined}>
      {picture}
      <p class="notice-title">{title}</p>
      {children && <div class="notice-text">{children}</div>}
      {actions && <div class="notice-actions">{actions}</div>}
    </div>
  );
}
