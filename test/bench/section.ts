/** One part of the benchmark: measures, prints its table, leaves nothing behind. */
export interface Bench {
  /** Fewer repetitions, shorter runs: to see that it works, not to quote. */
  readonly isQuick: boolean;
  print(text: string): void;
}

export type Section = (bench: Bench) => Promise<void> | void;
