import { failureOf } from '../api/failure';
import { toast } from './announce';

/**
 * Lets something go on by itself, though nobody waits for it. What it throws is
 * told to the person, and reported as an uncaught error would be.
 */
export function background(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    toast(`Something did not work: ${failureOf(error).message}`, 'failed');
    reportError(error);
  });
}
