import { signal } from '@preact/signals';
import { failureOf } from '../api/failure';
import { me, signOut, tellLeaving } from '../api/me';
import type { Held } from '../copy/held';
import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { go } from '../lib/router';
import type { Scope } from '../lib/scope';

const look_ms = 500;

/** What becomes of the copies that the server does not have yet. */
export type Copies = 'send' | 'keep' | 'delete';

/** Where signing out stands: nobody wants to, the person is asked, or what was chosen is being done. */
export type Step =
  | { readonly at: 'no' }
  | { readonly at: 'asking'; readonly held: Held }
  | { readonly at: 'sending'; readonly held: Held }
  | { readonly at: 'leaving' };

const goodbye: Readonly<Record<Copies, string>> = {
  send: 'You are signed out. Your clips are kept, and nothing of your voice is left in this browser.',
  keep: 'You are signed out. Your clips are kept; what was not sent yet waits in this browser until you are back.',
  delete: 'You are signed out. Your clips are kept; the copies in this browser are deleted.',
};

/** Signing out, with what this browser still holds of the person's voice. */
export class SignOut {
  readonly step = signal<Step>({ at: 'no' });
  #life: Scope | undefined;

  constructor(private readonly scope: Scope) {}

  /** Asks what to do with what is held; signs out at once where that is nothing. */
  async begin(): Promise<void> {
    const held = await this.#held();
    if (held.recordings === 0) await this.#leave('send');
    else this.step.value = { at: 'asking', held };
  }

  /** The person stays. What is being sent goes on. */
  cancel(): void {
    this.#life?.dispose();
    this.step.value = { at: 'no' };
  }

  /** Does with the copies what was chosen, and signs out. What is being recorded in any tab ends first. */
  async confirm(copies: Copies): Promise<void> {
    tellLeaving();
    if (copies === 'send') {
      this.#watch();
      return;
    }
    this.#life?.dispose();
    if (copies === 'delete') await (await import('../copy/held')).discardCopies(userID());
    await this.#leave(copies);
  }

  /** Waits until nothing is left to be sent. */
  #watch(): void {
    this.#life?.dispose();
    const life = this.scope.child();
    this.#life = life;
    const look = async (): Promise<void> => {
      const held = await this.#held();
      if (life.disposed) return;
      this.step.value = { at: 'sending', held };
      if (held.recordings > 0) return;
      life.dispose();
      await this.#leave('send');
    };
    life.every(look_ms, () => background(look()));
    background(look());
  }

  async #held(): Promise<Held> {
    return (await import('../copy/held')).heldOf(userID());
  }

  async #leave(copies: Copies): Promise<void> {
    this.step.value = { at: 'leaving' };
    try {
      await signOut();
      go('/');
      toast(goodbye[copies]);
    } catch (error) {
      toast(failureOf(error).message, 'failed');
    }
    this.step.value = { at: 'no' };
  }
}

function userID(): string {
  const current = me.peek();
  return current.state === 'known' ? current.user.id : '';
}
