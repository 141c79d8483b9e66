/** Work that goes on beside the main one. A failure of it is told when all has ended, the first one. */
export class Beside {
  readonly #works: Promise<void>[] = [];
  #failed: { readonly error: unknown } | undefined;

  add(work: Promise<void>): void {
    this.#works.push(
      work.catch((error: unknown) => {
        this.#failed ??= { error };
      }),
    );
  }

  async end(): Promise<void> {
    await Promise.all(this.#works);
    if (this.#failed) throw this.#failed.error;
  }
}
