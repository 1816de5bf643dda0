import type { APIRequestContext } from '@playwright/test';
import type { Clip, Clips, Session } from '../../ui/api/schema.d.ts';

/** What the browser's own login may read. */
export async function get<T>(request: APIRequestContext, url: string): Promise<T> {
  const response = await request.get(url);
  if (!response.ok()) throw new Error(`GET ${url}: ${response.status()} ${await response.text()}`);
  return (await response.json()) as T;
}

/** The person's clips, newest first. */
export async function clipsOf(request: APIRequestContext, server: string): Promise<readonly Clip[]> {
  return (await get<Clips>(request, `${server}/api/v1/clips`)).clips ?? [];
}

/** Waits until the clip is stored and verified. */
export async function readyClip(request: APIRequestContext, server: string, id: string): Promise<Clip> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const clip = await get<Clip>(request, `${server}/api/v1/clips/${id}`);
    if (clip.state === 'ready') return clip;
    if (clip.state === 'failed' || Date.now() > deadline) throw new Error(`the clip is ${clip.state}: ${clip.reason}`);
    await new Promise((again) => setTimeout(again, 100));
  }
}

/** How long a session ran, by the server's clock. */
export function lengthOf(session: Session): number {
  return Date.parse(session.ended_at ?? '') - Date.parse(session.started_at ?? '');
}
