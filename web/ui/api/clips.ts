import { answer, api } from './client';
import type { Clip, DeletedClip } from './schema';

/** The person's clips, newest first. Throws a Failure. */
export async function listClips(signal: AbortSignal): Promise<Clip[]> {
  const { clips } = await answer(api.GET('/clips', { signal }));
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
