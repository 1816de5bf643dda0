import { useEffect } from 'preact/hooks';
import { ButtonLink } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Members } from '../lib/Members';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { go } from '../lib/router';
import { endWords } from '../lib/words';
import type { Snapshot } from './messages';
import type { Room } from './room';
import { hadBegun, self, wasCandidate } from './state';

interface Props {
  room: Room;
  session: Snapshot;
}

/** After the end: the candidate is taken to the recording, the others are told what happens now. */
export function Finished({ room, session }: Props) {
  const { attended } = room.state.value;
  const me = self(room.state.value);
  const [clip] = session.clip_ids;
  const recorded = wasCandidate(session, me);
  useEffect(() => {
    if (attended && clip !== undefined) go(`/clips/${clip}`, { replace: true });
  }, [attended, clip]);
  if (attended && recorded && hadBegun(session)) {
    return (
      <Page title="Done. Well spoken." width="narrow">
        <Loading what="Finishing your recording …" />
      </Page>
    );
  }
  return (
    <Page title="The session is over" width="narrow" lead={session.end_reason === '' ? undefined : `Why: ${endWords(session.end_reason)}.`}>
      {clip === undefined ? (
        <Notice
          title={recorded ? 'No recording of yours came out of it.' : 'The recording is in the candidate’s library.'}
          actions={
            <>
              <Members>
                <ButtonLink kind="primary" href="/new">
                  Practise yourself
                </ButtonLink>
              </Members>
              <ButtonLink href="/clips">Your library</ButtonLink>
            </>
          }
        >
          <p>
            {recorded
              ? 'The session ended before anything was recorded.'
              : 'Tell the candidate one thing that worked and one thing to change, while it is fresh. Both stay longer with an example.'}
          </p>
        </Notice>
      ) : (
        <Notice
          title="Your recording is in your library."
          actions={
            <ButtonLink kind="primary" href={`/clips/${clip}`}>
              Listen to it
            </ButtonLink>
          }
        />
      )}
    </Page>
  );
}
