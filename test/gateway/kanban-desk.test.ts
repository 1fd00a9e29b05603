/** Goal: what the levels of bins say is told once it has lasted, each bin by itself, and what a person took back stays back until goods are brought. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { KanbanDesk } from '../../gateway/kanban-desk.ts';
import type { PlanAsk, PlanReply } from '../../gateway/live/routes/plans.ts';
import { levelsOf } from '../../gateway/stock/levels.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { HandClock } from '../live/hand-clock.ts';
import { opening_ms, siteFrom, type WorkHouse, workHouse, workSiteJson } from '../work/work-house.ts';

const cells = {
  id: 'cells',
  item: 'nut',
  bins: ['N1', 'X1'],
  from: 'stage',
  container_units: 50,
  cards: 2,
  lead_time_days: 1,
  settle_s: 30,
};
const rack = { ...cells, id: 'rack', bins: ['B2'], cards: 2 };
const json = { ...workSiteJson, work: { ...workSiteJson.work, kanban: [cells, rack] } };

const levelsNow = () =>
  levelsOf(house.reader.levels({}).map(({ item, location, quantity }) => ({ item, quantity, from: '', to: location })));

let made_ms: number | undefined;
let asked_for: string[] = [];
function plan(asked: PlanAsk): PlanReply {
  if (made_ms === undefined) return { ok: false, says: 'no plan' };
  if (asked.kind === 'item') asked_for.push(asked.item);
  return {
    ok: true,
    answer: { state: { made: { origin_ms: made_ms, head_seq: 1, items: 1, items_beyond: 0, lasted_ms: 1 } } },
  };
}

let house: WorkHouse;
let clock: HandClock;
let desk: KanbanDesk;
let settings: Site;
beforeEach(() => {
  [made_ms, asked_for] = [undefined, []];
  house = workHouse(json);
  settings = house.site;
  clock = new HandClock(opening_ms);
  desk = new KanbanDesk({
    reader: house.reader,
    intake: { command: (by, command) => Promise.resolve(house.give(command, by)) },
    plans: { ask: (asked) => Promise.resolve(plan(asked)) },
    siteFile: {
      get current() {
        return settings;
      },
    },
    state: { facts: () => ({ levels: levelsNow() }) },
    clock,
    log: silentLog,
    counters: countersOf(),
  });
});
afterEach(async () => {
  await desk.close();
  house.clear();
});

function move(item: string, quantity: number, from: string, to: string): void {
  const answer = house.give({ kind: 'move', item, quantity, from, to, reason: 'x' });
  if (!answer.ok) throw new Error(answer.says);
}
async function seconds(many: number): Promise<void> {
  for (let second = 0; second < many; second += 1) {
    clock.pass(1_000);
    await new Promise((then) => setImmediate(then));
  }
}
const signals = () =>
  house.reader.documents
    .documents({ kinds: ['card-signal'], limit: 99 })
    .flatMap(({ document }) => (document.kind === 'card-signal' ? [document] : []))
    .map(({ id, loop, card, state }) => `${id} ${loop} ${card} ${state}`);

test('an empty bin signals once it has stayed empty, however often another one of its loop changes meanwhile', async () => {
  for (const bin of ['N1', 'X1']) move('nut', 50, 'supplier', bin);
  move('nut', 50, 'N1', 'customer');
  // Somebody lifts the other container and puts it back, again and again.
  for (let time = 0; time < 5; time += 1) {
    move('nut', 50, 'X1', 'stage');
    await seconds(5);
    move('nut', 50, 'stage', 'X1');
    await seconds(5);
  }
  expect(signals()).toEqual(['KB-1 cells 1 ordered']);
});

test('a bin that nobody had seen signals as soon as something lay in it', async () => {
  await seconds(5);
  move('nut', 100, 'supplier', 'B2');
  await seconds(2);
  move('nut', 100, 'B2', 'customer');
  await seconds(40);
  expect(signals()).toEqual(['KB-2 rack 2 ordered', 'KB-1 rack 1 ordered']);
});

test('what a person took back is signalled again once something was brought, however many pieces were taken since', async () => {
  move('nut', 100, 'supplier', 'B2');
  move('nut', 50, 'B2', 'customer');
  await seconds(40);
  expect(signals()).toEqual(['KB-1 rack 1 ordered']);
  house.done({ act: 'withdraw-card', withdrawal: { loop: 'rack', card: 1, reason: 'not needed' } });
  await seconds(120);
  expect(signals()).toEqual(['KB-1 rack 1 withdrawn']);
  clock.pass(60_000);
  move('nut', 50, 'supplier', 'B2');
  for (let piece = 0; piece < 50; piece += 1) move('nut', 1, 'B2', 'customer');
  await seconds(120);
  expect(signals()).toEqual(['KB-2 rack 1 ordered', 'KB-1 rack 1 withdrawn']);
});

test('what a person took back stays back, however many cards go round elsewhere with the same item', async () => {
  move('nut', 100, 'supplier', 'B2');
  move('nut', 50, 'B2', 'customer');
  await seconds(40);
  house.done({ act: 'withdraw-card', withdrawal: { loop: 'rack', card: 1, reason: 'not needed' } });
  for (let round = 0; round < 60; round += 1) {
    house.done({ act: 'signal-card', empty: { loop: 'cells', card: 1, told_by: 'person' } });
    house.done({ act: 'fill-card', said: { loop: 'cells', card: 1 } });
  }
  await seconds(120);
  expect(signals().filter((each) => each.includes('rack'))).toEqual(['KB-1 rack 1 withdrawn']);
  expect((await desk.tell('rack'))?.[0]).toMatchObject({ full: 2, out: 0, advice: { measured: 0 } });
});

test('cards of a loop that left the settings are told until they are full or withdrawn', async () => {
  house.done({ act: 'signal-card', empty: { loop: 'cells', card: 2, told_by: 'person' } });
  house.done({ act: 'signal-card', empty: { loop: 'rack', card: 1, told_by: 'person' } });
  expect(desk.left()).toEqual([]);
  const fewer = { ...json, work: { ...json.work, kanban: [rack] } };
  settings = siteFrom(fewer);
  house.use(fewer);
  expect((await desk.tell())?.map(({ id }) => id)).toEqual(['rack']);
  clock.pass(86_400_000 + 60_000);
  expect(desk.left()).toEqual([
    {
      loop: 'cells',
      item: 'nut',
      card: 2,
      code: 'TG-CARD.cells.2',
      bin: 'X1',
      state: 'ordered',
      signal: 'KB-1',
      since_ms: opening_ms + 1_000,
      told_by: 'person',
      filled_by: 'TR-1',
      is_late: true,
    },
  ]);
  house.done({ act: 'withdraw-card', withdrawal: { loop: 'cells', card: 2, reason: 'no more' } });
  expect(desk.left()).toEqual([]);
});

test('cards that waited for others wait no more when their loop is left to a person, or leaves the settings', async () => {
  const { from: _, ...bought } = { ...rack, supplier: 'acme', signals: 'card' };
  const setTo = (...kanban: readonly object[]) => {
    const site = { ...json, suppliers: [{ id: 'acme', gather_s: 30 }], work: { ...json.work, kanban } };
    settings = siteFrom(site);
    house.use(site);
  };
  const shelf = { ...bought, id: 'shelf', bins: ['X1'] };
  setTo(bought, shelf);
  for (const loop of ['rack', 'shelf']) house.done({ act: 'signal-card', empty: { loop, card: 1, told_by: 'person' } });
  expect((await desk.tell('rack'))?.[0]?.cards[0]).toHaveProperty('orders_at_ms');
  setTo({ ...bought, is_ordered_by_itself: false });
  expect((await desk.tell('rack'))?.[0]?.cards[0]).toMatchObject({ state: 'signalled' });
  expect((await desk.tell('rack'))?.[0]?.cards[0]).not.toHaveProperty('orders_at_ms');
  expect(desk.left()).toMatchObject([{ loop: 'shelf', state: 'signalled' }]);
  expect(desk.left()[0]).not.toHaveProperty('orders_at_ms');
  house.at_ms += 60_000;
  await seconds(120);
  expect(signals()).toEqual(['KB-2 shelf 1 signalled', 'KB-1 rack 1 signalled']);
});

test('what waited at a supplier long enough is ordered together once, by the loop that waited the longest', async () => {
  const { from: _, ...bought } = { ...rack, supplier: 'acme', signals: 'card' };
  const gathering = {
    ...json,
    suppliers: [{ id: 'acme', gather_s: 30 }],
    work: { ...json.work, kanban: [bought, { ...bought, id: 'shelf', bins: ['X1'] }] },
  };
  settings = siteFrom(gathering);
  house.use(gathering);
  for (const loop of ['shelf', 'rack']) house.done({ act: 'signal-card', empty: { loop, card: 1, told_by: 'person' } });
  await seconds(30);
  expect(signals()).toEqual(['KB-2 rack 1 signalled', 'KB-1 shelf 1 signalled']);
  expect((await desk.tell('shelf'))?.[0]?.cards[0]).toMatchObject({ orders_at_ms: opening_ms + 32_000 });
  // The writer's time is not that far yet: it is asked again, and not every second.
  await seconds(10);
  house.at_ms += 60_000;
  const before = house.at_ms;
  await seconds(40);
  expect(signals()).toEqual(['KB-2 rack 1 signalled', 'KB-1 shelf 1 signalled']);
  await seconds(60);
  expect(signals()).toEqual(['KB-2 rack 1 ordered', 'KB-1 shelf 1 ordered']);
  expect(house.at_ms - before).toBe(1_000);
  expect(house.document('PO-1', 'purchase-order')).toMatchObject({
    of: 'KB-1',
    opened: { by: 'kanban:shelf' },
    lines: [
      { item: 'nut', quantity: 50 },
      { item: 'nut', quantity: 50 },
    ],
  });
});

test('the plan is asked once for the demand of an item, and again when there is a new one', async () => {
  await desk.tell();
  expect(asked_for).toEqual([]);
  made_ms = 5;
  for (let time = 0; time < 3; time += 1) await desk.tell();
  expect(asked_for).toEqual(['nut']);
  made_ms = 6;
  expect((await desk.tell('rack'))?.[0]?.advice.says).toBe('2 cards; no plan says what demand there is');
  expect(asked_for).toEqual(['nut', 'nut']);
});
