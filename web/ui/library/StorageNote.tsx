import { answer, api } from '../api/client';
import { bytes, share } from '../lib/bytes';
import { resource } from '../lib/resource';
import { useOwned } from '../lib/useOwned';

/** How much of their storage the person has used; nothing while that is not known. */
export function StorageNote() {
  const usage = useOwned((scope) => resource(scope, (signal) => answer(api.GET('/me/usage', { signal }))));
  const { value: loaded } = usage.loaded;
  if (loaded.state !== 'ready') return null;
  const { storage_bytes: used, storage_quota_bytes: quota } = loaded.value;
  if (quota === undefined) return <p class="storage-note">Your clips take {bytes(used)}.</p>;
  return (
    <p class="storage-note">
      Your clips take {bytes(used)} of {bytes(quota)}.{share(used, quota) > 0.9 && ' Delete some before nothing more can be recorded.'}
    </p>
  );
}
