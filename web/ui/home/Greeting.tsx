import { answer, api } from '../api/client';
import { newestClips } from '../api/clips';
import type { Session, User } from '../api/schema';
import { ButtonLink } from '../lib/Button';
import { GuestNotice } from '../lib/GuestNotice';
import { ArrowIcon, MicIcon, PeopleIcon } from '../lib/icons';
import { Loading } from '../lib/Loading';
import { NotFetched } from '../lib/NotFetched';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { resource } from '../lib/resource';
import { wasStopped } from '../lib/stops';
import { greeting } from '../lib/time';
import { useOwned } from '../lib/useOwned';
import { ClipList } from '../library/ClipList';
import { watchClips } from '../library/clips';
import { Player } from '../library/player';
import { openSession } from './sessions';
import './Greeting.css';

const recent = 4;

/** The first page of somebody who is signed in. */
export function Greeting({ user }: { user: User }) {
  const { sessions, clips, player } = useOwned((scope) => ({
    sessions: resource(scope, async (signal) => (await answer(api.GET('/sessions', { params: { query: { limit: 5 } }, signal }))).sessions),
    // One more than is shown says whether there are more.
    clips: watchClips(scope, (signal) => newestClips(recent + 1, signal)),
    player: new Player(scope),
  }));
  const name = user.name === '' ? '' : `, ${user.name}`;
  const { value: known } = sessions.loaded;
  const open = known.state === 'ready' ? openSession(known.value.filter(({ id }) => !wasStopped(id)), new Date()) : undefined;
  return (
    <Page title={`${greeting(new Date().getHours())}${name}`} tab="Practice" lead="Say it aloud today. Hear it as others do.">
      {open && <GoBack session={open} />}
      {user.guest ? <GuestNotice /> : <Begin />}
      <section class="recent" aria-labelledby="recent">
        <div class="recent-head">
          <h2 id="recent">Recent clips</h2>
          {clips.loaded.value.state === 'ready' && clips.loaded.value.value.length > recent && <a href="/clips">All clips</a>}
        </div>
        <Recent clips={clips} player={player} />
      </section>
    </Page>
  );
}

/** The two ways to begin. */
function Begin() {
  return (
    <div class="begin">
      <a class="begin-card" href="/new?kind=solo">
        <span class="begin-picture">
          <MicIcon size={28} />
        </span>
        <span class="begin-title">Practise alone</span>
        <span class="begin-text">A question, a clock and you. Two minutes are enough.</span>
        <span class="begin-arrow">
          <ArrowIcon size={24} />
        </span>
      </a>
      <a class="begin-card" href="/new?kind=paired">
        <span class="begin-picture">
          <PeopleIcon size={28} />
        </span>
        <span class="begin-title">Practise with a peer</span>
        <span class="begin-text">Send a link. Hear each other, on one clock, and swap roles.</span>
        <span class="begin-arrow">
          <ArrowIcon size={24} />
        </span>
      </a>
    </div>
  );
}

function GoBack({ session }: { session: Session }) {
  const running = session.state === 'running';
  return (
    <div class="go-back">
      <p>
        <strong>{running ? 'A session is running' : 'A session is waiting for you'}</strong>
        <span>
          {session.format.name}, {session.kind === 'solo' ? 'alone' : 'with a peer'}
        </span>
      </p>
      <ButtonLink kind={running ? 'primary' : 'secondary'} href={`/sessions/${session.id}`}>
        Go back to it
      </ButtonLink>
    </div>
  );
}

function Recent({ clips, player }: { clips: ReturnType<typeof watchClips>; player: Player }) {
  const { value: loaded } = clips.loaded;
  if (loaded.state === 'loading') return <Loading what="Fetching your clips …" />;
  if (loaded.state === 'failed') {
    return (
      <NotFetched title="Your clips can’t be shown right now." resource={clips} failure={loaded.failure}>
        Nothing was lost.
      </NotFetched>
    );
  }
  if (loaded.value.length === 0) {
    return (
      <Notice kind="empty" title="Here your voice will be">
        <p>After your first session, the recording stands here within seconds. Only you can hear it.</p>
      </Notice>
    );
  }
  return <ClipList clips={loaded.value.slice(0, recent)} all={clips} player={player} />;
}
