import { Button } from '../lib/Button';
import { SelectField } from '../lib/Field';
import { BackIcon, ForwardIcon, PauseIcon, PlayIcon, VolumeIcon, VolumeOffIcon } from '../lib/icons';
import { clock } from '../lib/time';
import type { Playback } from './playback';
import { leapMs, stepMs } from './keys';
import { speeds } from './speeds';
import './Transport.css';

/** Play, pause, jumps, the clock, speed and volume. */
export function Transport({ playback }: { playback: Playback }) {
  const jump = (ms: number) => () => playback.perform({ do: 'seek', byMs: ms });
  return (
    <div class="transport">
      <p class="transport-time clock">
        <strong>{clock(playback.positionMs.value)}</strong>
        <span>
          <span class="hidden-text">of</span> {clock(playback.durationMs)}
        </span>
      </p>
      <div class="transport-keys">
        <Button kind="quiet" aria-label="Back 15 seconds" onClick={jump(-leapMs)}>
          <BackIcon /> 15
        </Button>
        <Button kind="quiet" aria-label="Back 5 seconds" onClick={jump(-stepMs)}>
          <BackIcon /> 5
        </Button>
        <PlayButton playback={playback} />
        <Button kind="quiet" aria-label="Forward 5 seconds" onClick={jump(stepMs)}>
          5 <ForwardIcon />
        </Button>
        <Button kind="quiet" aria-label="Forward 15 seconds" onClick={jump(leapMs)}>
          15 <ForwardIcon />
        </Button>
      </div>
      <div class="transport-more">
        <SelectField
          label="Speed"
          labelHidden
          value={String(playback.rate.value)}
          onChange={(event) => playback.setRate(Number(event.currentTarget.value))}
        >
          {speeds.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed} ×
            </option>
          ))}
        </SelectField>
        <Volume playback={playback} />
      </div>
    </div>
  );
}

function PlayButton({ playback }: { playback: Playback }) {
  const plays = playback.playing.value;
  return (
    <Button
      kind="primary"
      size="large"
      iconOnly
      aria-label={plays ? 'Pause' : 'Play'}
      data-waiting={(plays && playback.waiting.value) || undefined}
      onClick={() => playback.toggle()}
    >
      {plays ? <PauseIcon size={26} /> : <PlayIcon size={26} />}
    </Button>
  );
}

function Volume({ playback }: { playback: Playback }) {
  const muted = playback.muted.value;
  return (
    <div class="volume">
      <Button kind="quiet" iconOnly aria-label={muted ? 'Sound on' : 'Mute'} onClick={() => playback.toggleMute()}>
        {muted ? <VolumeOffIcon /> : <VolumeIcon />}
      </Button>
      <input
        type="range"
        aria-label="Volume"
        min={0}
        max={1}
        step={0.05}
        value={muted ? 0 : playback.volume.value}
        aria-valuetext={`${Math.round((muted ? 0 : playback.volume.value) * 100)} %`}
        onInput={(event) => playback.setVolume(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
