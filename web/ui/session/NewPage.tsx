import { isGuest } from '../lib/guest';
import { GuestNotice } from '../lib/GuestNotice';
import { Loading } from '../lib/Loading';
import { NotFetched } from '../lib/NotFetched';
import { Page } from '../lib/Page';
import { resource } from '../lib/resource';
import { useOwned } from '../lib/useOwned';
import { loadOffer } from './offer';
import { SessionForm } from './SessionForm';

/** Where a session is made. */
export function NewPage() {
  if (!isGuest()) return <Offer />;
  return (
    <Page title="Practise" width="narrow">
      <GuestNotice />
    </Page>
  );
}

function Offer() {
  const offer = useOwned((scope) => resource(scope, loadOffer));
  const { value: loaded } = offer.loaded;
  return (
    <Page title="Practise">
      {loaded.state === 'loading' && <Loading what="Fetching formats and questions …" />}
      {loaded.state === 'failed' && (
        <NotFetched title="Formats and questions can’t be shown right now." resource={offer} failure={loaded.failure} />
      )}
      {loaded.state === 'ready' && <SessionForm offer={loaded.value} />}
    </Page>
  );
}
