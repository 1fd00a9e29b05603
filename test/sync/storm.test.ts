import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../../gateway/base/random.ts';
import type { Sync } from '../../gateway/sync/sync.ts';
import type { UpstreamFaults } from '../../simulators/upstream.ts';
import { hurryUntil, only, rigOf, until } from './rig.ts';

const book = 'gateway-1:ledger-1';

const weathers: readonly UpstreamFaults[] = [
  {},
  { fail_permille: 500 },
  { fail_permille: 900, slow_ms: 40 },
  { forget_answers: true },
  { down: true },
  { picky: 'nut' },
  { movements_max: 7, fail_permille: 200 },
];

/** One life of an upstream and a gateway that restarts, all from one seed. */
async function storm(seed: number): Promise<void> {
  const rig = rigOf(seed);
  const random = randomOf(seed + 1);
  const upstream = await rig.upstream();
  const targets = [{ id: 'erp', url: upstream.url }];
  let sync: Sync = rig.start(targets);
  let acked_seq = 0;
  const check = () => {
    const state = only(sync);
    expect(state.acked_seq).toBeGreaterThanOrEqual(acked_seq);
    expect(state.acked_seq).toBeLessThanOrEqual(upstream.received.get(book)?.length ?? 0);
    acked_seq = state.acked_seq;
  };
  try {
    for (let step = 0; step < 25; step += 1) {
      upstream.set(weathers[random.int(0, weathers.length - 1)] ?? {});
      rig.ledger.append(random.int(0, 40), random.int(0, 3) === 0 ? 'nut' : 'bolt');
      sync.wake();
      const asked = upstream.requests + random.int(0, 4);
      await hurryUntil(rig, () => upstream.requests >= asked || only(sync).state === 'idle');
      check();
      if (random.int(0, 3) === 0) {
        await sync.stop();
        sync = rig.start(targets);
      }
    }
    upstream.set({});
    await hurryUntil(rig, () => only(sync).behind === 0);
    check();
    expect(upstream.received.get(book) ?? []).toEqual(rig.ledger.movements);
    expect(upstream.effects).toBe(rig.ledger.movements.length);
  } finally {
    await rig.close();
  }
}

describe('through any weather and any restart', () => {
  it('every movement has its effect once and in order, and the cursor is never ahead of the upstream nor goes back', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1_000_000 }), storm), { numRuns: 12 });
  });

  it('a week without upstream is caught up in order', async () => {
    const rig = rigOf(7);
    const upstream = await rig.upstream({ down: true });
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    for (let day = 0; day < 7; day += 1) {
      rig.ledger.append(1_500);
      sync.wake();
      await until(() => only(sync).state === 'waiting');
    }
    upstream.set({ fail_permille: 300 });
    await hurryUntil(rig, () => only(sync).behind === 0);
    expect(upstream.received.get(book)).toEqual(rig.ledger.movements);
    expect(upstream.effects).toBe(10_500);
    await rig.close();
  });
});
