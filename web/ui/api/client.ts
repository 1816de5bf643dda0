import createClient from 'openapi-fetch';
import { failureFrom, failureOf } from './failure';
import type { paths } from './schema';

/** The server's API, typed from its own description. */
export const api = createClient<paths>({ baseUrl: '/api/v1' });

/** Waits for an answer of [api] and returns what it brought, or throws a Failure in words. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let result;
  try {
    result = await call;
  } catch (error) {
    throw failureOf(error);
  }
  if (!result.response.ok) throw failureFrom(result.response, result.error);
  return result.data as T;
}
