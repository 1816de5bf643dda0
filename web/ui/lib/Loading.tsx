import './Loading.css';

/** Stands where something will be. It shows itself only when the wait is long enough to be noticed. */
export function Loading({ what }: { what: string }) {
  return (
    <p class="loading" role="status">
      <span class="loading-bars" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      {what}
    </p>
  );
}
