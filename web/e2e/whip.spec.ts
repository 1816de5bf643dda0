import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { readyClip } from './support/api.ts';
import { expectWhole } from './support/faults.ts';
import { program, Server } from './support/server.ts';
import { setStage } from './support/stage.ts';

const stage = setStage(() => Server.start());

test('a program over WHIP is recorded, and its owner’s page looks on', async ({}, info) => {
  const { server, voice, ada } = stage;
  const made = execFileSync(program, ['token', 'create', '--name', 'OBS', '--data', server.data], { encoding: 'utf8' });
  const token = /\S{30,}/.exec(made)?.[0] ?? '';
  // A browser's own WebRTC, driven as a WHIP client does.
  const speaker = await ada.context.newPage();
  await speaker.goto(server.url);
  const location = await speaker.evaluate(async (token) => {
    const audio = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    Object.assign(window, { spoken: audio.getTracks()[0] });
    const connection = new RTCPeerConnection();
    for (const track of audio.getTracks()) connection.addTransceiver(track, { direction: 'sendonly' });
    await connection.setLocalDescription();
    const response = await fetch('/whip?title=Over+WHIP', {
      method: 'POST',
      body: connection.localDescription?.sdp ?? '',
      headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${token}` },
    });
    await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
    return response.headers.get('Location') ?? '';
  }, token);
  const { page } = ada;
  await page.goto(`${server.url}/sessions/${location.split('/').at(-1)}`);
  await expect(page.getByText('A program speaks here over WHIP.')).toBeVisible();
  await expect(page.getByText('Recording you')).toBeVisible();
  await page.waitForTimeout(8000);
  await expect(page.getByRole('alert')).toBeHidden();
  const mute = (muted: boolean) =>
    speaker.evaluate((muted) => void ((window as unknown as { spoken: MediaStreamTrack }).spoken.enabled = !muted), muted);
  await mute(true);
  await expect(page.getByText('The program sends no sound at all.')).toBeVisible();
  await mute(false);
  await expect(page.getByRole('alert')).toBeHidden();
  await speaker.evaluate(([token, location]) => fetch(location ?? '', { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } }), [token, location]);
  await page.waitForURL(/\/clips\//);
  const clip = await readyClip(ada.context.request, server.url, page.url().split('/').at(-1) ?? '');
  expect(clip.title).toBe('Over WHIP');
  expect(clip.receipt?.verdict).toBe('complete');
  // A browser’s encoder settles in the first moments of a connection.
  await expectWhole(ada.context.request, server.url, clip, voice, info, [{ from_ms: 2000, to_ms: 8000 }]);
  expect(ada.complaints).toEqual([]);
});
