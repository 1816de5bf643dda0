/**
 * Why a request had no success, in words for people. Status 0 means that the
 * server could not be reached.
 */
export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** In how many milliseconds to ask again, when the server said so. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** What to say when no answer came at all. */
export const unreachable = 'The server could not be reached. Check that it is running and that you are online, then try again.';

/** Makes a failure of anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  // fetch throws a TypeError when there is no connection.
  if (error instanceof TypeError) return new Failure(0, unreachable);
  return new Failure(0, error instanceof Error ? error.message : String(error));
}

/** Makes a failure of an answer: the problem document's words, or plain ones. */
export function failureFrom(response: Response, body: unknown): Failure {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  return new Failure(response.status, wordsOf(response.status, body), retryAfterMs);
}

function wordsOf(status: number, body: unknown): string {
  if (typeof body === 'object' && body !== null) {
    const { detail, title } = body as { detail?: unknown; title?: unknown };
    if (typeof detail === 'string' && detail !== '') return detail;
    if (typeof title === 'string' && title !== '') return `${title}.`;
  }
  return `The server answered with status ${status} and no explanation. Its log may say more.`;
}
