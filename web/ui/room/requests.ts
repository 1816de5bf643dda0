import type { Request } from './messages';

/** What each request is called; what nobody asked for by hand is not spoken of. */
const names: Readonly<Record<Request['type'], string>> = {
  consent: 'your agreement to the recording',
  swap_roles: 'the swap of roles',
  start: 'the start',
  admit: 'letting somebody in',
  refuse: 'turning somebody away',
  remove: 'taking somebody out of the session',
  skip_stage: 'the end of the stage',
  end: 'the end of the session',
  leave: 'leaving the session',
  withdraw: 'taking your agreement back',
  microphone: '',
  copy: '',
};

/** What the person has asked for, as one would list it; empty for nothing. */
export function requestNames(requests: readonly Pick<Request, 'type'>[]): string {
  const asked = requests.map(({ type }) => names[type]).filter((name) => name !== '');
  return new Intl.ListFormat('en').format(new Set(asked));
}
