import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConditionReading, EpcMeaning } from '../../devices/reading.ts';
import { checkpointOf } from '../../gateway/interpretation/memory.ts';
import { levelsOf, listLevels } from '../../gateway/stock/levels.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, site } from './shop-floor.ts';

/** One thing that happens; plain data, so that a failing history can be read and replayed. */
type Step =
  | { readonly kind: 'rest'; readonly channel: string; readonly grams: number; readonly readings: number }
  | { readonly kind: 'stable'; readonly channel: string; readonly grams: number; readonly late_ms: number }
  | {
      readonly kind: 'tag';
      readonly epc: number;
      readonly device: 'reader' | 'gate';
      readonly antenna: number;
      readonly dbm: number;
    }
  | { readonly kind: 'pass'; readonly epc: number; readonly sides: readonly number[] }
  | { readonly kind: 'scan'; readonly device: 'gun' | 'desk'; readonly codes: readonly string[] }
  | { readonly kind: 'move' | 'count'; readonly item: string; readonly at: string; readonly quantity: number }
  | { readonly kind: 'reverse' | 'settle'; readonly nth: number }
  | { readonly kind: 'gap'; readonly device: string; readonly gap: 'connected' | 'disconnected' | 'gateway-started' }
  | { readonly kind: 'condition'; readonly device: string; readonly condition: ConditionReading['condition'] }
  | { readonly kind: 'associate'; readonly epc: number; readonly item: string; readonly quantity: number }
  | { readonly kind: 'dissociate'; readonly epc: number }
  | { readonly kind: 'name'; readonly nth: number; readonly item: string }
  | { readonly kind: 'tell'; readonly what: 'tare' | 'zero'; readonly outcome: 'done' | 'refused' | 'unsure' | 'never' }
  | { readonly kind: 'settings'; readonly without: 'nothing' | 'nut' | 'S1' | 'gate' }
  | { readonly kind: 'wait'; readonly ms: number };

const channel = fc.constantFrom('1', '2');
const grams = fc.constantFrom(0, 500, 512, 524, 530, 706, 912, 1_118);
const device = fc.constantFrom('scale', 'reader', 'gate');
const code = fc.constantFrom(
  ...['RECEIVE', 'MOVE', 'PICK', 'COUNT', 'LOOKUP', 'DONE', 'CANCEL', 'UNDO', 'QTY.3', 'QTY.0'].map(
    (each) => `TG-CMD.${each}`,
  ),
  ...['TG-CMD.ASSOCIATE', 'TG-CMD.ASSOCIATE', 'TG-CMD.DISSOCIATE', '(00)106141412345678908'],
  ...['B1', 'B2', 'S1', 'dock'].map((each) => `TG-LOC.${each}`),
  ...['9506000134352', '9506000134352', 'SKU-BOLT', 'SKU-BOLT', 'WHAT', '00614141123452'],
);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('rest' as const), channel, grams, readings: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('stable' as const), channel, grams, late_ms: fc.integer({ min: 0, max: 60_000 }) }),
  ...[1, 2, 3].map(() =>
    fc.record({
      kind: fc.constant('tag' as const),
      epc: fc.integer({ min: 0, max: 4 }),
      device: fc.constantFrom('reader', 'gate'),
      antenna: fc.integer({ min: 1, max: 2 }),
      dbm: fc.integer({ min: -72, max: -45 }),
    }),
  ),
  fc.record({
    kind: fc.constant('pass' as const),
    epc: fc.integer({ min: 0, max: 4 }),
    sides: fc.constantFrom([1, 1, 2, 2], [2, 2, 1, 1], [1, 2, 2, 1], [1]),
  }),
  fc.record({
    kind: fc.constant('scan' as const),
    device: fc.constantFrom('gun', 'desk'),
    codes: fc.array(code, { minLength: 1, maxLength: 3 }),
  }),
  ...['RECEIVE', 'MOVE', 'PICK', 'COUNT'].map((mode) =>
    fc.record({
      kind: fc.constant('scan' as const),
      device: fc.constantFrom('gun', 'desk'),
      codes: fc
        .array(code, { minLength: 1, maxLength: 3 })
        .map((codes) => [`TG-CMD.${mode}`, 'TG-LOC.B1', ...codes, 'TG-LOC.S1', 'SKU-BOLT']),
    }),
  ),
  fc.record({
    kind: fc.constantFrom('move', 'count'),
    item: fc.constantFrom('nut', 'bolt', 'shirt'),
    at: fc.constantFrom('B1', 'B2', 'S1'),
    quantity: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({ kind: fc.constantFrom('reverse', 'settle'), nth: fc.nat(20) }),
  fc.record({
    kind: fc.constant('associate' as const),
    epc: fc.integer({ min: 0, max: 4 }),
    item: fc.constantFrom('nut', 'bolt', 'shirt'),
    quantity: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({ kind: fc.constant('dissociate' as const), epc: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant('name' as const), nth: fc.nat(20), item: fc.constantFrom('nut', 'bolt', 'shirt') }),
  fc.record({
    kind: fc.constant('tell' as const),
    what: fc.constantFrom('tare', 'zero'),
    outcome: fc.constantFrom('done', 'refused', 'unsure', 'never'),
  }),
  // An item, then tags at the reader beside the desk.
  fc.record({
    kind: fc.constant('scan' as const),
    device: fc.constant('desk' as const),
    codes: fc.constantFrom(['TG-CMD.ASSOCIATE', 'SKU-BOLT'], ['TG-CMD.DISSOCIATE']),
  }),
  fc.record({
    kind: fc.constant('gap' as const),
    device,
    gap: fc.constantFrom('connected', 'disconnected', 'gateway-started'),
  }),
  fc.record({
    kind: fc.constant('condition' as const),
    device,
    condition: fc.constantFrom(
      'online',
      'offline',
      'overload',
      'restarted',
      'antenna-disconnected',
      'antenna-connected',
    ),
  }),
  fc.record({ kind: fc.constant('settings' as const), without: fc.constantFrom('nothing', 'nut', 'S1', 'gate') }),
  ...[1, 2].map(() => fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 12_000 }) })),
);

