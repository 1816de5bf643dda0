import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { SelectField } from '../lib/Field';
import { MicIcon } from '../lib/icons';
import { Notice } from '../lib/Notice';
import { LevelMeter } from './LevelMeter';
import type { Microphone } from './microphone';

/** Allowing the microphone, choosing one, and seeing that it works. */
export function MicrophoneTest({ microphone }: { microphone: Microphone }) {
  const state = microphone.state.value;
  switch (state.at) {
    case 'off':
    case 'asking':
      return (
        <div class="room-part">
          <p>The browser will ask whether this page may use your microphone. Nothing is recorded yet.</p>
          <p>
            <Button kind="primary" busy={state.at === 'asking'} onClick={() => background(microphone.ask())}>
              <MicIcon /> Allow the microphone
            </Button>
          </p>
        </div>
      );
    case 'failed':
      return (
        <Notice kind="failed" title="The microphone is not working." actions={<Button onClick={() => background(microphone.ask())}>Try again</Button>}>
          <p>{state.because}</p>
        </Notice>
      );
    case 'on':
      return (
        <div class="room-part">
          <LevelMeter microphone={microphone} />
          {microphone.devices.value.length > 1 && <MicrophoneChoice microphone={microphone} device={state.device} />}
          {!microphone.alone && (
            <label class="headphones">
              <input
                type="checkbox"
                checked={microphone.headphones.value}
                onChange={(event) => background(microphone.wearHeadphones(event.currentTarget.checked))}
              />
              <span>
                I am wearing headphones
                <small>Best for both of you: no echo to cancel, and the recording sounds like you.</small>
              </span>
            </label>
          )}
        </div>
      );
  }
}

/** The microphones to choose from. */
export function MicrophoneChoice({ microphone, device }: { microphone: Microphone; device: string }) {
  return (
    <SelectField label="Microphone" value={device} onChange={(event) => background(microphone.ask(event.currentTarget.value))}>
      {microphone.devices.value.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
