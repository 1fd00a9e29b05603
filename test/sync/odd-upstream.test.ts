import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hurryUntil, only, type Rig, rigOf, until } from './rig.ts';

const book = 'gateway-1:ledger-1';

let rig: Rig;

beforeEach(() => {
  rig = rigOf();
});

afterEach(() => rig.close());

describe('an upstream with a past', () => {
  it('that has lost what it had is told again, and the cursor does not go back', async () => {
    const upstream = await rig.upstream();
    rig.ledger.append(1_200);
    const sync = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(sync).state === 'idle');
    upstream.restore(book, 12);
    rig.ledger.append(1);
    sync.wake();
    await until(() => only(sync).state === 'waiting');
    expect(only(sync)).toMatchObject({
      acked_seq: 1_200,
      says: 'is tried again soon: it has lost what it had: it is told again from movement 13 on',
    });
    await hurryUntil(rig, () => only(sync).state === 'idle');
    expect(upstream.received.get(book)).toEqual(rig.ledger.movements);
    expect(rig.counters.read()['sync.rewinds']).toBe(1);
  });

  it('that has other movements under these numbers is shown and told nothing more', async () => {
    const upstream = await rig.upstream();
    rig.ledger.append(3, 'nut');
    const first = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(first).state === 'idle');
    await first.stop();
    rig.ledger.movements.length = 0;
    rig.ledger.cursors.clear();
    rig.ledger.append(2);
    const second = rig.start([{ id: 'erp', url: upstream.url }]);
    await until(() => only(second).state === 'refused');
    expect(only(second).says).toBe(
      'refuses movement 1 (2 bolt from bin-1 to production): status 422: movement 1 is another one here',
    );
    expect(upstream.effects).toBe(3);
  });

  it('that is ahead of the ledger stops it, saying why', async () => {
    const url = await rig.server((_request, response) => response.end('{"acked_seq":9}'));
    rig.ledger.append(2);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'stopped');
    expect(only(sync)).toMatchObject({
      acked_seq: 0,
      says: 'has movement 9 of this ledger, which ends at 2: was an older backup restored here? Nothing is sent until the gateway starts anew with a ledger of its own',
    });
  });
});

describe('an upstream that answers oddly', () => {
  it('moves the cursor no further than over what was sent', async () => {
    const bodies = ['{"acked_seq":600}', '{"acked_seq":600}'];
    const url = await rig.server((_request, response) => response.end(bodies.shift() ?? '{"acked_seq":500}'));
    rig.ledger.append(600);
    const cursors: number[] = [];
    const sync = rig.start([{ id: 'erp', url }], {
      advance(target, seq) {
        cursors.push(seq);
        return rig.ledger.advance(target, seq);
      },
    });
    await until(() => only(sync).state === 'idle');
    expect(cursors).toEqual([500, 600]);
  });

  it('and acknowledges nothing of what it got is tried again later', async () => {
    const url = await rig.server((_request, response) => response.end('{"acked_seq":0}'));
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'waiting');
    expect(only(sync).says).toBe('is tried again soon: it acknowledges nothing of what it got');
  });

  it('and expects just what it refuses is tried again later', async () => {
    const url = await rig.server((_request, response) => response.writeHead(409).end('{"expected_seq":1}'));
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'waiting');
    expect(only(sync).says).toContain('it refuses what it says it expects');
  });

  it('and has part of the batch already gets the rest', async () => {
    let asked = 0;
    const url = await rig.server((_request, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(409).end('{"expected_seq":3}');
      else response.end('{"acked_seq":5}');
    });
    rig.ledger.append(5);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'idle');
    expect([asked, only(sync).acked_seq]).toEqual([2, 5]);
  });

  it('and refuses what it says it has is not believed', async () => {
    const url = await rig.server((_request, response) => response.writeHead(422).end('{"acked_seq":5,"says":"no"}'));
    rig.ledger.append(5);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'refused');
    expect(only(sync)).toMatchObject({ acked_seq: 0, says: 'refuses what comes after movement 0: status 422: no' });
  });

  it('by sending the gateway elsewhere is not followed', async () => {
    let followed = false;
    const url = await rig.server((request, response) => {
      followed ||= request.url === '/elsewhere';
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'refused');
    expect([followed, only(sync).says]).toEqual([
      false,
      'refuses what comes after movement 0: status 307; redirects are not followed',
    ]);
  });

  it('at endless length is cut off', async () => {
    const url = await rig.server((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    rig.ledger.append(1);
    const sync = rig.start([{ id: 'erp', url }]);
    await until(() => only(sync).state === 'waiting');
    expect(only(sync).says).toBe('is tried again soon: its answer is longer than 65536 bytes');
  });
});
