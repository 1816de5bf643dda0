import { answer, api } from './client';
import { everyPage } from './pages';
import type { Clip, DeletedClip } from './schema';

/** The most that the server puts into a page of clips. */
const fullPage = 200;

/** All of the person's clips, newest first. Throws a Failure. */
export async function listClips(signal: AbortSignal): Promise<Clip[]> {
  return everyPage(async (after) => {
    const { clips, next } = await answer(api.GET('/clips', { params: { query: { limit: fullPage, ...(after !== undefined && { after }) } }, signal }));
    return { items: clips, next };
  });
}

/** The person's newest clips, no more than `most`. Throws a Failure. */
export async function newestClips(most: number, signal: AbortSignal): Promise<Clip[]> {
  const { clips } = await answer(api.GET('/clips', { params: { query: { limit: most } }, signal }));
  return clips;
}

/** One clip. Throws a Failure. */
export async function getClip(id: string, signal: AbortSignal): Promise<Clip> {
  return answer(api.GET('/clips/{id}', { params: { path: { id } }, signal }));
}

/** Gives a clip another title. Throws a Failure. */
export async function renameClip(id: string, title: string): Promise<Clip> {
  return answer(api.PATCH('/clips/{id}', { params: { path: { id } }, body: { title } }));
}

/** Deletes a clip, here and in its store. Throws a Failure. */
export async function deleteClip(id: string): Promise<DeletedClip> {
  return answer(api.DELETE('/clips/{id}', { params: { path: { id } } }));
}
