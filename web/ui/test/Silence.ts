/** A peer connection, for tests, on which no voice ever flows. */
export class Silence extends EventTarget {
  addTransceiver(): object {
    return {};
  }

  createOffer(): Promise<never> {
    return new Promise(() => undefined);
  }

  close(): void {}
}
