import { useState } from 'preact/hooks';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import type { Person, Snapshot } from './messages';
import type { Room } from './room';

interface Props {
  room: Room;
  session: Snapshot;
  person: Person;
}

/** How the host takes somebody out of the session. */
export function RemoveButton({ room, session, person }: Props) {
  const [asking, ask] = useState(false);
  const remove = (): void => {
    ask(false);
    room.ask({ type: 'remove', user: person.id });
  };
  return (
    <>
      <Button size="small" kind="quiet" aria-label={`Take out ${person.name}`} onClick={() => ask(true)}>
        Take out
      </Button>
      <Dialog
        open={asking}
        title={`Take ${person.name} out of the session?`}
        onClose={() => ask(false)}
        actions={
          <>
            <Button onClick={() => ask(false)}>Keep</Button>
            <Button kind="danger" onClick={remove}>
              Take out
            </Button>
          </>
        }
      >
        <p>{removalWords(session, person)} No link of before lets them in again; a new one does.</p>
      </Dialog>
    </>
  );
}

/** What follows when somebody is taken out. */
export function removalWords(session: Snapshot, { name, role }: Pick<Person, 'name' | 'role'>): string {
  const out = `${name} is out at once, and is told so.`;
  if (session.state !== 'running') return out;
  if (role === 'candidate') return `${out} The session ends with that; what was recorded until then stays in ${name}’s library.`;
  if (role === 'interviewer' && session.leg === 0 && session.plan.some(({ leg }) => leg > 0)) return `${out} The session ends with this half.`;
  return `${out} The session goes on.`;
}
