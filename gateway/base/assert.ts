/** For what only a mistake of ours can break: stop, restart, replay. Never for what the world does. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed';
}

export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new AssertionFailed(why);
}

/** Ends an exhaustive switch: the compiler proves that it is never reached. */
export function never(value: never): never {
  throw new AssertionFailed(`unexpected case: ${JSON.stringify(value)}`);
}
