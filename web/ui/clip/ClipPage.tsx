import { useRef } from 'preact/hooks';
import type { Clip } from '../api/schema';
import { ButtonLink } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Members } from '../lib/Members';
import { NotFetched } from '../lib/NotFetched';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import type { Resource } from '../lib/resource';
import { Stale } from '../lib/Stale';
import { wasStopped } from '../lib/stops';
import { useOwned } from '../lib/useOwned';
import { reasonWords } from '../lib/words';
import { againAddress, isPlayable } from '../library/clips';
import { ClipFrame } from './ClipFrame';
import { Replay } from './Replay';
import { watchClip } from './watch';

/** Where a person hears a clip again. */
export function ClipPage({ id }: { id: string }) {
  const clip = useOwned((scope) => watchClip(scope, id));
  const { value: loaded } = clip.loaded;
  if (loaded.state === 'loading') return <Loading what="Fetching the clip …" />;
  if (loaded.state === 'ready') return <Found clip={loaded.value} resource={clip} />;
  if (loaded.failure.status === 404) return <NotThere />;
  return (
    <Page title="The clip can’t be shown" width="narrow">
      <NotFetched title="The clip could not be fetched." resource={clip} failure={loaded.failure}>
        The clip itself is kept.
      </NotFetched>
    </Page>
  );
}

function NotThere() {
  return (
    <Page
      title="No such clip"
      lead="It was deleted, or it belongs to somebody else: a clip can be heard only by the person who spoke."
      width="narrow"
    >
      <p>
        <ButtonLink kind="primary" href="/clips">
          Your clips
        </ButtonLink>
      </p>
    </Page>
  );
}

function Found({ clip, resource }: { clip: Clip; resource: Resource<Clip> }) {
  const at = useRef(0);
  return (
    <ClipFrame clip={clip} onChanged={(changed) => resource.put(changed)}>
      <Stale loaded={resource.loaded.value} />
      {clip.state === 'recording' && <StillRecording clip={clip} />}
      {clip.state === 'failed' && <NothingKept clip={clip} />}
      {/* A clip that was completed is another to hear, from where one was. */}
      {isPlayable(clip) && <Replay key={`${clip.duration_ms} ${clip.receipt?.backfilled_ms ?? 0}`} clip={clip} at={at} />}
      {clip.state === 'ready' && clip.duration_ms === 0 && (
        <Notice title="This clip is empty.">
          <p>The session ended before a sound could be recorded.</p>
        </Notice>
      )}
      {clip.state === 'storing' && clip.duration_ms === 0 && <Loading what="The recording is being closed …" />}
    </ClipFrame>
  );
}

function StillRecording({ clip }: { clip: Clip }) {
  if (wasStopped(clip.session_id)) {
    return (
      <Notice title="You have stopped this recording.">
        <p>The server has not confirmed it yet, and is told again and again. Nothing more of your voice goes there. The clip can be heard here as soon as it has.</p>
      </Notice>
    );
  }
  return (
    <Notice
      title="The session of this clip goes on."
      actions={
        <ButtonLink kind="primary" href={`/sessions/${clip.session_id}`}>
          Go to the session
        </ButtonLink>
      }
    >
      <p>What you say there is recorded. The clip can be heard here as soon as the session ends.</p>
    </Notice>
  );
}

function NothingKept({ clip }: { clip: Clip }) {
  return (
    <Notice
      kind="failed"
      title="This recording failed."
      actions={
        <Members>
          <ButtonLink href={againAddress(clip)}>Practise this question again</ButtonLink>
        </Members>
      }
    >
      <p>{reasonWords(clip)}</p>
    </Notice>
  );
}
