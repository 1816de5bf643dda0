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
import { HearOthers } from './HearOthers';
import { LevelMeter } from './LevelMeter';
import type { Snapshot } from './messages';
import { MicrophoneChoice, MicrophoneTest } from './MicrophoneTest';
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
      {session.program ? <ProgramVoice session={session} /> : <Voice room={room} session={session} />}
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
      <Course room={room} session={session} stage={now.stage} last={next === undefined} />
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
  const trouble = recorded ? ownTrouble(room, session) : othersTrouble(session);
  return (
    <div class="live-voice">
      {trouble && (
        <Notice kind="failed" title={trouble.title}>
          <p>{trouble.advice}</p>
        </Notice>
      )}
      {session.disk !== '' && <DiskNotice session={session} keeping={room.keeping.value} />}
      {microphone.replaced.value !== '' && (
        <Notice title="Another microphone took over.">
          <p>Yours went away; {microphone.replaced.value} is recorded now.</p>
        </Notice>
      )}
      {!trouble && <LevelMeter microphone={microphone} quiet />}
      {microphone.devices.value.length > 1 && (
        <details class="live-devices">
          <summary>Another microphone</summary>
          <MicrophoneChoice microphone={microphone} device={microphone.state.value.device} />
        </details>
      )}
      {session.kind === 'paired' && room.voices.blocked.value && <HearOthers voices={room.voices} />}
      {!recorded && (
        <Button size="small" aria-pressed={room.muted.value} onClick={() => (room.muted.value = !room.muted.value)}>
          {room.muted.value ? <MicOffIcon /> : <MicIcon />} {room.muted.value ? 'You are muted' : 'Mute me'}
        </Button>
      )}
    </div>
  );
}

/** The voice of a program, of which this page knows what the server says. */
function ProgramVoice({ session }: { session: Snapshot }) {
  return (
    <div class="live-voice">
      {session.recording && session.voice === 'missing' && (
        <Notice kind="failed" title="Nothing arrives from the program.">
          <p>If it does not come back within half a minute, the session ends. What was recorded so far is safe.</p>
        </Notice>
      )}
      {session.recording && session.voice === 'silent' && (
        <Notice kind="failed" title="The program sends no sound at all.">
          <p>Is its microphone muted? The recording goes on and keeps its place.</p>
        </Notice>
      )}
      {session.disk !== '' && <DiskNotice session={session} keeping={false} />}
      <p>A program speaks here over WHIP. This page only shows it; your microphone is not used.</p>
    </div>
  );
}

interface Trouble {
  readonly title: string;
  readonly advice: string;
}

/** What is wrong with the own voice while it is recorded; what the connection has, its own notice says. */
function ownTrouble({ microphone, voices, state }: Room, { recording, voice }: Snapshot): Trouble | undefined {
  if (!recording) return undefined;
  if (microphone.muted.value) {
    return { title: 'Your microphone is switched off.', advice: 'The system or your headset has muted it. Switch it on; the recording goes on and keeps its place.' };
  }
  if (microphone.silent_ms.value > silenceToTell_ms || voice === 'silent') {
    return {
      title: 'Your microphone gives no sound at all.',
      advice: 'Is it muted by a switch or by the system? The recording goes on and keeps its place.',
    };
  }
  if (voice === 'missing' && voices.state.value === 'connected' && state.value.connection === 'open') {
    return { title: 'Nothing of your voice arrives at the server.', advice: 'Is the microphone still plugged in? If this stays, reload the page: the recording goes on.' };
  }
  return undefined;
}

function othersTrouble(session: Snapshot): Trouble | undefined {
  const name = candidate(session)?.name ?? 'The candidate';
  switch (session.voice) {
    case 'missing':
      return { title: `${name}’s voice does not arrive.`, advice: 'Perhaps the connection broke. It comes back by itself; what is said meanwhile is kept in the other browser.' };
    case 'silent':
      return { title: `${name}’s microphone gives no sound.`, advice: 'Tell them: it may be muted by a switch or by the system.' };
    default:
      return undefined;
  }
}

function DiskNotice({ session, keeping }: { session: Snapshot; keeping: boolean }) {
  const mine = session.recording_clip !== null;
  if (session.disk === 'low') {
    return (
      <Notice title="The server’s disk is filling up.">
        <p>The recording goes on. Whoever runs the server should make room soon.</p>
      </Notice>
    );
  }
  return (
    <Notice kind="failed" title="The server’s disk is full.">
      <p>
        {(mine || session.program) && !keeping
          ? 'What was recorded so far is safe. What is said now is not recorded until there is room again.'
          : 'What was recorded so far is safe. The candidate’s browser keeps what is said now, and sends it when there is room again.'}
      </p>
    </Notice>
  );
}

function Course({ room, session, stage, last }: Props & { stage: number; last: boolean }) {
  const [asking, ask] = useState(false);
  if (self(room.state.value)?.role === 'observer') return null;
  const end = (): void => {
    ask(false);
    room.ask({ type: 'end' });
  };
  const solo = session.kind === 'solo';
  return (
    <div class="live-course">
      {!last && <Button onClick={() => room.ask({ type: 'skip_stage', stage })}>Finish this stage</Button>}
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
