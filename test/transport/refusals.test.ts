import { expect, test } from 'vitest';
import { silentLog } from '../../gateway/base/log.ts';
import { Refusals } from '../../gateway/transport/refusals.ts';

test('the log has the first refusal of each connection in a minute', () => {
  let now_ms = 100_000;
  const lines: unknown[] = [];
  const refusals = new Refusals({
    clock: { now_ms: () => now_ms, monotonic_ms: () => now_ms, after: () => () => {} },
    log: { ...silentLog, warn: (what, says) => lines.push([what, says]) },
  });
  refusals.tell('node-1', 'wrong secret');
  refusals.tell('node-1', 'wrong secret');
  refusals.tell('node-2', 'wrong topic');
  refusals.tell(undefined, 'a stranger');
  refusals.tell(undefined, 'another stranger');
  now_ms += 60_000;
  refusals.tell('node-1', 'wrong again');
  expect(lines).toEqual([
    [{ connection: 'node-1' }, 'wrong secret'],
    [{ connection: 'node-2' }, 'wrong topic'],
    [{}, 'a stranger'],
    [{ connection: 'node-1' }, 'wrong again'],
  ]);
});
