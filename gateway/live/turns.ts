/** Who looks first and then acts must not be overtaken in between: what is about one thing is done one after the other. */

/** By name; what fails keeps nobody waiting, and names that nobody waits for are forgotten. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  take<Done>(name: string, work: () => Promise<Done>): Promise<Done> {
    const done = (this.#last.get(name) ?? Promise.resolve()).then(work);
    const over = done
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(name) === over) this.#last.delete(name);
      });
    this.#last.set(name, over);
    return done;
  }
}