function settingsWithout(what: string): Site {
  return {
    ...site,
    items: site.items.filter(({ id }) => id !== what),
    locations: site.locations.filter(({ id }) => id !== what),
    devices: site.devices.filter(({ id }) => id !== what),
    rules: { ...site.rules, scan: { ...site.rules.scan, idle_ms: what === 'nothing' ? 600_000 : 9_000 } },
  };
}

/** Tags 0 and 1 have the GTIN of the shirt, the others say nothing. */
function epcOf(tag: number): string {
  return `3034000000000000000000${tag}0`;
}

function meaningOf(tag: number): { readonly meaning?: EpcMeaning } {
  return tag < 2 ? {} : { meaning: { scheme: 'unknown' } };
}

function happen(floor: ShopFloor, each: Step): void {
  switch (each.kind) {
    case 'rest':
      floor.rest(each.channel, each.grams, each.readings * 100);
      return;
    case 'stable':
      floor.say('scale', {
        kind: 'weight',
        channel: each.channel,
        mass_mg: each.grams * 1_000,
        stable: true,
        device_at_ms: floor.now_ms - each.late_ms,
      });
      return;
    case 'tag':
      floor.read(epcOf(each.epc), each.antenna, each.dbm, { device: each.device, ...meaningOf(each.epc) });
      return;
    case 'pass':
      for (const antenna of each.sides.flatMap((side) => [side, side, side])) {
        floor.read(epcOf(each.epc), antenna, -55, { device: 'gate', ...meaningOf(each.epc) }).wait(120);
      }
      floor.wait(2_500);
      return;
    case 'scan':
      for (const scanned of each.codes) floor.scan(scanned, { device: each.device, wait_ms: 700 });
      return;
    case 'move':
      floor.command({ kind: 'move', item: each.item, quantity: each.quantity, from: 'dock', to: each.at, reason: '' });
      return;
    case 'count':
      floor.command({ kind: 'count', item: each.item, location: each.at, quantity: each.quantity, reason: '' });
      return;
    case 'reverse':
      floor.command({ kind: 'reverse', movement: floor.movements[each.nth]?.id ?? 'none', reason: '' });
      return;
    case 'settle':
      floor.command({ kind: 'settle', question: floor.open()[each.nth] ?? 'none', answer: 'so it is' });
      return;
    case 'associate': {
      const { item, quantity } = each;
      const associations = [{ epc: epcOf(each.epc), item, quantity, gtin: '00614141123452' }];
      floor.command({ kind: 'associate', associations, reason: '' });
      return;
    }
    case 'dissociate':
      floor.command({ kind: 'dissociate', epcs: [epcOf(each.epc)], reason: '' });
      return;
    case 'name':
      floor.command({
        kind: 'settle',
        question: floor.open()[each.nth] ?? 'none',
        answer: 'so it is',
        item: each.item,
      });
      return;
    case 'tell':
      floor.command({ kind: 'tell', device: 'scale', command: { kind: each.what }, reason: '' });
      if (each.outcome === 'unsure') floor.told('scale', { ok: false, is_unsure: true, says: '' });
      else if (each.outcome !== 'never') floor.told('scale', { ok: each.outcome === 'done', says: '' });
      return;
    case 'gap':
      floor.gap(each.gap, each.gap === 'gateway-started' ? undefined : each.device);
      return;
    case 'condition':
      floor.say(each.device, { kind: 'condition', condition: each.condition, channel: '1' });
      return;
    case 'settings':
      floor.settings(settingsWithout(each.without));
      return;
    case 'wait':
      floor.wait(each.ms);
  }
}

/** The history from the start; before the steps named, the memory is exchanged for what its checkpoint restores. */
function live(steps: readonly Step[], restore_before: ReadonlySet<number> = new Set()): ShopFloor {
  const floor = new ShopFloor();
  for (const [index, each] of steps.entries()) {
    if (restore_before.has(index)) floor.restore();
    happen(floor, each);
  }
  return floor.wait(15_000);
}

