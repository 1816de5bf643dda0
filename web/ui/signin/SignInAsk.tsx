import { ButtonLink } from '../lib/Button';
import { Page } from '../lib/Page';
import { SignInHelp } from './SignInHelp';

/** Stands where a page would be if one were signed in. */
export function SignInAsk() {
  return (
    <Page title="Sign in first" lead="This page shows what belongs to you, so Practice has to know who you are." width="narrow">
      <SignInHelp />
      <p>
        <ButtonLink href="/">What is Practice?</ButtonLink>
      </p>
    </Page>
  );
}
