import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Clip } from '../api/schema';
import { copiesHere } from '../copy/here';
import { Badge } from '../lib/Badge';
import { ButtonLink } from '../lib/Button';
import { RepeatIcon } from '../lib/icons';
import { Page } from '../lib/Page';
import { Members } from '../lib/Members';
import { go } from '../lib/router';
import { day } from '../lib/time';
import { sourceWords } from '../lib/words';
import { ClipMenu } from '../library/ClipMenu';
import { againAddress, isPlayable } from '../library/clips';
import { DeleteDialog } from '../library/DeleteDialog';
import { RenameForm } from '../library/RenameForm';
import { stateWords } from '../library/state';
import './ClipFrame.css';

interface FrameProps {
  clip: Clip;
  onChanged: (clip: Clip) => void;
  children: ComponentChildren;
}

/** What every clip has, in whatever state: title, facts, and what can be done with it. */
export function ClipFrame({ clip, onChanged, children }: FrameProps) {
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  return (
    <Page
      title={clip.title}
      editing={renaming && <RenameForm clip={clip} onRenamed={onChanged} onEnd={() => setRenaming(false)} />}
      above={
        <a class="clip-back" href="/clips">
          ← Your clips
        </a>
      }
      lead={<Facts clip={clip} />}
      actions={
        <>
          {isPlayable(clip) && clip.question.prompt !== '' && (
            <Members>
              <ButtonLink href={againAddress(clip)}>
                <RepeatIcon /> Practise again
              </ButtonLink>
            </Members>
          )}
          <ClipMenu clip={clip} label="More for this clip" onRename={() => setRenaming(true)} onDelete={() => setDeleting(true)} />
        </>
      }
    >
      {children}
      <DeleteDialog clip={deleting ? clip : undefined} onClose={() => setDeleting(false)} onDeleted={() => go('/clips', { replace: true })} />
    </Page>
  );
}

function Facts({ clip }: { clip: Clip }) {
  const { word, kind } = stateWords(clip, copiesHere.value);
  return (
    <p class="clip-facts">
      <span>{sourceWords(clip)}</span>
      <time dateTime={clip.created_at}>{day(clip.created_at)}</time>
      <span>{clip.kind === 'solo' ? 'Alone' : 'With a peer'}</span>
      <span role="status">
        <Badge kind={kind}>{word}</Badge>
      </span>
    </p>
  );
}
