import type { Clip } from '../api/schema';
import { copiesHere } from '../copy/here';
import { Button, ButtonLink } from '../lib/Button';
import { ArrowIcon, DownloadIcon, MoreIcon, PencilIcon, TrashIcon } from '../lib/icons';
import { Menu } from '../lib/Menu';
import { awaited } from './awaited';
import { downloadAddress, isPlayable } from './clips';
import { PartNote } from './PartNote';

interface ClipMenuProps {
  clip: Clip;
  /** What a screen reader calls the button. */
  label: string;
  /** Offers to open the clip's page, where one is not there yet. */
  opens?: boolean;
  onRename: () => void;
  onDelete: () => void;
}

/** What can be done with a clip besides hearing it. */
export function ClipMenu({ clip, label, opens = false, onRename, onDelete }: ClipMenuProps) {
  const playable = isPlayable(clip);
  return (
    <Menu label={label} button={<MoreIcon />}>
      {opens && (
        <ButtonLink kind="quiet" href={`/clips/${clip.id}`}>
          <ArrowIcon /> Open
        </ButtonLink>
      )}
      <Button kind="quiet" onClick={onRename}>
        <PencilIcon /> Rename
      </Button>
      {playable && awaited(clip, copiesHere.value) !== '' && <PartNote />}
      {playable && clip.links.audio_ogg !== '' && (
        <ButtonLink kind="quiet" href={downloadAddress(clip.links.audio_ogg)} download>
          <DownloadIcon /> Download Ogg
        </ButtonLink>
      )}
      {playable && (
        <ButtonLink kind="quiet" href={downloadAddress(clip.links.audio_wav)} download>
          <DownloadIcon /> Download WAV
        </ButtonLink>
      )}
      <Button kind="quiet" onClick={onDelete}>
        <TrashIcon /> Delete …
      </Button>
    </Menu>
  );
}
