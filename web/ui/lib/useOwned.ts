import { useEffect, useMemo } from 'preact/hooks';
import { Scope } from './scope';

/** Makes something that lives as long as the component, with a scope that ends with it. */
export function useOwned<T>(make: (scope: Scope) => T): T {
  const [scope, made] = useMemo(() => {
    const scope = new Scope();
    return [scope, scope.guard(() => make(scope))] as const;
  }, []);
  useEffect(() => () => scope.dispose(), [scope]);
  return made;
}
