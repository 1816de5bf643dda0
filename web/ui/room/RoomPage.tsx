import { Page } from '../lib/Page';

/** Where a session happens. */
export function RoomPage({ id }: { id: string }) {
  return <Page title={`Session ${id}`} />;
}
