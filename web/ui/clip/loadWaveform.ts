import { failureFrom, failureOf } from '../api/failure';
import { background } from '../lib/background';
import type { Scope } from '../lib/scope';
import { parseWaveform, type Waveform } from './waveform';

const againAfterMs = 1000;
const stillBeingMade = 503;

/**
 * Fetches a clip's waveform. While the server is still making it, it is asked
 * for again. Any other failure leaves the small picture standing: the voice
 * can be heard without it.
 */
export function loadWaveform(scope: Scope, address: string, onLoaded: (waveform: Waveform) => void): void {
  const load = async (): Promise<void> => {
    try {
      const response = await fetch(address, { signal: scope.signal });
      if (!response.ok) throw failureFrom(response, undefined);
      const waveform = parseWaveform(await response.arrayBuffer());
      if (!scope.disposed) onLoaded(waveform);
    } catch (error) {
      const { status, retryAfterMs } = failureOf(error);
      if (status === stillBeingMade && !scope.disposed) scope.after(retryAfterMs ?? againAfterMs, () => background(load()));
    }
  };
  background(load());
}
