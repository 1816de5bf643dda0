import { Page } from '../lib/Page';
import { SignInHelp } from '../signin/SignInHelp';
import { WaveThumb } from '../lib/WaveThumb';
import './Welcome.css';

/** A voice that begins unsure and settles. */
const picture = Array.from({ length: 96 }, (_, i) =>
  Math.round(20 + 200 * Math.abs(Math.sin(i * 0.9) * Math.sin(i * 0.23 + 0.4)) * Math.min(1, 0.25 + i / 60)),
);

/** What Practice is, and how to get in, for somebody who is not signed in. */
export function Welcome() {
  return (
    <Page
      title="Rehearse the interview aloud"
      tab="Practice"
      lead="You know it. Can you say it? Practice records you answering technical questions against the clock, alone or with a peer, and plays it back within seconds."
    >
      <div class="welcome-wave">
        <WaveThumb peaks={picture} progress={0.62} />
      </div>
      <ol class="welcome-steps">
        <li>
          <h2>Speak</h2>
          <p>Choose a question and a format. Think, then explain, while the stages run.</p>
        </li>
        <li>
          <h2>Listen</h2>
          <p>Hear what the interviewer hears: the pauses, the detours, the sentence that finally worked.</p>
        </li>
        <li>
          <h2>Again</h2>
          <p>Answer the same question once more, until the recording proves the progress.</p>
        </li>
      </ol>
      <SignInHelp />
      <p class="welcome-private">Recordings go to this server’s own storage and nowhere else. In Practice, only the person who spoke can hear them.</p>
    </Page>
  );
}
