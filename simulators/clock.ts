/** Time for simulators that run beside a real gateway. The gateway's own clock fits, and so does a test's. */
export interface SimulatorClock {
  now_ms(): number;
  /** Calls back once; the returned function takes it back. */
  after(wait_ms: number, then: () => void): () => void;
}

export const systemClock: SimulatorClock = {
  now_ms: () => Date.now(),
  after(wait_ms, then) {
    const timer = setTimeout(then, wait_ms);
    return () => clearTimeout(timer);
  },
};

/** Calls back every `wait_ms`, at first after one wait; the returned function ends it. */
export function every(clock: SimulatorClock, wait_ms: number, then: () => void): () => void {
  let cancel = () => {};
  const again = () => {
    cancel = clock.after(wait_ms, again);
    then();
  };
  cancel = clock.after(wait_ms, again);
  return () => cancel();
}
