import type { FromServer } from '../room/messages';

/** A socket without a server, for tests, which say what arrives. */
export class Line extends EventTarget {
  static readonly OPEN = 1;
  static #all: Line[] = [];
  readyState: number = Line.OPEN;
  /** What the page has sent, in order. */
  readonly sent: { readonly type: string; readonly id?: string }[] = [];

  constructor() {
    super();
    Line.#all.push(this);
  }

  /** The one that was opened last. */
  static get last(): Line {
    const line = Line.#all.at(-1);
    if (!line) throw new Error('the page has opened no socket');
    return line;
  }

  /** The types of what the page has sent, without the questions for the time. */
  get types(): string[] {
    return this.sent.map(({ type }) => type).filter((type) => type !== 'time');
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }

  /** Hands the page a message of the server. */
  arrive(message: FromServer): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  /** Ends the connection; code 1006 is that of one that broke. */
  close(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}
