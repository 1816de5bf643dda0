import type { Clip } from '../api/schema';
import { copiesHere } from '../copy/here';
import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { Button, ButtonLink } from '../lib/Button';
import { DownloadIcon, LinkIcon } from '../lib/icons';
import { clock } from '../lib/time';
import { awaited } from '../library/awaited';
import { downloadAddress } from '../library/clips';
import { PartNote } from '../library/PartNote';
import { momentHash } from './moment';
import type { Playback } from './playback';
import './Details.css';

/** Taking the clip, or a moment of it, elsewhere. */
export function Details({ clip, playback }: { clip: Clip; playback: Playback }) {
  const at = playback.positionMs.value;
  return (
    <section class="aside" aria-labelledby="keep">
      <h2 id="keep">Take it with you</h2>
      {awaited(clip, copiesHere.value) !== '' && <PartNote />}
      <div class="keep">
        {clip.links.audio_ogg !== '' && (
          <ButtonLink href={downloadAddress(clip.links.audio_ogg)} download>
            <DownloadIcon /> Ogg, as recorded
          </ButtonLink>
        )}
        <ButtonLink href={downloadAddress(clip.links.audio_wav)} download>
          <DownloadIcon /> WAV
        </ButtonLink>
        <Button onClick={() => background(copyMoment(at))}>
          <LinkIcon /> Link to <span class="clock">{clock(at)}</span>
        </Button>
      </div>
    </section>
  );
}

async function copyMoment(ms: number): Promise<void> {
  const link = location.origin + location.pathname + momentHash(ms);
  try {
    await navigator.clipboard.writeText(link);
    toast(`The link to ${clock(ms)} is copied. It opens for you alone.`);
  } catch {
    // Without permission, or without https: show it, to copy by hand.
    history.replaceState(null, '', momentHash(ms));
    toast(`This page’s address now leads to ${clock(ms)}. Copy it from the address bar.`);
  }
}
