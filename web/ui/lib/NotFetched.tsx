import type { ComponentChildren } from 'preact';
import { background } from './background';
import { Button } from './Button';
import { Notice } from './Notice';
import type { Loaded, Resource } from './resource';

interface NotFetchedProps {
  title: string;
  /** What could not be fetched, to fetch it again. */
  resource: Pick<Resource<unknown>, 'reload'>;
  failure: Extract<Loaded<unknown>, { state: 'failed' }>['failure'];
  /** What was kept all the same. */
  children?: ComponentChildren;
}

/** Says why something could not be fetched, and fetches it again when asked to. */
export function NotFetched({ title, resource, failure, children }: NotFetchedProps) {
  return (
    <Notice kind="failed" title={title} actions={<Button onClick={() => background(resource.reload())}>Try again</Button>}>
      <p>
        {failure.message} {children}
      </p>
    </Notice>
  );
}
