import { signal } from '@preact/signals';
import { type Failure, failureOf } from '../api/failure';
import { me, signIn } from '../api/me';
import type { User } from '../api/schema';
import { background } from '../lib/background';
import { Button, ButtonLink } from '../lib/Button';
import { Loading } from '../lib/Loading';
import { Notice } from '../lib/Notice';
import { Page } from '../lib/Page';
import { go } from '../lib/router';
import type { Scope } from '../lib/scope';
import { useOwned } from '../lib/useOwned';
import { NameForm } from './NameForm';
import { SignInHelp } from './SignInHelp';
import { tokenIn } from './token';

type Step =
  | { readonly at: 'no link' }
  | { readonly at: 'signing in' }
  | { readonly at: 'failed'; readonly failure: Failure }
  | { readonly at: 'named?'; readonly user: User };

/** Uses a sign-in link up, as soon as it is opened. */
export function SignInPage() {
  const { step, attempt } = useOwned(startSignIn);
  const now = step.value;
  switch (now.at) {
    case 'signing in':
      return (
        <Page title="Signing you in" width="narrow">
          <Loading what="One moment …" />
        </Page>
      );
    case 'failed':
      return <Failed failure={now.failure} again={attempt} />;
    case 'named?':
      return (
        <Page title="What should we call you?" lead="Your name is shown to the peers you practise with, and nowhere else." width="narrow">
          <NameForm name={now.user.name} onDone={() => go('/', { replace: true })} />
        </Page>
      );
    case 'no link':
      return <NoLink />;
  }
}

function startSignIn(scope: Scope) {
  const token = tokenIn(location.hash);
  // A used-up secret has no place in the history.
  if (token !== '') history.replaceState(null, '', location.pathname);
  const step = signal<Step>({ at: token === '' ? 'no link' : 'signing in' });
  const attempt = async (): Promise<void> => {
    step.value = { at: 'signing in' };
    let next: Step;
    try {
      const { user, before } = await signIn(token);
      background(copiesAfterSignIn(user, before));
      next = { at: 'named?', user };
    } catch (error) {
      next = { at: 'failed', failure: failureOf(error) };
    }
    if (scope.disposed) return;
    if (next.at === 'named?' && next.user.name !== '') go('/', { replace: true });
    else step.value = next;
  };
  if (token !== '') background(attempt());
  return { step, attempt };
}

/** The copies of a guest who became this user are the user's, and what this browser holds of their voice is sent now. */
async function copiesAfterSignIn(user: User, before: User | undefined): Promise<void> {
  const { handOverCopies } = await import('../copy/handOver');
  await handOverCopies(before?.guest === true ? before.id : '', user.id);
}

function Failed({ failure, again }: { failure: Failure; again: () => Promise<void> }) {
  // A link that is unknown, used or expired stays so.
  const final = failure.status === 404 || failure.status === 410;
  return (
    <Page title="You are not signed in" width="narrow">
      <Notice
        kind="failed"
        title={final ? 'This link doesn’t work (any more).' : 'Signing in did not work.'}
        actions={!final && <Button onClick={() => background(again())}>Try again</Button>}
      >
        <p>{failure.message}</p>
      </Notice>
      {me.value.state === 'known' ? <AlreadyIn /> : <SignInHelp />}
    </Page>
  );
}

function NoLink() {
  if (me.value.state === 'known' && !me.value.user.guest) {
    return (
      <Page title="You are signed in" width="narrow">
        <AlreadyIn />
      </Page>
    );
  }
  return (
    <Page title="Sign in" lead="With a link, once. No password to remember." width="narrow">
      <SignInHelp />
    </Page>
  );
}

function AlreadyIn() {
  const name = me.value.state === 'known' ? me.value.user.name : '';
  return (
    <>
      <p>This browser is signed in{name === '' ? '' : ` as ${name}`} already.</p>
      <p>
        <ButtonLink kind="primary" href="/">
          Go home
        </ButtonLink>
      </p>
    </>
  );
}
