import type { ComponentChildren } from 'preact';
import { isGuest } from './guest';

/** What only members may do: guests don't see it. */
export function Members({ children }: { children: ComponentChildren }) {
  return isGuest() ? null : <>{children}</>;
}
