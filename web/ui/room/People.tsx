import { Badge } from '../lib/Badge';
import { CheckIcon } from '../lib/icons';
import type { Person, Snapshot } from './messages';
import './People.css';

interface Props {
  session: Snapshot;
  you: string;
}

/** Who takes part, in which role, and whether they are there. */
export function People({ session, you }: Props) {
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
            <span class="person-state">{stateOf(person, person.id === you)}</span>
          </span>
          {session.state === 'lobby' && person.consented && (
            <span class="person-agreed">
              <CheckIcon size={16} /> agreed
            </span>
          )}
          <Badge kind={person.role === 'candidate' ? 'accent' : 'plain'}>{person.role}</Badge>
        </li>
      ))}
    </ul>
  );
}

function stateOf(person: Person, isYou: boolean): string {
  if (!person.connected) return 'Connection lost. Waiting …';
  if (person.hears) return isYou ? 'Connected' : 'Hears you';
  return 'Voice is connecting …';
}
