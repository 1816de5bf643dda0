/** Why a recording did not load, by the element's code (HTML, MediaError). */
export function loadFailed(code: number | undefined): string {
  const network = 2;
  if (code === network) return 'The connection broke while the recording was loading. It is kept on the server; press play to go on.';
  return 'The recording could not be played just now. It is kept on the server; press play to try again, or download it.';
}