/** Everything that followed, to the byte, and what is remembered at the end. */
function story({ movements, questions, feedback, associations, commands, notes, memory }: ShopFloor) {
  const told = { movements, questions, feedback, associations, commands, notes };
  return { told: JSON.stringify(told), remembered: JSON.parse(checkpointOf(memory)) };
}

const history = fc.array(step, { minLength: 20, maxLength: 90, size: 'max' });

describe('interpretation, whatever happens', () => {
  test('makes and loses no stock, and its levels are the sum of its movements', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const floor = live(steps);
        const levels = listLevels(floor.memory.books.levels);
        expect(levels).toEqual(listLevels(levelsOf(floor.movements)));
        for (const item of ['nut', 'bolt', 'shirt']) {
          const sum = levels.reduce((total, each) => total + (each.item === item ? each.quantity : 0), 0);
          expect(sum).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('gives every movement an id of its own, whole numbers, and a time not after its arrival', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const { movements } = live(steps);
        expect(new Set(movements.map(({ id }) => id)).size).toBe(movements.length);
        for (const { quantity, at_ms, arrived_ms, confidence_permille, evidence } of movements) {
          expect([quantity, at_ms, arrived_ms, confidence_permille].every(Number.isSafeInteger)).toBe(true);
          expect(at_ms).toBeLessThanOrEqual(arrived_ms);
          expect(evidence.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  /** Hundreds of histories, each told twice: on a busy machine that takes its time. */
  const replaying_ms_max = 180_000;
  test(
    'gives the same for the same inputs, and goes on from a checkpoint as if nothing had been',
    () => {
      fc.assert(
        fc.property(history, fc.array(fc.nat(90), { minLength: 1, maxLength: 6 }), (steps, cuts) => {
          const whole = story(live(steps));
          expect(story(live(steps))).toEqual(whole);
          expect(story(live(steps, new Set(cuts)))).toEqual(whole);
        }),
        { numRuns: 60 },
      );
    },
    replaying_ms_max,
  );

  test('has of tags exactly what those stand for that are on its shelves', () => {
    const ofTags = fc.oneof(
      ...[1, 2].map(() =>
        fc.record({
          kind: fc.constant('read' as const),
          epc: fc.integer({ min: 0, max: 4 }),
          antenna: fc.integer({ min: 1, max: 2 }),
          times: fc.integer({ min: 1, max: 4 }),
        }),
      ),
      fc.record({
        kind: fc.constant('associate' as const),
        epc: fc.integer({ min: 0, max: 4 }),
        item: fc.constantFrom('nut', 'bolt', 'shirt'),
        quantity: fc.integer({ min: 1, max: 30 }),
      }),
      fc.record({ kind: fc.constant('dissociate' as const), epc: fc.integer({ min: 0, max: 4 }) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(300, 4_000, 12_000) }),
    );
    fc.assert(
      fc.property(fc.array(ofTags, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => {
        const floor = new ShopFloor();
        for (const each of steps) {
          if (each.kind !== 'read') happen(floor, each);
          else
            for (let time = 0; time < each.times; time += 1) {
              floor.read(epcOf(each.epc), each.antenna, -50, meaningOf(each.epc)).wait(200);
            }
          for (const location of ['S1', 'S2']) {
            const there = [...floor.memory.tags.by_epc.near()].filter(({ place }) => place === location);
            for (const item of ['nut', 'bolt', 'shirt']) {
              const pieces = there.reduce((sum, tag) => sum + (tag.item === item ? tag.quantity : 0), 0);
              expect(floor.level(item, location)).toBe(pieces);
            }
          }
        }
        // A tag on a shelf is booked as what a person says, else as what its bits say, once it is heard again.
        floor.command({ kind: 'dissociate', epcs: [epcOf(0)], reason: '' });
        for (const [epc, contents] of floor.memory.books.associations) {
          const tag = floor.memory.tags.by_epc.get(epc);
          if (tag?.place !== undefined) expect([tag.item, tag.quantity]).toEqual(Object.values(contents));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('leaves the level of a count standing when what happened before it arrives after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 50 }), (pieces, counted) => {
        const floor = new ShopFloor().stock('nut', 'B1', 50);
        const sampled_ms = floor.now_ms;
        floor.say('scale', { kind: 'condition', condition: 'zero', device_at_ms: sampled_ms });
        floor.wait(60_000).command({ kind: 'count', item: 'nut', location: 'B1', quantity: counted, reason: '' });
        for (let index = 0; index < 30; index += 1) {
          const mass_mg = 600_000 - (index < 10 ? 0 : pieces * 12_000);
          floor.say('scale', { kind: 'weight', channel: '1', mass_mg, device_at_ms: sampled_ms + index * 100 });
        }
        expect(floor.level('nut', 'B1')).toBe(counted);
        expect(floor.level('nut', 'production')).toBe(pieces);
      }),
      { numRuns: 40 },
    );
  });
});
