import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { takeFocusWish } from './router';
import './Page.css';

interface PageProps {
  /** The heading, and the tab's title unless `tab` is given. */
  title: string;
  tab?: string;
  /** Stands in place of the heading while that is being changed; screen readers keep the heading. */
  editing?: ComponentChildren;
  /** A line above the heading. */
  above?: ComponentChildren;
  /** A sentence below the heading. */
  lead?: ComponentChildren;
  /** Buttons beside the heading. */
  actions?: ComponentChildren;
  width?: 'normal' | 'narrow';
  children?: ComponentChildren;
}

/** The content of a page: one heading, which takes the focus when the person comes from another page. */
export function Page({ title, tab, editing, above, lead, actions, width = 'normal', children }: PageProps) {
  const h1 = useRef<HTMLHeadingElement>(null);
  const tabTitle = tab ?? title;
  useEffect(() => {
    document.title = tabTitle === 'Practice' ? tabTitle : `${tabTitle} · Practice`;
  }, [tabTitle]);
  useEffect(() => {
    if (takeFocusWish()) h1.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class={`page ${width}`}>
      <header class="page-head">
        <div class="page-title">
          {above}
          <h1 ref={h1} tabIndex={-1} class={editing ? 'hidden-text' : undefined}>
            {title}
          </h1>
          {editing}
          {lead && <div class="page-lead">{lead}</div>}
        </div>
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
