import type { Clip } from '../api/schema';
import { Button } from '../lib/Button';
import { CheckIcon, WarningIcon } from '../lib/icons';
import { clock, day } from '../lib/time';
import { audible_ms, reasonWords, verdictWords } from '../lib/words';
import { gapWords, receiptWords, seconds, share, size, worthTelling } from './receipt';
import './ReceiptView.css';

interface ReceiptProps {
  clip: Clip;
  /** Goes to a moment of the clip, in milliseconds. */
  onJump: (ms: number) => void;
}

/** What the server states about the stored clip: first in words, then in figures. */
export function ReceiptView({ clip, onJump }: ReceiptProps) {
  const { receipt, reason, state, completing } = clip;
  if (!receipt) {
    return (
      <section class="aside" aria-labelledby="receipt">
        <h2 id="receipt">Is everything there?</h2>
        <p class="aside-text">
          {completing
            ? 'Your browser is sending what did not arrive live. The receipt follows.'
            : 'The receipt is written when the recording is stored and was read back.'}
        </p>
      </section>
    );
  }
  const whole = receipt.verdict === 'complete';
  return (
    <section class="aside" aria-labelledby="receipt">
      <h2 id="receipt">Is everything there?</h2>
      <p class={`receipt-verdict ${whole ? 'whole' : 'holes'}`}>
        {whole ? <CheckIcon /> : <WarningIcon />}
        <span>{receiptWords(receipt)}</span>
      </p>
      {(!whole || receipt.backfilled_ms >= audible_ms) && <Gaps gaps={receipt.gaps} onJump={onJump} />}
      {state === 'ready' && reason !== '' && <p class="aside-text">{reasonWords(clip)}</p>}
      <details class="receipt">
        <summary>Receipt</summary>
        <dl>
          <dt>From start to stop</dt>
          <dd class="clock">{receipt.end === 'server_lost' ? 'not known' : seconds(receipt.expected_ms)}</dd>
          <dt>Stored</dt>
          <dd class="clock">{seconds(receipt.stored_ms)}</dd>
          <dt>Arrived live</dt>
          <dd class="clock">{share(receipt.live_ms, receipt.stored_ms)}</dd>
          <dt>From your browser’s copy</dt>
          <dd class="clock">{share(receipt.backfilled_ms, receipt.stored_ms)}</dd>
          <dt>Missing</dt>
          <dd class="clock">{share(receipt.missing_ms, receipt.stored_ms)}</dd>
          {receipt.unknown_ms > 0 && (
            <>
              <dt>After the connection was lost</dt>
              <dd class="clock">{share(receipt.unknown_ms, receipt.stored_ms)}</dd>
            </>
          )}
          <dt>Verdict</dt>
          <dd>{verdictWords(receipt)}</dd>
          <dt>Kept in</dt>
          <dd>{receipt.store}</dd>
          <dt>Read back and compared</dt>
          <dd>{day(receipt.verified_at)}</dd>
          <dt>Size</dt>
          <dd>{size(receipt.size)}</dd>
          <dt>Checksum</dt>
          <dd>
            <code>{receipt.checksum}</code>
          </dd>
        </dl>
      </details>
    </section>
  );
}

function Gaps({ gaps, onJump }: { gaps: NonNullable<Clip['receipt']>['gaps']; onJump: (ms: number) => void }) {
  return (
    <ul class="receipt-gaps">
      {worthTelling(gaps).map((gap) => (
        <li key={gap.at_ms}>
          <Button size="small" aria-label={`Go to ${clock(gap.at_ms)}`} onClick={() => onJump(gap.at_ms)}>
            <span class="clock">{clock(gap.at_ms)}</span>
          </Button>
          <span>{gapWords(gap)}</span>
        </li>
      ))}
    </ul>
  );
}
