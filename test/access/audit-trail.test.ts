import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import type { Deed } from '../../gateway/access/audit-trail.ts';
import { limits } from '../../gateway/base/limits.ts';
import { writePeople } from '../../gateway/ledger/people.ts';
import { HandClock } from '../live/hand-clock.ts';
import { type House, houseOf } from './house.ts';

const houses: House[] = [];

afterEach(() => {
  for (const house of houses.splice(0)) house.close();
});

function built(options: Parameters<typeof houseOf>[0] = {}): House {
  const house = houseOf(options);
  houses.push(house);
  return house;
}

const deed = { by: 'anna', what: 'postCommand', subject: 'bolt', why: 'broken', outcome: 'done' } as const;

describe('the audit trail', () => {
  test('tells who, when, what, why and what became of it, and is filtered and paged', async () => {
    const clock = new HandClock();
    const { access } = built({ clock });
    const began_ms = clock.now_ms();
    for (const by of ['anna', 'bo', 'anna']) {
      await access.trail.note({ ...deed, by, detail: { address: '127.0.0.1' } });
      clock.pass(1_000);
    }
    await access.trail.note({ ...deed, outcome: 'refused' });
    expect(access.trail.rows).toBe(4);
    const numbers = (filter: object) => access.trail.list({ limit: 10, ...filter }).map(({ number }) => number);
    expect(numbers({})).toEqual([4, 3, 2, 1]);
    expect(numbers({ by: 'bo' })).toEqual([2]);
    expect(numbers({ outcome: 'refused' })).toEqual([4]);
    expect(numbers({ what: 'postCommand', subject: 'bolt', before: 3 })).toEqual([2, 1]);
    expect(numbers({ since_ms: began_ms + 1_000, until_ms: began_ms + 2_000 })).toEqual([3, 2]);
    expect(access.trail.list({ limit: 1, by: 'bo' })).toMatchObject([
      { by: 'bo', at_ms: began_ms + 1_000, why: 'broken', outcome: 'done', detail: '{"address":"127.0.0.1"}' },
    ]);
  });

  test('is found by time also where the clock was put back meanwhile', async () => {
    let now_ms = 0;
    const { access } = built({ clock: { now_ms: () => now_ms, monotonic_ms: () => 0, after: () => () => {} } });
    for (const at_ms of [5_000, 6_000, 2_000, 3_000, 7_000]) {
      now_ms = at_ms;
      await access.trail.note(deed);
    }
    const numbers = (filter: object) => access.trail.list({ limit: 10, ...filter }).map(({ number }) => number);
    expect(numbers({ since_ms: 5_000 })).toEqual([5, 2, 1]);
    expect(numbers({ until_ms: 5_000 })).toEqual([4, 3, 1]);
    expect(numbers({ since_ms: 2_500, until_ms: 5_500, before: 4 })).toEqual([1]);
    expect(numbers({ since_ms: 8_000 })).toEqual([]);
  });

  test('is filtered by an index, whichever way', () => {
    const house = built();
    const database = new Sqlite(join(house.directory, 'ledger.sqlite'));
    const planOf = (where: string, columns = '*', order = 'ORDER BY number DESC LIMIT 9') =>
      JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN SELECT ${columns} FROM audit WHERE ${where} ${order}`).all());
    expect(planOf("number < 9 AND outcome = 'refused'")).toContain('INDEX audit_by_outcome');
    expect(planOf('at_ms BETWEEN 1 AND 2', 'MIN(number), MAX(number)', '')).toContain('COVERING INDEX audit_by_time');
    database.close();
  });

  test('cannot be changed, nor can anything be taken out of it', async () => {
    const house = built();
    await house.person('anna', ['administrator']);
    const database = new Sqlite(join(house.directory, 'ledger.sqlite'));
    expect(() => database.exec("UPDATE audit SET by = 'eve'")).toThrow('the audit trail is never changed');
    expect(() => database.exec('DELETE FROM audit')).toThrow('nothing is removed from the audit trail');
    expect(() => database.exec('DELETE FROM person')).toThrow('people are never removed');
    database.close();
    expect(house.reader.audit.broken()).toBeUndefined();
  });

  test('stays whole when somebody writes half a character', async () => {
    const house = built();
    await house.access.trail.note({ ...deed, subject: 'bolt \ud800', why: '\udc00 because' });
    await house.access.trail.note(deed);
    expect(house.reader.audit.broken()).toBeUndefined();
    expect(house.access.trail.list({ limit: 1, before: 2 })).toMatchObject([{ subject: 'bolt \ufffd' }]);
  });

  test('shows the first row that was changed behind its triggers, or taken out', async () => {
    const house = built();
    for (let row = 0; row < 5; row += 1) await house.access.trail.note(deed);
    const database = new Sqlite(join(house.directory, 'ledger.sqlite'));
    database.exec("DROP TRIGGER audit_is_never_changed; UPDATE audit SET by = 'eve' WHERE number = 3");
    expect(house.reader.audit.broken()).toBe(3);
    database.exec("UPDATE audit SET by = 'anna' WHERE number = 3");
    expect(house.reader.audit.broken()).toBeUndefined();
    database.exec('DROP TRIGGER audit_is_never_removed; DELETE FROM audit WHERE number = 2');
    expect(house.reader.audit.broken()).toBe(3);
    database.close();
  });

  test('is written with the change or not at all', () => {
    const house = built();
    const entry = { at_ms: 1, by: 'anna', what: 'x', subject: '', why: '', outcome: 'done', detail: '{}' } as const;
    const isWritten = writePeople(house.directory, [
      { kind: 'audit', entry },
      { kind: 'use-ticket', hash: new Uint8Array(32), now_ms: 1 },
    ]);
    expect([isWritten, house.access.trail.rows]).toEqual([false, 0]);
  });

  const refusal = { ...deed, outcome: 'refused' } as const;

  /** Notes many in one transaction, which is what they take the time for. */
  function noteAll({ access, directory }: House, deeds: readonly Deed[]): void {
    writePeople(
      directory,
      deeds.flatMap((each) => access.trail.entries(each)),
    );
  }

  test('writes so many refusals of one person an hour one by one, one row more, and the rest as a number', async () => {
    const clock = new HandClock();
    const house = built({ clock });
    const { access, counters } = house;
    noteAll(house, Array(250).fill(refusal));
    expect(access.trail.rows).toBe(201);
    await access.trail.note(deed);
    expect(access.trail.rows).toBe(202);
    clock.pass(3_600_000);
    await access.trail.note(refusal);
    expect(
      access.trail.list({ limit: 9, what: 'refusals' }).map((row) => [row.subject, JSON.parse(row.detail)]),
    ).toEqual([
      ['anna', { says: '50 refusals more from anna', further_refusals: 50, since_ms: clock.now_ms() - 3_600_000 }],
      ['anna', { says: 'further refusals of this hour are only counted' }],
    ]);
    expect(access.trail.list({ limit: 1 })).toMatchObject([{ by: 'anna', what: 'postCommand' }]);
    expect(counters.read()['access.refusals_counted_only']).toBe(50);
  });

  test('is not blinded to others by whoever is refused very often', async () => {
    const house = built();
    const { access } = house;
    const unknown = { ...refusal, by: 'nobody', what: 'signIn' } as const;
    // From all addresses of one IPv6 network, from one of IPv4, and by a person.
    const rounds = Array.from({ length: 201 }, (_, round): readonly Deed[] => [
      { ...unknown, detail: { address: `2001:db8::${round.toString(16)}` } },
      { ...unknown, detail: { address: '10.0.0.9' } },
      { ...refusal, detail: { address: '10.0.0.9' } },
    ]);
    noteAll(house, rounds.flat());
    const spent = access.trail.list({ limit: 9, what: 'refusals' }).map(({ subject }) => subject);
    expect(spent).toEqual(['anna', '10.0.0.9', '2001:db8:0:0::/64']);
    await access.trail.note({ ...refusal, by: 'bo' });
    await access.trail.note({ ...unknown, detail: { address: '10.0.0.8' } });
    expect(access.trail.list({ limit: 2 })).toMatchObject([
      { what: 'signIn', detail: '{"address":"10.0.0.8"}' },
      { by: 'bo', what: 'postCommand' },
    ]);
  });

  test('tells so many addresses apart in an hour, and further ones not; people always', async () => {
    const clock = new HandClock();
    const house = built({ clock });
    const { access } = house;
    const unknown = { ...refusal, by: 'nobody' } as const;
    const addresses = Array.from({ length: 401 }, (_, i) => `10.0.${i % 256}.${Math.floor(i / 256)}`);
    noteAll(
      house,
      addresses.map((address) => ({ ...unknown, detail: { address } })),
    );
    expect(access.trail.list({ limit: 1 })).toMatchObject([{ what: 'refusals', subject: 'other addresses' }]);
    await access.trail.note(refusal);
    expect(access.trail.list({ limit: 1 })).toMatchObject([{ by: 'anna' }]);
    clock.pass(3_600_000);
    await access.trail.note({ ...unknown, detail: { address: '10.0.0.99' } });
    expect(access.trail.list({ limit: 2 })).toMatchObject([
      { detail: '{"address":"10.0.0.99"}' },
      { subject: 'other addresses', detail: expect.stringContaining('"further_refusals":1,') },
    ]);
  });

  test('says at the end how many it only counted', async () => {
    const house = built();
    const { access } = house;
    noteAll(house, Array(203).fill(refusal));
    await access.trail.settle();
    expect(access.trail.list({ limit: 1 })).toMatchObject([
      { detail: expect.stringContaining('3 refusals more from anna') },
    ]);
  });

  test('says how much of a long detail it leaves out', async () => {
    const { access } = built();
    await access.trail.note({ ...deed, detail: { body: 'x'.repeat(10_000) } });
    const told: unknown = JSON.parse(access.trail.list({ limit: 1 })[0]?.detail ?? '');
    expect(told).toMatchObject({ left_out_chars: 10_011 - limits.audit_detail_chars_max });
  });
});
