import { Page } from '../lib/Page';

/** Comes next. */
export function NewPage() {
  return <Page title="NewPage" />;
}
