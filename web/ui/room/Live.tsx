import { useEffect, useState } from 'preact/hooks';
import { announce } from '../lib/announce';
import { Badge } from '../lib/Badge';
import { Button } from '../lib/Button';
import { Card } from '../lib/Card';
import { Dialog } from '../lib/Dialog';
import { MicIcon, MicOffIcon } from '../lib/icons';
import { Notice } from '../lib/Notice';
import { clock, spell } from '../lib/time';
import { countdown, read, type Reading } from './clock';
import { ConnectionNotice } from './ConnectionNotice';
import { LevelMeter } from './LevelMeter';
import type { Snapshot } from './messages';
import { MicrophoneTest } from './MicrophoneTest';
import { People } from './People';
import { QuestionCard } from './QuestionCard';
import type { Room } from './room';
import { StageProgress } from './StageProgress';
import { candidate, questionNow, self } from './state';
import './Live.css';
import './Room.css';

const lastSeconds_ms = 30_000;
const silenceToTell_ms = 3000;

interface Props {
  room: Room;
  session: Snapshot;
}

/** The session itself: the countdown, then the stages, the clock and the question. */
export function Live({ room, session }: Props) {
  const now = read(session, room.now_ms.value);
  const counting = now.stage < 0;
  const shown = counting ? countdown(now.left_ms) : Math.ceil(now.left_ms / 1000) * 1000;
  useEffect(() => {
    document.title = counting ? `${shown} … · Practice` : `${clock(shown)} · ${session.stages[now.stage]?.name ?? 'The end'} · Practice`;
  }, [shown, counting, now.stage]);
  return (
    <div class="live-page">
      <ConnectionNotice room={room} />
      {counting ? <Countdown seconds={countdown(now.left_ms)} room={room} session={session} /> : <Stage room={room} session={session} now={now} />}
    </div>
  );
}

function Countdown({ seconds, session, room }: Props & { seconds: number }) {
  useEffect(() => announce(String(seconds)), [seconds]);
  const recorded = candidate(session);
  return (
    <div class="countdown">
      <h1>{recorded?.id === room.state.value.you ? 'Take a breath' : 'Starting'}</h1>
      <p class="countdown-number clock" aria-hidden="true" key={seconds}>
        {seconds}
      </p>
      <p>The recording begins at zero.</p>
    </div>
  );
}

function Stage({ room, session, now }: Props & { now: Reading }) {
  const { you } = room.state.value;
  const stage = session.stages[now.stage];
  const next = session.stages[now.stage + 1];
  const recorded = candidate(session);
  const ending = now.left_ms <= lastSeconds_ms && (stage?.duration_ms ?? 0) > lastSeconds_ms;
  useEffect(() => {
    if (stage) announce(`${stage.name}. ${spell(stage.duration_ms)}. ${stage.purpose}`);
  }, [now.stage]);
  return (
    <>
      <div class="live-head">
        <RecordingSign on={session.recording} name={recorded?.id === you ? 'you' : (recorded?.name ?? '')} />
        <p class="room-format">{session.format.name}</p>
      </div>
      <div class={`live-clock${ending ? ' ending' : ''}`}>
        <h1>{stage?.name ?? 'The end'}</h1>
        <p class="big-clock clock" role="timer" aria-label="Time left in this stage">
          {clock(Math.ceil(now.left_ms / 1000) * 1000)}
        </p>
        <p class="live-purpose">{stage?.purpose}</p>
        <p class="live-next">
          {ending && <strong>Half a minute. </strong>}
          {next ? `Next: ${next.name}, ${spell(next.duration_ms)}.` : ending ? 'Come to your last sentence.' : ''}
        </p>
      </div>
      <StageProgress stages={session.stages} position_ms={now.position_ms} stage={now.stage} />
      <Voice room={room} session={session} />
      <div class={session.kind === 'paired' ? 'live-parts two' : 'live-parts'}>
        <Card>
          <QuestionCard question={questionNow(session)} hidden="The question comes from your interviewer." asks={self(room.state.value)?.role !== 'candidate'} />
        </Card>
        {session.kind === 'paired' && (
          <Card>
            <People session={session} you={you} />
          </Card>
        )}
      </div>
      <Course room={room} session={session} last={next === undefined} />
    </>
  );
}

function RecordingSign({ on, name }: { on: boolean; name: string }) {
  return (
    <p class="recording-sign" role="status">
      {on ? <Badge kind="live">Recording {name}</Badge> : <Badge>Not recording</Badge>}
    </p>
  );
}

/** The own voice: a level, a warning when it is not heard, and a way to be silent for those who are not recorded. */
function Voice({ room, session }: Props) {
  const recorded = self(room.state.value)?.role === 'candidate';
  const { microphone } = room;
  if (microphone.state.value.at !== 'on') return <MicrophoneTest microphone={microphone} />;
  const silent = session.recording && recorded && microphone.silent_ms.value > silenceToTell_ms;
  return (
    <div class="live-voice">
      {silent ? (
        <Notice kind="failed" title="Your microphone gives no sound at all.">
          <p>Is it muted by a switch or by the system? The recording goes on and keeps its place.</p>
        </Notice>
      ) : (
        <LevelMeter microphone={microphone} quiet />
      )}
      {session.kind === 'paired' && room.blocked.value && <Button onClick={() => void room.unblock()}>Let me hear the others</Button>}
      {!recorded && (
        <Button size="small" aria-pressed={room.muted.value} onClick={() => (room.muted.value = !room.muted.value)}>
          {room.muted.value ? <MicOffIcon /> : <MicIcon />} {room.muted.value ? 'You are muted' : 'Mute me'}
        </Button>
      )}
    </div>
  );
}

function Course({ room, session, last }: Props & { last: boolean }) {
  const [asking, ask] = useState(false);
  if (self(room.state.value)?.role === 'observer') return null;
  const end = (): void => {
    ask(false);
    room.send({ type: 'end' });
  };
  const solo = session.kind === 'solo';
  return (
    <div class="live-course">
      {!last && <Button onClick={() => room.send({ type: 'skip_stage' })}>Finish this stage</Button>}
      <Button kind={solo ? 'primary' : 'danger'} onClick={() => (solo ? end() : ask(true))}>
        {solo ? 'Stop and listen' : 'End the session'}
      </Button>
      <Dialog
        open={asking}
        title="End the session for everybody?"
        onClose={() => ask(false)}
        actions={
          <>
            <Button onClick={() => ask(false)}>Go on</Button>
            <Button kind="danger" onClick={end}>
              End the session
            </Button>
          </>
        }
      >
        <p>What was recorded so far is kept and goes to the candidate’s library.</p>
      </Dialog>
    </div>
  );
}
