import { signal, type ReadonlySignal } from '@preact/signals';
import { failureOf, type Failure } from '../api/failure';
import { background } from './background';
import type { Scope } from './scope';

/** Something that is fetched: not yet there, there, or why not. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  /** `stale` says why it could not be fetched again; the value is the last one that came. */
  | { readonly state: 'ready'; readonly value: T; readonly stale?: Failure }
  | { readonly state: 'failed'; readonly failure: Failure };

/** A fetched value that can be fetched again. */
export interface Resource<T> {
  readonly loaded: ReadonlySignal<Loaded<T>>;
  /** Fetches again. What is shown stays until the answer is there. */
  reload(): Promise<void>;
  /** Puts in a value that is known already, such as the answer to a change. */
  put(value: T): void;
}

/** Fetches a value for as long as the scope lives. Only the newest answer counts. */
export function resource<T>(scope: Scope, load: (abort: AbortSignal) => Promise<T>): Resource<T> {
  const loaded = signal<Loaded<T>>({ state: 'loading' });
  let newest = 0;
  const reload = async (): Promise<void> => {
    const mine = ++newest;
    const counts = (): boolean => mine === newest && !scope.disposed;
    try {
      const value = await load(scope.signal);
      if (counts()) loaded.value = { state: 'ready', value };
    } catch (error) {
      if (counts()) loaded.value = afterFailure(loaded.value, failureOf(error));
    }
  };
  const put = (value: T): void => {
    newest++;
    loaded.value = { state: 'ready', value };
  };
  background(reload());
  return { loaded, reload, put };
}

/** A server that can't answer just now takes nothing away that was there; one that says no does. */
function afterFailure<T>(before: Loaded<T>, failure: Failure): Loaded<T> {
  const passing = failure.status === 0 || failure.status >= 500;
  if (before.state === 'ready' && passing) return { ...before, stale: failure };
  return { state: 'failed', failure };
}
