import { answer, api } from '../api/client';
import type { Format, Questions } from '../api/schema';
import { background } from '../lib/background';
import { Button } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { resource } from '../lib/resource';
import { useOwned } from '../lib/useOwned';
import { SessionForm } from './SessionForm';

/** Where a session is made. */
export function NewPage() {
  const offer = useOwned((scope) => resource(scope, loadOffer));
  const { value: loaded } = offer.loaded;
  return (
    <Page title="Practise">
      {loaded.state === 'loading' && <Loading what="Fetching formats and questions …" />}
      {loaded.state === 'failed' && (
        <Notice kind="failed" title="Formats and questions can’t be shown right now." actions={<Button onClick={() => background(offer.reload())}>Try again</Button>}>
          <p>{loaded.failure.message}</p>
        </Notice>
      )}
      {loaded.state === 'ready' && <SessionForm offer={loaded.value} />}
    </Page>
  );
}

/** What one can choose from. */
export interface Offer extends Questions {
  readonly formats: Format[];
}

async function loadOffer(signal: AbortSignal): Promise<Offer> {
  const [{ formats }, bank] = await Promise.all([answer(api.GET('/formats', { signal })), answer(api.GET('/questions', { signal }))]);
  return { formats, ...bank };
}
