import { useState } from 'preact/hooks';
import type { Clip } from '../api/schema';
import { background } from '../lib/background';
import type { Resource } from '../lib/resource';
import { Stale } from '../lib/Stale';
import { ClipRow } from './ClipRow';
import { DeleteDialog } from './DeleteDialog';
import { MiniPlayer } from './MiniPlayer';
import type { Player } from './player';

interface ListProps {
  clips: readonly Clip[];
  /** The clips that were fetched, of which `clips` may be a part: what a change is put into. */
  all: Resource<Clip[]>;
  player: Player;
}

/** Clips in a list with one player for all of them. */
export function ClipList({ clips, all, player }: ListProps) {
  const [deleting, setDeleting] = useState<Clip>();
  const change = (edit: (clips: Clip[]) => Clip[]): void => {
    const { value } = all.loaded;
    if (value.state === 'ready') all.put(edit(value.value));
    background(all.reload()); // where only the newest are listed, another one moves up
  };
  return (
    <>
      <Stale loaded={all.loaded.value} />
      <ul class="clip-rows">
        {clips.map((clip) => (
          <ClipRow
            key={clip.id}
            clip={clip}
            player={player}
            onRenamed={(renamed) => change((old) => old.map((c) => (c.id === renamed.id ? renamed : c)))}
            onDelete={setDeleting}
          />
        ))}
      </ul>
      <MiniPlayer player={player} />
      <DeleteDialog
        clip={deleting}
        onClose={() => setDeleting(undefined)}
        onDeleted={(id) => {
          if (player.clip.value?.id === id) player.close();
          change((old) => old.filter((c) => c.id !== id));
        }}
      />
    </>
  );
}
