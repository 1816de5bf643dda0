import { toast } from '../lib/announce';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import type { Voices } from './voices';

/** The click without which some browsers play no sound. */
export function HearOthers({ voices }: { voices: Voices }) {
  const hear = async (): Promise<void> => {
    try {
      await voices.unblock();
    } catch {
      toast('The browser still plays no sound. Allow sound for this page beside the address, and press the button again.', 'failed');
    }
  };
  return <Button onClick={() => background(hear())}>Let me hear the others</Button>;
}
