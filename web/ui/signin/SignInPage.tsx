import { Page } from '../lib/Page';

/** Comes next. */
export function SignInPage() {
  return <Page title="SignInPage" />;
}
