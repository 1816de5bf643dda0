import type { ComponentChildren } from 'preact';
import './Card.css';

/** A surface that holds one thing together. */
export function Card({ children, padding = 'normal' }: { children: ComponentChildren; padding?: 'normal' | 'none' }) {
  return <div class={`card padding-${padding}`}>{children}</div>;
}
