/** Undoes something. */
export type Dispose = () => void;

/** Calls each of some disposers, whatever one of them throws; what was thrown is reported after the last. */
function disposeOf(owned: readonly Dispose[]): void {
  const errors: unknown[] = [];
  for (const dispose of owned) {
    try {
      dispose();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) reportError(new AggregateError(errors, `${errors.length} of ${owned.length} disposers failed`));
  else if (errors.length > 0) reportError(errors[0]);
}

/**
 * Owns listeners, timers and whatever else must end with a page or a part of
 * it. Disposing of a scope disposes of its children first, then of what it
 * owns, last owned first. A scope that was disposed of disposes at once of
 * what is given to it, so that a late answer leaks nothing. A disposer that
 * throws keeps no other from running: what it threw is reported, as an uncaught
 * error would be.
 */
export class Scope {
  readonly #abort = new AbortController();
  #owned: Dispose[] = [];

  /** Aborts when the scope is disposed of; for fetch and listeners. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether the scope was disposed of. */
  get disposed(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Owns a disposer; the returned function disposes of it early. */
  own(dispose: Dispose): Dispose {
    if (this.disposed) {
      disposeOf([dispose]);
      return () => {};
    }
    this.#owned.push(dispose);
    return () => {
      const at = this.#owned.indexOf(dispose);
      if (at < 0) return;
      this.#owned.splice(at, 1);
      disposeOf([dispose]);
    };
  }

  /** Makes something that owns parts of itself here: when that fails half-way, what was made is disposed of. */
  guard<T>(make: () => T): T {
    try {
      return make();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** A scope that ends with this one, or earlier. */
  child(): Scope {
    const child = new Scope();
    const release = this.own(() => child.dispose());
    child.own(release);
    return child;
  }

  /** Listens to a target's events. */
  listen<E extends Event = Event>(
    target: EventTarget,
    type: string,
    listener: (event: E) => void,
    options: AddEventListenerOptions = {},
  ): Dispose {
    const handler = listener as EventListener;
    target.addEventListener(type, handler, options);
    return this.own(() => target.removeEventListener(type, handler, options));
  }

  /** Calls once after some milliseconds. */
  after(ms: number, call: () => void): Dispose {
    let release: Dispose = () => {};
    const timer = setTimeout(() => {
      release();
      call();
    }, ms);
    release = this.own(() => clearTimeout(timer));
    return release;
  }

  /** Calls again and again, some milliseconds apart. */
  every(ms: number, call: () => void): Dispose {
    const timer = setInterval(call, ms);
    return this.own(() => clearInterval(timer));
  }

  /** Calls before each frame that is painted, with the frame's time. */
  eachFrame(call: (now: number) => void): Dispose {
    let frame = 0;
    const step = (now: number): void => {
      frame = requestAnimationFrame(step);
      call(now);
    };
    frame = requestAnimationFrame(step);
    return this.own(() => cancelAnimationFrame(frame));
  }

  /** Ends everything owned. A second call does nothing. */
  dispose(): void {
    if (this.disposed) return;
    this.#abort.abort();
    const owned = this.#owned;
    this.#owned = [];
    disposeOf(owned.reverse());
  }
}
