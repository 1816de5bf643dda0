import { useState } from 'preact/hooks';
import type { Clip } from '../api/schema';
import { copiesHere } from '../copy/here';
import { Badge } from '../lib/Badge';
import { Button } from '../lib/Button';
import { PauseIcon, PlayIcon } from '../lib/icons';
import { clock, day, speakTime } from '../lib/time';
import { WaveThumb } from '../lib/WaveThumb';
import { reasonWords, sourceWords } from '../lib/words';
import { ClipMenu } from './ClipMenu';
import { awaitedWords } from './awaited';
import { isPlayable } from './clips';
import type { Player } from './player';
import { RenameForm } from './RenameForm';
import { stateWords } from './state';
import './ClipRow.css';

interface RowProps {
  clip: Clip;
  player: Player;
  onRenamed: (clip: Clip) => void;
  onDelete: (clip: Clip) => void;
}

/** A clip in a list: hear it, open it, rename, download or delete it. */
export function ClipRow({ clip, player, onRenamed, onDelete }: RowProps) {
  const [renaming, setRenaming] = useState(false);
  return (
    <li class={`clip-row ${clip.state}`}>
      <PlayButton clip={clip} player={player} />
      <RowWave clip={clip} player={player} />
      <div class="clip-row-text">
        {renaming ? (
          <RenameForm clip={clip} onRenamed={onRenamed} onEnd={() => setRenaming(false)} />
        ) : (
          <h3>
            <a href={`/clips/${clip.id}`}>{clip.title}</a>
          </h3>
        )}
        <Facts clip={clip} />
      </div>
      <ClipMenu clip={clip} label={`More for: ${clip.title}`} opens onRename={() => setRenaming(true)} onDelete={() => onDelete(clip)} />
    </li>
  );
}

function PlayButton({ clip, player }: { clip: Clip; player: Player }) {
  if (!isPlayable(clip)) return <span class="clip-row-noplay" />;
  const plays = player.clip.value?.id === clip.id && player.playing.value;
  return (
    <Button
      iconOnly
      kind={plays ? 'primary' : 'secondary'}
      aria-label={`${plays ? 'Pause' : 'Play'}: ${clip.title}`}
      onClick={() => player.toggle(clip)}
    >
      {plays ? <PauseIcon /> : <PlayIcon />}
    </Button>
  );
}

function RowWave({ clip, player }: { clip: Clip; player: Player }) {
  const here = player.clip.value?.id === clip.id;
  const progress = here && clip.duration_ms > 0 ? player.positionMs.value / clip.duration_ms : 0;
  return (
    <span class="clip-row-wave">
      <WaveThumb peaks={clip.peaks} progress={progress} />
    </span>
  );
}

function Facts({ clip }: { clip: Clip }) {
  const { word, kind } = stateWords(clip, copiesHere.value);
  const awaited = awaitedWords(clip, copiesHere.value);
  const retitled = clip.title !== clip.question.prompt && clip.question.prompt !== '';
  return (
    <>
      {retitled && <p class="clip-row-question">{clip.question.prompt}</p>}
      <p class="clip-row-facts">
        {clip.duration_ms > 0 && (
          <span class="clock">
            <span aria-hidden="true">{clock(clip.duration_ms)}</span>
            <span class="hidden-text">{speakTime(clip.duration_ms)}</span>
          </span>
        )}
        <span>{sourceWords(clip)}</span>
        <time dateTime={clip.created_at}>{day(clip.created_at)}</time>
        <Badge kind={kind}>{word}</Badge>
      </p>
      {!clip.completing && awaited !== '' && <p class="clip-row-reason">{awaited}</p>}
      {clip.reason !== '' && <p class="clip-row-reason">{reasonWords(clip)}</p>}
      {clip.state === 'recording' && (
        <p class="clip-row-reason">
          <a href={`/sessions/${clip.session_id}`}>Go to the session</a>
        </p>
      )}
    </>
  );
}
