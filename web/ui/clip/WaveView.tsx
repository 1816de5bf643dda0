import { useRef, useState } from 'preact/hooks';
import WaveSurfer from 'wavesurfer.js';
import type { Clip } from '../api/schema';
import { theme } from '../lib/themeChoice';
import { speakTime } from '../lib/time';
import { useScope } from '../lib/useScope';
import { WaveThumb } from '../lib/WaveThumb';
import { adoptStyle } from './adoptStyle';
import { Hover } from './Hover';
import { loadWaveform } from './loadWaveform';
import type { Playback } from './playback';
import { fitWaveform, type Waveform } from './waveform';
import './WaveView.css';

/** The big picture of the voice. It is a slider: the native one lies over it, unseen. */
export function WaveView({ clip, playback }: { clip: Clip; playback: Playback }) {
  const { durationMs } = playback;
  const position = playback.positionMs.value;
  const share = (ms: number): string => `${(Math.min(ms, durationMs) / durationMs) * 100}%`;
  const second = Math.floor(position / 1000) * 1000;
  return (
    <div class="wave">
      <Picture clip={clip} playback={playback} />
      {clip.receipt?.gaps.filter((gap) => !gap.backfilled).map((gap) => (
        <i key={gap.at_ms} class="wave-gap" style={{ left: share(gap.at_ms), width: share(gap.duration_ms) }} />
      ))}
      <i class="wave-head" style={{ left: share(position) }} />
      <Hover durationMs={durationMs} />
      <input
        class="wave-slider"
        data-position
        type="range"
        aria-label="Position"
        aria-valuetext={`${speakTime(second)} of ${speakTime(durationMs)}`}
        min={0}
        max={durationMs}
        step={1}
        value={position}
        onInput={(event) => playback.seek(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

function Picture({ clip, playback }: { clip: Clip; playback: Playback }) {
  const host = useRef<HTMLDivElement>(null);
  const waveform = useWaveform(clip);
  const scheme = theme.value;
  useScope(
    (scope) => {
      const place = host.current;
      if (!place || !waveform) return;
      const container = document.createElement('div');
      container.className = 'wave-canvas';
      const wave = WaveSurfer.create({
        container,
        media: playback.audio,
        peaks: [fitWaveform(waveform, playback.durationMs)],
        duration: playback.durationMs / 1000,
        height: 'auto',
        normalize: true,
        barWidth: 3,
        barGap: 2,
        barRadius: 3,
        barMinHeight: 2,
        cursorWidth: 0,
        interact: false,
        hideScrollbar: true,
        ...colours(place),
      });
      adoptStyle(wave.getWrapper().getRootNode());
      place.append(container);
      scope.own(() => {
        wave.destroy();
        container.remove();
      });
      const repaint = (): void => wave.setOptions(colours(place));
      scope.listen(matchMedia('(prefers-color-scheme: dark)'), 'change', repaint);
    },
    [waveform, playback, scheme],
  );
  return (
    <div class="wave-picture" ref={host} aria-hidden="true">
      {!waveform && <WaveThumb peaks={clip.peaks} />}
    </div>
  );
}

/** The clip's waveform. The server has made it when it shows the small one. */
function useWaveform(clip: Clip): Waveform | undefined {
  const [waveform, setWaveform] = useState<Waveform>();
  const made = clip.peaks.length > 0;
  useScope(
    (scope) => {
      if (made) loadWaveform(scope, clip.links.waveform, setWaveform);
    },
    [made, clip.links.waveform],
  );
  return waveform;
}

/** A canvas knows no custom properties: the colours as the browser has worked them out. */
function colours(container: Element): { waveColor: string; progressColor: string } {
  const probe = container.parentElement ?? container;
  const style = getComputedStyle(probe);
  return { waveColor: style.getPropertyValue('border-top-color'), progressColor: style.getPropertyValue('border-bottom-color') };
}
