import { answer, api } from '../api/client';
import type { Format, Questions } from '../api/schema';

/** What one can choose from when a session is made. */
export interface Offer extends Questions {
  readonly formats: Format[];
}

/** Fetches what one can choose from. Throws a Failure. */
export async function loadOffer(signal: AbortSignal): Promise<Offer> {
  const [{ formats }, bank] = await Promise.all([answer(api.GET('/formats', { signal })), answer(api.GET('/questions', { signal }))]);
  return { formats, ...bank };
}
