import { Notice } from '../lib/Notice';
import type { Room } from './room';

/** Says why the last thing that was asked for was refused, until something else is done. */
export function RefusalNotice({ room }: { room: Room }) {
  const { refusal } = room.state.value;
  return refusal ? <Notice key={refusal.id} kind="failed" title={refusal.message} /> : null;
}
