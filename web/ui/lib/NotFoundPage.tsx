import { ButtonLink } from './Button';
import { Page } from './Page';

/** For an address that leads nowhere. */
export function NotFoundPage() {
  return (
    <Page
      title="There is nothing here"
      lead="The address is not one of Practice’s. Perhaps it was cut off when it was copied."
      width="narrow"
    >
      <p>
        <ButtonLink href="/" kind="primary">
          Go home
        </ButtonLink>
      </p>
    </Page>
  );
}
