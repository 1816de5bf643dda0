import { Fragment } from 'preact';
import { loadMe, me, takeovers } from './api/me';
import { background } from './lib/background';
import { Button } from './lib/Button';
import { Loading } from './lib/Loading';
import { Notice } from './lib/Notice';
import { Page } from './lib/Page';
import { place } from './lib/router';
import { Shell } from './lib/Shell';
import { routeTo } from './routes';
import { SignInAsk } from './signin/SignInAsk';
import { UserMenu } from './signin/UserMenu';

/** The whole page. */
export function App() {
  return (
    <Shell user={<UserMenu />}>
      <Content />
    </Shell>
  );
}

function Content() {
  const { open, show } = routeTo(place.value);
  const current = me.value;
  if (current.state === 'unknown') return <Loading what="Opening …" />;
  if (current.state === 'failed') {
    return (
      <Page title="No answer from the server" width="narrow">
        <Notice
          kind="failed"
          title="Practice can’t be reached right now."
          actions={<Button onClick={() => background(loadMe())}>Try again</Button>}
        >
          <p>{current.failure.message} What was recorded before is kept.</p>
        </Notice>
      </Page>
    );
  }
  if (!open && current.state === 'nobody') return <SignInAsk />;
  // Whatever was fetched for one person is not shown to another.
  return <Fragment key={takeovers.value}>{show()}</Fragment>;
}
