import { Button } from '../lib/Button';
import { Card } from '../lib/Card';
import { CheckIcon, ShuffleIcon } from '../lib/icons';
import { Page } from '../lib/Page';
import { spell } from '../lib/time';
import { ConnectionNotice } from './ConnectionNotice';
import { HearOthers } from './HearOthers';
import { InvitePanel } from './InvitePanel';
import { Knocks } from './Knocks';
import type { Role, Snapshot } from './messages';
import { MicrophoneTest } from './MicrophoneTest';
import { People } from './People';
import { QuestionCard } from './QuestionCard';
import { total } from './clock';
import type { Room } from './room';
import { RefusalNotice } from './RefusalNotice';
import { StageBar } from '../lib/StageBar';
import { StartAlone } from './StartAlone';
import { StartWithout } from './StartWithout';
import { candidate, couldBeAlone, couldBeLeftOut, missing, questionNow, self } from './state';
import './Room.css';

interface Props {
  room: Room;
  session: Snapshot;
}

/** Before the start: the microphone, the people, the question, the consent. */
export function Lobby({ room, session }: Props) {
  const solo = session.kind === 'solo';
  const { title, lead } = welcome(session);
  return (
    <Page title={title} lead={lead} above={<p class="room-format">{session.format.name}</p>}>
      <ConnectionNotice room={room} />
      <div class="lobby">
        <div class="lobby-main">
          {!session.program && (
            <Card>
              <section class="room-part" aria-labelledby="microphone">
                <h2 id="microphone">Your microphone</h2>
                <MicrophoneTest microphone={room.microphone} />
              </section>
            </Card>
          )}
          {!solo && <Together room={room} session={session} />}
          <Card>
            <section class="room-part" aria-labelledby="question">
              <h2 id="question">The question</h2>
              <QuestionCard
                question={questionNow(session)}
                hidden={hiddenWords(self(room.state.value)?.role)}
                asks={self(room.state.value)?.role === 'interviewer'}
              />
            </section>
          </Card>
        </div>
        <aside class="lobby-side">
          <Card>
            <div class="room-part">
              <h2>{spell(total(session.plan))}</h2>
              <StageBar stages={session.plan} />
              <Start room={room} session={session} />
            </div>
          </Card>
        </aside>
      </div>
    </Page>
  );
}

/** Why there is no question yet. */
function hiddenWords(role: Role | undefined): string {
  if (role === 'interviewer') return 'You will see the question, with hints, when the session starts. Roles can be swapped until then, so nobody reads it before.';
  return 'You will see the question when the session starts, as in a real interview.';
}

function welcome({ kind, program }: Snapshot): { title: string; lead: string } {
  if (program) return { title: 'Waiting for the program', lead: 'It is about to speak here over WHIP. Your microphone is not used.' };
  if (kind === 'solo') return { title: 'Ready when you are', lead: 'Nothing is recorded before the countdown is over.' };
  return {
    title: 'Getting ready',
    lead: 'Test your microphone, see who is there, agree to the recording. Nobody is recorded, or heard in a recording, without having agreed.',
  };
}

function Together({ room, session }: Props) {
  const { you } = room.state.value;
  const me = self(room.state.value);
  const recorded = candidate(session);
  const leads = me !== undefined && me.role !== 'observer';
  return (
    <Card>
      <section class="room-part" aria-labelledby="people">
        <h2 id="people">Who is here</h2>
        <Knocks room={room} session={session} />
        <People room={room} session={session} />
        {room.voices.blocked.value && (
          <p>
            <HearOthers voices={room.voices} />
          </p>
        )}
        <p class="room-row">
          {leads && (
            <Button size="small" onClick={() => room.ask({ type: 'swap_roles' })}>
              <ShuffleIcon /> Swap roles
            </Button>
          )}
          {me?.owner === false && (
            <Button size="small" kind="quiet" onClick={() => room.ask({ type: 'leave' })}>
              Leave the session
            </Button>
          )}
        </p>
        {me?.owner === true && session.participants.length < 4 && <InvitePanel session={session} />}
      </section>
      <section class="room-part consent" aria-labelledby="recording">
        <h2 id="recording">The recording</h2>
        <p>
          {recorded ? <strong>{recorded.id === you ? 'You' : recorded.name}</strong> : 'The candidate'} will be recorded, and nobody else. The
          recording goes to {recorded?.id === you ? 'your' : 'the candidate’s'} library; {recorded?.id === you ? 'only you can' : 'only the candidate can'}{' '}
          play it.
          {session.plan.some((stage) => stage.leg > 0) && ' Half-way the roles swap: then the other one is recorded, into the other’s library.'}
        </p>
        {me?.consented === true ? (
          <p class="agreed" role="status">
            <CheckIcon /> You have agreed.
            <Button size="small" kind="quiet" onClick={() => room.ask({ type: 'withdraw' })}>
              Take it back
            </Button>
          </p>
        ) : (
          <p>
            <Button kind="primary" onClick={() => room.ask({ type: 'consent' })}>
              I agree to the recording
            </Button>
          </p>
        )}
      </section>
    </Card>
  );
}

function Start({ room, session }: Props) {
  const me = self(room.state.value);
  const on = room.microphone.state.value.at === 'on';
  const lacking = missing(session);
  const reason = why(room, lacking, on);
  const without = couldBeLeftOut(session, room.state.value.you);
  if (session.program) return <p class="start-why">The recording begins when the program’s voice arrives.</p>;
  if (me?.role === 'observer') return <p class="start-why">The candidate or the interviewer starts the session. You listen.</p>;
  return (
    <>
      <Button kind="primary" size="large" disabled={reason !== ''} onClick={() => room.ask({ type: 'start' })}>
        {session.kind === 'solo' ? 'Start recording' : 'Start the session'}
      </Button>
      <p class="start-why" role="status">
        {reason === '' ? 'A countdown of three seconds comes first.' : reason}
      </p>
      {without.length > 0 && reason === lacking && <StartWithout room={room} session={session} without={without} />}
      {couldBeAlone(session, room.state.value.you) && reason === lacking && <StartAlone room={room} session={session} />}
      <RefusalNotice room={room} />
    </>
  );
}

/** Why one can't start yet; empty when one can. */
function why(room: Room, lacking: string, on: boolean): string {
  if (room.state.value.connection !== 'open') return 'Waiting for the connection to the server.';
  if (!on && self(room.state.value)?.role === 'candidate') return 'Allow the microphone first.';
  if (lacking !== '') return lacking;
  if (room.voices.state.value !== 'connected') return 'Your voice is connecting …';
  return '';
}
