import { Button } from '../lib/Button';
import { CloseIcon, PauseIcon, PlayIcon } from '../lib/icons';
import { clock, speakTime } from '../lib/time';
import type { Player } from './player';
import './MiniPlayer.css';

/** Stands at the foot of the page while a clip of the list is in the player. */
export function MiniPlayer({ player }: { player: Player }) {
  const clip = player.clip.value;
  if (!clip) return null;
  const plays = player.playing.value;
  const at = Math.min(player.positionMs.value, clip.duration_ms);
  return (
    <section class="mini-player" aria-label="Player">
      <Button kind="primary" iconOnly aria-label={plays ? 'Pause' : 'Play'} onClick={() => player.toggle(clip)}>
        {plays ? <PauseIcon /> : <PlayIcon />}
      </Button>
      <div class="mini-player-middle">
        <a class="mini-player-title" href={`/clips/${clip.id}`}>
          {clip.title}
        </a>
        {player.trouble.value !== '' ? (
          <p class="mini-player-trouble" role="alert">
            {player.trouble.value}
          </p>
        ) : (
          <input
            type="range"
            aria-label="Position"
            min={0}
            max={clip.duration_ms}
            step={1000}
            value={at}
            aria-valuetext={`${speakTime(at)} of ${speakTime(clip.duration_ms)}`}
            onInput={(event) => player.seek(event.currentTarget.valueAsNumber)}
          />
        )}
      </div>
      <p class="mini-player-time clock">
        {clock(at)} <span>/ {clock(clip.duration_ms)}</span>
      </p>
      <Button kind="quiet" iconOnly aria-label="Close the player" onClick={() => player.close()}>
        <CloseIcon />
      </Button>
    </section>
  );
}
