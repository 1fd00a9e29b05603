import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { hurryUntil, only, type Rig, rigOf, until } from './rig.ts';

const book = 'gateway-1:ledger-1';

let rig: Rig;

beforeEach(() => {
  rig = rigOf();
});

afterEach(() => rig.close());

function isTimeout(wait_ms: number): boolean {
  return wait_ms === limits.sync_timeout_ms;
}

describe('an upstream that is well', () => {
  it('gets every movement once and in order, in batches without gap', async () => {
    const upstream = await rig.upstream();
    rig.ledger.append(1_203);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'idle');
    expect(upstream.received.get(book)).toEqual(rig.ledger.movements);
    expect([upstream.effects, upstream.requests]).toEqual([1_203, 3]);
    expect(rig.ledger.cursors.get('erp')).toBe(1_203);
    expect(rig.counters.read()).toEqual({ 'sync.acknowledged': 1_203 });
    expect(only(sync)).toEqual({
      target: 'erp',
      url: upstream.url,
      acked_seq: 1_203,
      behind: 0,
      state: 'idle',
      says: 'has everything',
      since_ms: 1_000_000,
    });
  });

  it('hears of a commit at once', async () => {
    const upstream = await rig.upstream();
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'idle');
    rig.ledger.append(2);
    expect(only(sync).behind).toBe(2);
    sync.wake();
    await until(() => only(sync).behind === 0);
    expect(upstream.effects).toBe(2);
  });
});

describe('an upstream that is down', () => {
  it('is tried again after waits that double up to a limit and are spread by chance', async () => {
    const upstream = await rig.upstream({ down: true });
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await hurryUntil(rig, () => upstream.requests >= 12);
    const waits = rig.clock.waits.filter((wait_ms) => !isTimeout(wait_ms)).slice(0, 10);
    const most = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000];
    expect(waits.every((wait_ms, at) => wait_ms <= (most[at] ?? 0) && wait_ms >= (most[at] ?? 0) / 2)).toBe(true);
    expect(only(sync)).toMatchObject({ acked_seq: 0, behind: 1, state: 'waiting' });
    expect(only(sync).says).toMatch(/^is tried again soon: ./);
    upstream.set({});
    await hurryUntil(rig, () => only(sync).behind === 0);
    expect(only(sync).last_error).toMatch(/^is tried again soon: ./);
  });

  it('says so when nobody listens at its address', async () => {
    const upstream = await rig.upstream();
    await upstream.stop();
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'waiting');
    expect(only(sync).says).toContain('ECONNREFUSED');
  });

  it('does not hold up another one', async () => {
    const [down, well] = [await rig.upstream({ down: true }), await rig.upstream()];
    rig.ledger.append(10);
    const targets = [down, well].map(({ url }, at) => ({ id: `t${at}`, url }));
    const sync = rig.start(targets);
    await until(
      () =>
        sync
          .states()
          .map(({ state }) => state)
          .join() === 'waiting,idle',
    );
    expect(sync.states().map(({ behind }) => behind)).toEqual([10, 0]);
  });
});

describe('an upstream that is slow', () => {
  it('is given up after the time limit, and what it applied late has effect once', async () => {
    const upstream = await rig.upstream({ slow_ms: 60_000 });
    rig.ledger.append(3);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => upstream.effects === 3);
    rig.clock.fire(isTimeout);
    await until(() => only(sync).state === 'waiting');
    expect(only(sync).says).toBe('is tried again soon: no answer within 10000 ms');
    expect(only(sync).acked_seq).toBe(0);
    upstream.set({});
    await hurryUntil(rig, () => only(sync).behind === 0);
    expect([upstream.effects, rig.ledger.cursors.get('erp')]).toEqual([3, 3]);
  });

  it('does not hold up the end of the gateway', async () => {
    const upstream = await rig.upstream({ slow_ms: 60_000 });
    rig.ledger.append(3);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => upstream.effects === 3);
    await sync.stop();
    expect(rig.ledger.cursors.get('erp')).toBeUndefined();
  });
});

describe('an upstream that forgets its answers', () => {
  it('gets the same batch under the same key until an answer arrives, and has one effect', async () => {
    const upstream = await rig.upstream({ forget_answers: true });
    rig.ledger.append(20);
    const keys: unknown[] = [];
    const sync = rig.start([{ id: 'erp', url: upstream.url }], {
      fetch(url, init) {
        keys.push(new Headers(init?.headers).get('Idempotency-Key'));
        return fetch(url, init);
      },
    });
    await until(() => only(sync).state === 'waiting');
    rig.ledger.append(5);
    await hurryUntil(rig, () => keys.length === 3);
    upstream.set({});
    await hurryUntil(rig, () => only(sync).behind === 0);
    expect(new Set(keys)).toEqual(new Set(['gateway-1:ledger-1:1-20', 'gateway-1:ledger-1:21-25']));
    expect(upstream.received.get(book)).toEqual(rig.ledger.movements);
    expect(upstream.effects).toBe(25);
  });

  it('has one effect also when the gateway restarts before the answer', async () => {
    const upstream = await rig.upstream({ forget_answers: true });
    rig.ledger.append(20);
    const before = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => upstream.effects === 20);
    await before.stop();
    rig.ledger.append(1);
    upstream.set({});
    const after = rig.start([{ id: 'erp', url: upstream.url }]);
    await hurryUntil(rig, () => only(after).behind === 0);
    expect(upstream.received.get(book)).toEqual(rig.ledger.movements);
    expect(upstream.effects).toBe(21);
  });
});

