import { me } from '../api/me';
import { Greeting } from './Greeting';
import { Welcome } from './Welcome';

/** The first page: where to begin, or what Practice is. */
export function HomePage() {
  const current = me.value;
  return current.state === 'known' ? <Greeting user={current.user} /> : <Welcome />;
}
