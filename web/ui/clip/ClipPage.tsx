import { Page } from '../lib/Page';

/** Comes next. */
export function ClipPage({ id }: { id: string }) {
  return <Page title={id} />;
}
