import { useState } from 'preact/hooks';
import { toast } from '../lib/announce';
import { Button } from '../lib/Button';
import { SelectField } from '../lib/Field';
import { useSubmit } from '../lib/useSubmit';
import { lacksPeer, type Invites } from './invites';
import type { Role, Snapshot } from './messages';

const hour_ms = 60 * 60 * 1000;

/** Makes an invite as the host wants it. */
export function InviteForm({ invites, session }: { invites: Invites; session: Snapshot }) {
  const peer = session.state === 'lobby' && lacksPeer(session);
  const missing: Role = session.participants.some(({ role }) => role === 'candidate') ? 'interviewer' : 'candidate';
  const [wanted, setRole] = useState<'peer' | 'observer'>('peer');
  const [uses, setUses] = useState(1);
  const [hours, setHours] = useState(24);
  const [choice, setKnock] = useState<boolean>();
  const role: Role = peer && wanted === 'peer' ? missing : 'observer';
  const knock = choice ?? role === 'observer';
  const { busy, error, submit } = useSubmit(async () => {
    await invites.make({ role, uses, lifetime_ms: hours * hour_ms, knock });
    toast('A new invite link is ready to be copied.');
  });
  return (
    <form class="invite-form" onSubmit={submit}>
      <SelectField label="Lets in" value={role === 'observer' ? 'observer' : 'peer'} onChange={(event) => setRole(event.currentTarget.value === 'peer' ? 'peer' : 'observer')}>
        {peer && <option value="peer">the {missing}</option>}
        <option value="observer">observers, who listen</option>
      </SelectField>
      <SelectField label="How many people" value={String(uses)} onChange={(event) => setUses(Number(event.currentTarget.value))}>
        {[1, 2, 5, 10].map((count) => (
          <option key={count} value={String(count)}>
            {count}
          </option>
        ))}
      </SelectField>
      <SelectField label="Good for" value={String(hours)} onChange={(event) => setHours(Number(event.currentTarget.value))}>
        <option value="1">an hour</option>
        <option value="24">a day</option>
        <option value="168">a week</option>
      </SelectField>
      <label class="invite-knock">
        <input type="checkbox" checked={knock} onChange={(event) => setKnock(event.currentTarget.checked)} />
        <span>Ask me before they are in</span>
      </label>
      <Button type="submit" busy={busy}>
        Make the link
      </Button>
      {error !== '' && <p role="alert">{error}</p>}
    </form>
  );
}
