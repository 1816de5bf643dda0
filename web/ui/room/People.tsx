import { Badge } from '../lib/Badge';
import { CheckIcon } from '../lib/icons';
import type { Person, Snapshot } from './messages';
import { RemoveButton } from './RemoveButton';
import type { Room } from './room';
import './People.css';

interface Props {
  room: Room;
  session: Snapshot;
}

/** Who takes part, in which role, and whether they are there and heard. The host may take others out. */
export function People({ room, session }: Props) {
  const { you } = room.state.value;
  const hosts = session.participants.some(({ id, owner }) => owner && id === you);
  return (
    <ul class="people">
      {session.participants.map((person) => (
        <li key={person.id}>
          <span class={`presence ${person.hears ? 'here' : person.connected ? 'coming' : 'away'}`} aria-hidden="true" />
          <span class="person">
            <span class="person-name">
              {person.name}
              {person.id === you && <span class="person-you"> (you)</span>}
            </span>
            <span class="person-state">{stateOf(session, person, person.id === you)}</span>
          </span>
          {session.state === 'lobby' && person.consented && (
            <span class="person-agreed">
              <CheckIcon size={16} /> agreed
            </span>
          )}
          <Badge kind={person.role === 'candidate' ? 'accent' : 'plain'}>{person.role}</Badge>
          {hosts && person.id !== you && <RemoveButton room={room} session={session} person={person} />}
        </li>
      ))}
    </ul>
  );
}

function stateOf(session: Snapshot, person: Person, isYou: boolean): string {
  if (!person.connected) return session.state === 'running' && !person.consented ? 'Not here' : 'Connection lost. Waiting …';
  if (session.state === 'running' && !person.consented) return isYou ? 'Not heard: you have not agreed' : 'Listens, and is not heard';
  if (person.hears) return isYou ? 'Connected' : 'Hears you';
  return 'Voice is connecting …';
}
