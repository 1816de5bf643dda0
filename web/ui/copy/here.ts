import { signal } from '@preact/signals';

/** The clips of which this browser holds a copy that the server may not have in full. Empty until it was looked at. */
export const copiesHere = signal<ReadonlySet<string>>(new Set());
