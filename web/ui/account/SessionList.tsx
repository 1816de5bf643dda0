import { useState } from 'preact/hooks';
import { listSessions } from '../api/sessions';
import type { Session, User } from '../api/schema';
import { Button } from '../lib/Button';
import { TrashIcon } from '../lib/icons';
import { Loading } from '../lib/Loading';
import { NotFetched } from '../lib/NotFetched';
import { resource } from '../lib/resource';
import { day } from '../lib/time';
import { useOwned } from '../lib/useOwned';
import { DeleteSession } from './DeleteSession';
import { companyWords, isHost, stateWords } from './sessions';
import './SessionList.css';

/** All sessions of the person; those that they host can be deleted. */
export function SessionList({ user }: { user: User }) {
  const sessions = useOwned((scope) => resource(scope, listSessions));
  const [deleting, setDeleting] = useState<Session>();
  const { value: loaded } = sessions.loaded;
  if (loaded.state === 'loading') return <Loading what="Fetching your sessions …" />;
  if (loaded.state === 'failed') {
    return (
      <NotFetched title="Your sessions can’t be shown right now." resource={sessions} failure={loaded.failure}>
        Nothing was lost.
      </NotFetched>
    );
  }
  return (
    <>
      {loaded.value.length === 0 && <p>There is none. Recordings whose session was deleted are in your library.</p>}
      {loaded.value.length > 0 && (
        <ul class="session-rows">
          {loaded.value.map((session) => (
            <SessionRow key={session.id} session={session} user={user} onDelete={setDeleting} />
          ))}
        </ul>
      )}
      <DeleteSession
        session={deleting}
        onClose={() => setDeleting(undefined)}
        onDeleted={(id) => sessions.put(loaded.value.filter((session) => session.id !== id))}
      />
    </>
  );
}

interface RowProps {
  session: Session;
  user: User;
  onDelete: (session: Session) => void;
}

function SessionRow({ session, user, onDelete }: RowProps) {
  const what = `${session.format.name}, ${day(session.created_at)}`;
  return (
    <li class="session-row">
      <div class="session-row-text">
        <h3>{session.state === 'ended' ? session.format.name : <a href={`/sessions/${session.id}`}>{session.format.name}</a>}</h3>
        <p class="session-row-facts">
          <span>{companyWords(session, user.id)}</span>
          <time dateTime={session.created_at}>{day(session.created_at)}</time>
          {session.state !== 'ended' && <strong>{stateWords(session)}</strong>}
        </p>
      </div>
      {isHost(session, user.id) && (
        <Button kind="quiet" size="small" aria-label={`Delete the session: ${what}`} onClick={() => onDelete(session)}>
          <TrashIcon /> Delete …
        </Button>
      )}
    </li>
  );
}
