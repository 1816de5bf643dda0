import { useComputed } from '@preact/signals';
import { Button } from '../lib/Button';
import { MicIcon, MicOffIcon } from '../lib/icons';
import { Notice } from '../lib/Notice';
import { HearOthers } from './HearOthers';
import { LevelMeter } from './LevelMeter';
import type { Snapshot } from './messages';
import { MicrophoneChoice, MicrophoneTest } from './MicrophoneTest';
import type { Room } from './room';
import { candidate, self } from './state';

const silenceToTell_ms = 3000;

interface Props {
  room: Room;
  session: Snapshot;
}

/** The own voice: a level, a warning when it is not heard, and a way to be silent for those who are not recorded. */
export function Voice({ room, session }: Props) {
  const recorded = self(room.state.value)?.role === 'candidate';
  const { microphone } = room;
  // The level is measured 20 times a second; drawn is what follows from it.
  const trouble = useComputed(() => troubleOf(room)).value;
  if (microphone.state.value.at !== 'on') return <MicrophoneTest microphone={microphone} />;
  return (
    <div class="live-voice">
      {trouble && <TroubleNotice trouble={trouble} session={session} />}
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
export function ProgramVoice({ session }: { session: Snapshot }) {
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

/** What is wrong with a voice, by its code: the own one first, then that of the one who is recorded. */
type Trouble = 'mine muted' | 'mine silent' | 'mine missing' | 'theirs silent' | 'theirs missing' | 'theirs gone';

const advice: Readonly<Record<Trouble, readonly [title: string, what: string]>> = {
  'mine muted': ['Your microphone is switched off.', 'The system or your headset has muted it. Switch it on; the recording goes on and keeps its place.'],
  'mine silent': ['Your microphone gives no sound at all.', 'Is it muted by a switch or by the system? The recording goes on and keeps its place.'],
  'mine missing': ['Nothing of your voice arrives at the server.', 'Is the microphone still plugged in? If this stays, reload the page: the recording goes on.'],
  'theirs silent': ['{name}’s microphone gives no sound.', 'Tell them: it may be muted by a switch or by the system.'],
  'theirs missing': [
    '{name}’s voice does not arrive.',
    'Perhaps the connection broke. It comes back by itself; if {name}’s page is still open, it keeps a copy of what is said meanwhile.',
  ],
  'theirs gone': [
    '{name}’s voice does not arrive.',
    'Nothing is recorded while it is away, and no copy is kept. Perhaps {name} has closed the page; the seat stays free for when they are back.',
  ],
};

function TroubleNotice({ trouble, session }: { trouble: Trouble; session: Snapshot }) {
  const [title, what] = advice[trouble].map((text) => text.replace('{name}', candidate(session)?.name ?? 'The candidate'));
  return (
    <Notice kind="failed" title={title ?? ''}>
      <p>{what}</p>
    </Notice>
  );
}

function troubleOf(room: Room): Trouble | undefined {
  const { session } = room.state.value;
  if (!session) return undefined;
  if (self(room.state.value)?.role === 'candidate') return session.recording ? ownTrouble(room, session.voice) : undefined;
  if (session.voice === 'missing') return session.keeping ? 'theirs missing' : 'theirs gone';
  return session.voice === 'silent' ? 'theirs silent' : undefined;
}

/** What is wrong with the own voice while it is recorded; what the connection has, its own notice says. */
function ownTrouble({ microphone, voices, state }: Room, voice: Snapshot['voice']): Trouble | undefined {
  if (microphone.muted.value) return 'mine muted';
  if (microphone.silent_ms.value > silenceToTell_ms || voice === 'silent') return 'mine silent';
  const expected = voices.state.value === 'connected' && state.value.connection === 'open';
  return voice === 'missing' && expected ? 'mine missing' : undefined;
}

function DiskNotice({ session, keeping }: { session: Snapshot; keeping: boolean }) {
  // Of the own copy this page knows; of another's it knows what that page has said.
  const kept = session.recording_clip ? keeping : session.keeping;
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
        {!kept || session.program
          ? 'What was recorded so far is safe. What is said now is not recorded until there is room again.'
          : 'What was recorded so far is safe. The candidate’s browser keeps what is said now, and sends it when there is room again.'}
      </p>
    </Notice>
  );
}
