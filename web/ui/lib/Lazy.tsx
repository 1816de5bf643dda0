import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from './Button';
import { Loading } from './Loading';
import { Notice } from './Notice';
import { Page } from './Page';
import { useScope } from './useScope';

/**
 * A component that is loaded when it is first shown. A load that fails says so
 * and can be tried again.
 */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let ready: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [attempt, setAttempt] = useState(0);
    const [failed, setFailed] = useState(false);
    const [, show] = useState(ready !== undefined);
    useScope(
      (scope) => {
        if (ready) return;
        setFailed(false);
        load().then(
          (component) => {
            ready = component;
            if (!scope.disposed) show(true);
          },
          () => {
            if (!scope.disposed) setFailed(true);
          },
        );
      },
      [attempt],
    );
    if (ready) {
      const Ready = ready;
      return <Ready {...props} />;
    }
    if (!failed) return <Loading what="Opening …" />;
    return (
      <Page title="This page did not load" width="narrow">
        <Notice
          kind="failed"
          title="A part of the page could not be fetched."
          actions={
            <>
              <Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>
              <Button onClick={() => location.reload()}>Load everything anew</Button>
            </>
          }
        >
          <p>Nothing was lost. Perhaps the connection broke, or the server was updated meanwhile.</p>
        </Notice>
      </Page>
    );
  };
}
