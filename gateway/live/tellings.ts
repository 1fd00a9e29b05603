/** Who commands a device waits here for what becomes of it, and not for ever. */
import type { Clock } from '../base/clock.ts';
import { limits } from '../base/limits.ts';
import type { TellingChange, TellingOutcome } from '../ledger/commit.ts';

export class Tellings {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, (outcome: TellingOutcome) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes what a commit says of commands to devices. */
  note(changes: readonly TellingChange[]): void {
    for (const change of changes) if (change.kind === 'told') this.#waiting.get(change.n)?.(change.outcome);
  }

  /** What became of the command of journal row `n`, once it is durable; undefined when nobody has said so in time. */
  outcomeOf(n: number): Promise<TellingOutcome | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(limits.device_command_answer_ms_max, () => end(undefined));
      const end = (outcome: TellingOutcome | undefined) => {
        cancel();
        this.#waiting.delete(n);
        resolve(outcome);
      };
      this.#waiting.set(n, end);
    });
  }
}
