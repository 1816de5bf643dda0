import { useLayoutEffect, useRef } from 'preact/hooks';
import { Scope } from './scope';

/**
 * Runs `start` with a new scope when the component appears and whenever one of
 * `inputs` changes; the earlier scope is disposed of first, and the last with
 * the component. It starts before the browser paints: what can be seen can be
 * used.
 */
export function useScope(start: (scope: Scope) => void, inputs: readonly unknown[] = []): void {
  const latest = useRef(start);
  latest.current = start;
  useLayoutEffect(() => {
    const scope = new Scope();
    scope.guard(() => latest.current(scope));
    return () => scope.dispose();
  }, inputs as unknown[]);
}
