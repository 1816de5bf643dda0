import type { ComponentChildren } from 'preact';
import './Badge.css';

/** A word or two on the state of something. `live` is for what is being recorded, and nothing else. */
export function Badge({ kind = 'plain', children }: { kind?: 'plain' | 'accent' | 'good' | 'danger' | 'live'; children: ComponentChildren }) {
  return <span class={`badge ${kind}`}>{children}</span>;
}
