type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A whole answer. Its body becomes text when it is asked for: of a record that was written nobody reads more than the ends. */
export class Answer {
  readonly #body: Buffer;
  #text: string | undefined;

  constructor(
    readonly status: number,
    readonly headers: Headers,
    body: Buffer,
  ) {
    this.#body = body;
  }

  get bytes(): number {
    return this.#body.length;
  }

  /** The body as text, because an error may come in any form. */
  get text(): string {
    this.#text ??= this.#body.toString();
    return this.#text;
  }

  /** The body by itself: it keeps nothing alive of what came with it over the connection. */
  copy(): Buffer {
    return Buffer.from(this.#body);
  }

  /** Nothing but white space. */
  get isEmpty(): boolean {
    return this.#body.every((byte) => byte <= space);
  }

  /** Begins and ends as a JSON object does: neither a web page nor a body that was cut off. */
  get looksLikeObject(): boolean {
    let first = 0;
    let last = this.#body.length - 1;
    while (first < last && (this.#body[first] ?? 0) <= space) first += 1;
    while (first < last && (this.#body[last] ?? 0) <= space) last -= 1;
    return this.#body[first] === openingBrace && this.#body[last] === closingBrace;
  }
}

const space = 0x20;
const openingBrace = 0x7b;
const closingBrace = 0x7d;
