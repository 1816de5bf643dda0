/** Where tabs tell each other that a copy was written to or sent. */
export const copiesChannel = 'practice-copies';

/** Tells it to all tabs, this one included. */
export function tellTabs(): void {
  const channel = new BroadcastChannel(copiesChannel);
  channel.postMessage('look');
  channel.close();
}
