import { Page } from '../lib/Page';

/** Where an invited person joins. */
export function InvitePage({ token }: { token: string }) {
  return <Page title="You are invited" tab={token === '' ? 'Invite' : 'You are invited'} />;
}
