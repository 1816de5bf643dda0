import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce } from '../lib/announce';
import { Badge } from '../lib/Badge';
import { Card } from '../lib/Card';
import { clock, spell } from '../lib/time';
import { countdown, stagesOf } from './clock';
import { ConnectionNotice } from './ConnectionNotice';
import { Course } from './Course';
import type { ClockFace } from './face';
import { Knocks } from './Knocks';
import type { Snapshot } from './messages';
import { People } from './People';
import { QuestionCard } from './QuestionCard';
import type { Room } from './room';
import { StageProgress } from './StageProgress';
import { candidate, questionNow, self } from './state';
import { Unheard } from './Unheard';
import { ProgramVoice, Voice } from './Voice';
import './Live.css';
import './Room.css';

interface Props {
  room: Room;
  session: Snapshot;
}

/** The session itself: the countdown, then the stages, the clock and the question. What the clock changes is drawn by itself. */
export function Live({ room, session }: Props) {
  const { face, state } = room;
  useSignalEffect(() => {
    const stage = state.value.session?.plan[face.stage.value];
    document.title = `${face.stage.value < 0 ? `${countdown(face.left_ms.value)} …` : `${clock(face.left_ms.value)} · ${stage?.name ?? 'The end'}`} · Practice`;
  });
  const counting = useComputed(() => face.stage.value < 0).value;
  return (
    <div class="live-page">
      <ConnectionNotice room={room} />
      <Unheard room={room} session={session} />
      {counting ? <Countdown room={room} session={session} /> : <Stage room={room} session={session} />}
    </div>
  );
}

function Countdown({ session, room }: Props) {
  const seconds = countdown(room.face.left_ms.value);
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

function Stage({ room, session }: Props) {
  const { you } = room.state.value;
  const now = room.face.stage.value;
  const stages = stagesOf(session);
  const stage = stages[now];
  const recorded = candidate(session);
  useEffect(() => {
    if (stage) announce(`${stage.name}. ${spell(stage.duration_ms)}. ${stage.purpose}`);
  }, [now]);
  return (
    <>
      <div class="live-head">
        <RecordingSign on={session.recording} name={recorded?.id === you ? 'you' : (recorded?.name ?? '')} />
        <p class="room-format">{session.format.name}</p>
      </div>
      <StageClock stage={stage} next={stages[now + 1]} face={room.face} />
      <StageProgress stages={stages} face={room.face} />
      {session.program ? <ProgramVoice session={session} /> : <Voice room={room} session={session} />}
      <div class={session.kind === 'paired' ? 'live-parts two' : 'live-parts'}>
        <Card>
          <QuestionCard question={questionNow(session)} hidden="The question comes from your interviewer." asks={self(room.state.value)?.role !== 'candidate'} />
        </Card>
        {session.kind === 'paired' && (
          <Card>
            <Knocks room={room} session={session} />
            <People room={room} session={session} />
          </Card>
        )}
      </div>
      <Course room={room} session={session} last={stages[now + 1] === undefined} />
    </>
  );
}

interface StageClockProps {
  stage: Snapshot['plan'][number] | undefined;
  next: Snapshot['plan'][number] | undefined;
  face: ClockFace;
}

function StageClock({ stage, next, face }: StageClockProps) {
  const ending = face.ending.value;
  return (
    <div class={`live-clock${ending ? ' ending' : ''}`}>
      <h1>{stage?.name ?? 'The end'}</h1>
      <TimeLeft face={face} />
      <p class="live-purpose">{stage?.purpose}</p>
      <p class="live-next">
        {ending && <strong>Half a minute. </strong>}
        {next ? `Next: ${next.name}, ${spell(next.duration_ms)}.` : ending ? 'Come to your last sentence.' : ''}
      </p>
    </div>
  );
}

function TimeLeft({ face }: { face: ClockFace }) {
  return (
    <p class="big-clock clock" role="timer" aria-label="Time left in this stage">
      {clock(face.left_ms.value)}
    </p>
  );
}

function RecordingSign({ on, name }: { on: boolean; name: string }) {
  return (
    <p class="recording-sign" role="status">
      {on ? <Badge kind="live">Recording {name}</Badge> : <Badge>Not recording</Badge>}
    </p>
  );
}
