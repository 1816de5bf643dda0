import { Page } from '../lib/Page';

/** Comes next. */
export function HomePage() {
  return <Page title="HomePage" />;
}
