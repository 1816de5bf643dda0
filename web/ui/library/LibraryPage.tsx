import { background } from '../lib/background';
import { ButtonLink } from '../lib/Button';
import { isGuest } from '../lib/guest';
import { GuestNotice } from '../lib/GuestNotice';
import { Loading } from '../lib/Loading';
import { Members } from '../lib/Members';
import { NotFetched } from '../lib/NotFetched';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { useOwned } from '../lib/useOwned';
import { AddRecording } from './AddRecording';
import { ClipList } from './ClipList';
import { watchClips } from './clips';
import { Player } from './player';
import { StorageNote } from './StorageNote';
import './LibraryPage.css';

/** All clips of the person, newest first. */
export function LibraryPage() {
  const { clips, player } = useOwned((scope) => ({ clips: watchClips(scope), player: new Player(scope) }));
  const { value: loaded } = clips.loaded;
  return (
    <Page
      title="Your clips"
      lead="Only you can hear them."
      actions={
        loaded.state === 'ready' &&
        loaded.value.length > 0 && (
          <Members>
            <AddRecording onAdded={() => background(clips.reload())} />
            <ButtonLink kind="primary" href="/new">
              Practise
            </ButtonLink>
          </Members>
        )
      }
    >
      {loaded.state === 'loading' && <Loading what="Fetching your clips …" />}
      {loaded.state === 'failed' && (
        <NotFetched title="Your clips can’t be shown right now." resource={clips} failure={loaded.failure}>
          Nothing was lost.
        </NotFetched>
      )}
      {loaded.state === 'ready' && isGuest() && <GuestNotice />}
      {loaded.state === 'ready' && loaded.value.length === 0 && <NoClips onAdded={() => background(clips.reload())} />}
      {loaded.state === 'ready' && loaded.value.length > 0 && (
        <>
          <h2 class="hidden-text">All clips, newest first</h2>
          <ClipList clips={loaded.value} all={clips} player={player} />
          <StorageNote key={loaded.value.length} />
        </>
      )}
    </Page>
  );
}

/** What to do when there is no clip yet. */
function NoClips({ onAdded }: { onAdded: () => void }) {
  if (isGuest()) {
    return (
      <Notice kind="empty" title="No clips yet">
        <p>What you say as a candidate stands here, within seconds after the session.</p>
      </Notice>
    );
  }
  return (
    <Notice
      kind="empty"
      title="No clips yet"
      actions={
        <>
          <ButtonLink kind="primary" href="/new?kind=solo">
            Record your first answer
          </ButtonLink>
          <AddRecording onAdded={onAdded} />
        </>
      }
    >
      <p>Answer one question aloud. A minute and a half is enough. Then hear how it sounds from the outside. If you have an old recording, WAV or Ogg Opus, add it.</p>
    </Notice>
  );
}
