import { useState } from 'preact/hooks';
import { Button } from '../lib/Button';
import { Dialog } from '../lib/Dialog';
import type { Person, Snapshot } from './messages';
import type { Room } from './room';
import { are, names } from './state';

interface Props {
  room: Room;
  session: Snapshot;
  /** Who is not waited for. */
  without: readonly Person[];
}

/** The way round somebody who is away, or has not agreed to the recording. */
export function StartWithout({ room, session, without }: Props) {
  const [asking, ask] = useState(false);
  const who = names(without);
  const start = (): void => {
    ask(false);
    room.ask({ type: 'start', without: without.map(({ id }) => id) });
  };
  return (
    <>
      <Button onClick={() => ask(true)}>Start without {who}</Button>
      <Dialog
        open={asking}
        title={`Start without ${who}?`}
        onClose={() => ask(false)}
        actions={
          <>
            <Button onClick={() => ask(false)}>Wait</Button>
            <Button kind="primary" onClick={start}>
              Start without {who}
            </Button>
          </>
        }
      >
        {leftOutWords(session, without).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Dialog>
    </>
  );
}

/** What becomes of those who are left out. */
export function leftOutWords(session: Snapshot, without: readonly Person[]): string[] {
  const quiet = without.filter(({ consented }) => !consented);
  const away = without.filter(({ consented }) => consented);
  const sentences: string[] = [];
  if (quiet.length > 0) {
    sentences.push(`${names(quiet)} ${are(quiet)} neither recorded nor heard. Whoever is there may listen, and is heard after agreeing to the recording.`);
  }
  if (away.length > 0) sentences.push(`${names(away)} ${are(away)} not here, and may come in later.`);
  if (quiet.some(({ role }) => role === 'interviewer') && session.plan.some(({ leg }) => leg > 0)) {
    sentences.push('The second half, in which the roles would swap, is left out.');
  }
  return sentences;
}
