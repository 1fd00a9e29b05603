/** Time, passed in. `now_ms` is the wall clock and may jump; `monotonic_ms` never runs backwards. */
export interface Clock {
  now_ms(): number;
  monotonic_ms(): number;
  /** Calls back once; the returned function takes it back. */
  after(wait_ms: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now_ms: () => Date.now(),
  monotonic_ms: () => performance.now(),
  after(wait_ms, then) {
    const timer = setTimeout(then, wait_ms);
    return () => clearTimeout(timer);
  },
};
