import { failureFrom, unreachable, Failure } from '../api/failure';
import type { Clip } from '../api/schema';
import type { Scope } from '../lib/scope';

/** The title that a file gets: its name without what says the type. */
export function titleOf(name: string): string {
  const title = name.replace(/\.[a-z0-9]{1,5}$/i, '').replaceAll('_', ' ').trim();
  return title === '' ? 'Old recording' : title;
}

/** The address to send a file to. A date that lies ahead is a wrong one: without any, the recording is of today. */
export function importAddress({ name, lastModified }: Pick<File, 'name' | 'lastModified'>): string {
  const query = new URLSearchParams({ title: titleOf(name) });
  if (lastModified <= Date.now()) query.set('recorded_at', new Date(lastModified).toISOString());
  return `/api/v1/clips?${query.toString()}`;
}

/** Sends a file, telling how much of it has gone, from 0 to 1. Throws a Failure. */
export function upload(scope: Scope, file: File, progress: (share: number) => void): Promise<Clip> {
  return new Promise((done, fail) => {
    // fetch does not tell how much of a body has gone.
    const request = new XMLHttpRequest();
    request.open('POST', importAddress(file));
    // The server finds out from the content; browsers go by the name.
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total > 0 ? loaded / total : 0));
    request.addEventListener('error', () => fail(new Failure(0, unreachable)));
    request.addEventListener('abort', () => fail(new Failure(0, 'The recording was not sent: the page was left before.')));
    request.addEventListener('load', () => {
      if (request.status === 201) done(request.response as Clip);
      else fail(failureFrom(new Response(null, { status: request.status }), request.response));
    });
    scope.own(() => request.abort());
    request.send(file);
  });
}
