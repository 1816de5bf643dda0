import './PartNote.css';

/** Stands beside the downloads of a clip of which more is to come. */
export function PartNote() {
  return <p class="part-note">More of this clip is still on its way. A download holds what is there now.</p>;
}
