import { Page } from '../lib/Page';

/** Comes next. */
export function LibraryPage() {
  return <Page title="LibraryPage" />;
}