describe('an upstream that is picky', () => {
  it('gets what comes before, is shown with its words, and gets the rest when it has come round', async () => {
    const upstream = await rig.upstream({ picky: 'nut' });
    rig.ledger.append(4);
    rig.ledger.append(1, 'nut');
    rig.ledger.append(4);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'refused');
    expect(only(sync)).toMatchObject({
      acked_seq: 4,
      behind: 5,
      says: 'refuses movement 5 (6 nut from bin-1 to production): status 422: there is no item nut here',
    });
    await hurryUntil(rig, () => upstream.requests === 3);
    expect(upstream.effects).toBe(4);
    upstream.set({});
    await hurryUntil(rig, () => only(sync).state === 'idle');
    expect(upstream.received.get(book)).toEqual(rig.ledger.movements);
  });

  it('is asked again slowly, and not sooner because of a commit', async () => {
    const upstream = await rig.upstream({ picky: 'bolt' });
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'refused');
    rig.ledger.append(1);
    sync.wake();
    const waits = rig.clock.waits.filter((wait_ms) => !isTimeout(wait_ms));
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThanOrEqual(15_000);
    expect(upstream.requests).toBe(1);
    // The wait has not been cut short: its timer is still there to be fired.
    expect(rig.clock.fire((wait_ms) => !isTimeout(wait_ms))).toBe(true);
    await until(() => upstream.requests === 2);
  });

  it('gets smaller batches when it takes no larger ones, and larger ones again later', async () => {
    const upstream = await rig.upstream({ movements_max: 100 });
    rig.ledger.append(3_000);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => upstream.effects > 0);
    // 500, 250 and 125 were too many; 63 is not.
    expect([upstream.effects, rig.counters.read()['sync.halved']]).toEqual([63, 3]);
    upstream.set({});
    await until(() => only(sync).state === 'idle');
    expect(upstream.received.get(book)).toEqual(rig.ledger.movements);
    // 32 batches of 63, then 126 each.
    expect(upstream.requests).toBe(3 + 32 + 8);
  });

  it('is shown when it takes not even one movement', async () => {
    const upstream = await rig.upstream({ movements_max: 0 });
    rig.ledger.append(4);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'refused');
    expect(only(sync).says).toBe('refuses movement 1, which alone is larger than it takes');
  });
});

describe('the gateway itself', () => {
  it('sends the batch again when its ledger could not keep the cursor', async () => {
    const upstream = await rig.upstream();
    rig.ledger.append(2);
    let refusals = 1;
    const sync = rig.start([{ id: 'erp', url: upstream.url }], {
      advance(target, seq) {
        refusals -= 1;
        return refusals >= 0 ? Promise.reject(new Error('disk full')) : rig.ledger.advance(target, seq);
      },
    });
    await until(() => only(sync).state === 'waiting');
    expect(only(sync).says).toBe('is tried again soon: the ledger could not keep the cursor: disk full');
    await hurryUntil(rig, () => only(sync).state === 'idle');
    expect([upstream.effects, rig.ledger.cursors.get('erp')]).toEqual([2, 2]);
  });

  it('stops a target rather than send over a gap in its ledger', async () => {
    const upstream = await rig.upstream();
    rig.ledger.append(3);
    rig.ledger.movements.splice(1, 1);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'stopped');
    expect(only(sync).says).toBe('stopped by a fault of the gateway: the ledger has movement 3 where 2 must be');
    expect(upstream.requests).toBe(0);
  });

  it('takes over changed targets, each with the cursor of its id', async () => {
    const [old, fresh] = [await rig.upstream(), await rig.upstream()];
    rig.ledger.append(2);
    const sync = rig.start([
      { id: 'erp', url: old.url },
      { id: 'gone', url: old.url },
    ]);
    await until(() => sync.states().every(({ state }) => state === 'idle'));
    await sync.update([
      { id: 'new', url: fresh.url },
      { id: 'erp', url: old.url },
    ]);
    await until(() => sync.states().every(({ state }) => state === 'idle'));
    expect(sync.states().map(({ target, acked_seq }) => [target, acked_seq])).toEqual([
      ['new', 2],
      ['erp', 2],
    ]);
    // One upstream behind two targets: what the second tells it has had its effect.
    expect([old.effects, fresh.effects]).toEqual([2, 2]);
  });

  it('goes on at a new address from the cursor, and tells what that upstream lacks', async () => {
    const [old, fresh] = [await rig.upstream(), await rig.upstream()];
    rig.ledger.append(4);
    const sync = rig.start([{ id: 'erp', url: old.url }]);
    await until(() => only(sync).state === 'idle');
    await sync.update([{ id: 'erp', url: fresh.url }]);
    rig.ledger.append(1);
    sync.wake();
    await hurryUntil(rig, () => fresh.effects === 5 && only(sync).state === 'idle');
    expect([only(sync).acked_seq, old.effects]).toEqual([5, 4]);
  });
});
