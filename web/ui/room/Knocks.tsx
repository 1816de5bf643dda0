import { useEffect } from 'preact/hooks';
import { announce } from '../lib/announce';
import { Button } from '../lib/Button';
import { roleWords } from '../lib/words';
import type { Snapshot } from './messages';
import type { Room } from './room';
import './Knocks.css';

/** Who would like to come in, for the host to decide. */
export function Knocks({ room, session }: { room: Room; session: Snapshot }) {
  const { knocks = [] } = session;
  const last = knocks.at(-1);
  useEffect(() => {
    if (last) announce(`${last.name} would like to come in.`);
  }, [last?.id]);
  if (knocks.length === 0) return null;
  return (
    <section class="knocks" aria-label="At the door">
      <ul>
        {knocks.map(({ id, name, role }) => (
          <li key={id}>
            <p>
              <strong>{name}</strong> would like to come in, {roleWords(role)}.
            </p>
            <p class="room-row">
              <Button size="small" kind="primary" aria-label={`Let in ${name}`} onClick={() => room.ask({ type: 'admit', user: id })}>
                Let in
              </Button>
              <Button size="small" aria-label={`Turn away ${name}`} onClick={() => room.ask({ type: 'refuse', user: id })}>
                Turn away
              </Button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
