/** Goal: a commanded tare or zero never moves stock, and a piece taken in that moment is never lost in silence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandOutcome } from '../../devices/driver.ts';
import { ShopFloor, site, weightReading } from './shop-floor.ts';

const done: CommandOutcome = { ok: true, says: 'tared' };
const refused: CommandOutcome = { ok: false, says: 'not at rest' };
const unsure: CommandOutcome = { ok: true, says: 'published', is_unsure: true };

const tare_question = 'weight-unresolved/scale/2/tare';

/** Channel 2: bolts of 206 g in a bin of 500 g, as a scale with a tare of its own shows them. */
class Scale {
  readonly floor: ShopFloor;
  pieces: number;
  tare_g = 0;

  constructor(pieces: number) {
    this.floor = new ShopFloor().stock('bolt', 'dock', 1_000);
    this.pieces = pieces;
    this.rest();
  }

  get gross_g(): number {
    return 500 + this.pieces * 206;
  }

  rest(time_ms = 2_000): this {
    this.floor.rest('2', this.gross_g - this.tare_g, time_ms);
    return this;
  }

  /** A hand passes, and so many pieces go or come. */
  take(pieces: number, rest_ms = 2_000): this {
    this.floor.say('scale', weightReading('2', this.gross_g - this.tare_g + 900)).wait(100);
    this.pieces -= pieces;
    return this.rest(rest_ms);
  }

  command(kind: 'tare' | 'zero' = 'tare'): string | undefined {
    return this.floor.command({ kind: 'tell', device: 'scale', command: { kind, channel: '2' }, reason: 'new bin' });
  }

  tare(outcome: CommandOutcome = done): this {
    this.command();
    this.floor.wait(200);
    if (outcome !== refused) this.tare_g = this.gross_g;
    this.floor.told('scale', outcome);
    return this.rest();
  }

  get level(): number {
    return this.floor.level('bolt', 'B2');
  }
}

describe('a commanded tare', () => {
  test('moves the mass shown and no stock; steps count from the new level', () => {
    const scale = new Scale(10);
    const { floor } = scale;
    expect(scale.level).toBe(10);
    scale.tare();
    expect([floor.booked().length, floor.open()]).toEqual([1, []]);
    scale.rest(6_000).take(3);
    expect(floor.booked().at(-1)).toBe('taken 3 bolt B2 → production');
    scale.take(-5, 8_000);
    expect([floor.booked().at(-1), scale.level]).toEqual(['filled 5 bolt dock → B2', 12]);
  });

  test('that the scale refuses changes nothing, and what is taken next is booked', () => {
    const scale = new Scale(10).tare(refused).take(2);
    expect([scale.level, scale.floor.open()]).toEqual([8, []]);
  });

  test('is still known when its outcome comes after the jump, or never', () => {
    const late = new Scale(10);
    late.command();
    late.tare_g = late.gross_g;
    late.rest().floor.told('scale', done);
    late.rest().take(1);
    expect([late.level, late.floor.open()]).toEqual([9, []]);
    const never = new Scale(10);
    never.command();
    never.tare_g = never.gross_g;
    never.rest(70_000).take(1);
    expect([never.level, never.floor.open()]).toEqual([9, []]);
  });

  test('that nothing confirms may come with the next message, minutes later', () => {
    const scale = new Scale(10);
    scale.command();
    scale.floor.told('scale', unsure).wait(300_000);
    scale.tare_g = scale.gross_g;
    expect([scale.rest().level, scale.floor.open()]).toEqual([10, []]);
  });

  test('that never shows is forgotten, so that an emptied bin is emptied', () => {
    const scale = new Scale(3);
    scale.command();
    scale.floor.told('scale', done);
    scale.rest(8_000).take(3);
    expect([scale.level, scale.floor.booked().at(-1)]).toEqual([0, 'taken 3 bolt B2 → production']);
  });

  test('is refused by the scale and shows zero all the same: a question, and the level stays', () => {
    const scale = new Scale(10);
    scale.command();
    scale.tare_g = scale.gross_g;
    scale.rest().floor.told('scale', refused);
    expect([scale.level, scale.floor.open()]).toEqual([10, [tare_question]]);
    expect(scale.floor.questions.at(-1)).toMatchObject({
      question: {
        item: 'bolt',
        location: 'B2',
        question:
          'Bin B2 did not take its tare (not at rest) and yet shows nothing: 0.075 g before, 0.075 g now. The level stays 10; how many Bolt M8 are there?',
      },
    });
  });

  test('while something is taken becomes a question, and a count settles it', () => {
    const scale = new Scale(10);
    scale.command();
    scale.floor.say('scale', weightReading('2', 3_900)).wait(100);
    scale.pieces -= 2;
    scale.tare_g = scale.gross_g;
    scale.floor.told('scale', done);
    scale.rest();
    expect([scale.level, scale.floor.open()]).toEqual([10, [tare_question]]);
    scale.floor.command({ kind: 'count', item: 'bolt', location: 'B2', quantity: 8, reason: '' });
    expect([scale.level, scale.floor.open()]).toEqual([8, []]);
    expect(scale.rest(6_000).take(1).level).toBe(7);
  });

  test('and a pick before the next rest becomes a question, and the empty bin is known again after a count', () => {
    const scale = new Scale(10);
    scale.command();
    scale.tare_g = scale.gross_g;
    scale.floor.told('scale', done);
    scale.take(2);
    expect([scale.level, scale.floor.open()]).toEqual([10, [tare_question]]);
    scale.floor.command({ kind: 'count', item: 'bolt', location: 'B2', quantity: 8, reason: '' });
    scale.rest(6_000);
    // Bin and all lifted off: less than when it is empty.
    scale.floor.rest('2', -scale.tare_g, 8_000);
    expect([scale.level, scale.floor.open()]).toEqual([8, ['weight-unresolved/scale/2']]);
    expect([scale.rest().level, scale.floor.open()]).toEqual([8, []]);
  });

  test('knows the bin lifted off after it', () => {
    const scale = new Scale(10).tare().rest(6_000);
    scale.floor.rest('2', -scale.tare_g, 8_000);
    expect([scale.level, scale.floor.open()]).toEqual([10, ['weight-unresolved/scale/2']]);
    expect([scale.rest().level, scale.floor.open()]).toEqual([10, []]);
  });

  test('around a restart of the gateway becomes a question, because nobody was watching', () => {
    const scale = new Scale(10);
    scale.command();
    scale.floor.restore().gap('gateway-started');
    scale.tare_g = scale.gross_g;
    expect([scale.rest().level, scale.floor.open()]).toEqual([10, [tare_question]]);
  });

  test('outlives a restart of the gateway, and is undone by a restart of the scale that forgets it', () => {
    const scale = new Scale(10).tare().rest(6_000);
    scale.floor.restore().gap('gateway-started');
    scale.rest().take(1);
    expect([scale.level, scale.floor.open()]).toEqual([9, []]);
    scale.floor.say('scale', { kind: 'condition', condition: 'restarted' });
    scale.tare_g = 0;
    scale.rest();
    expect([scale.level, scale.floor.open()]).toEqual([9, []]);
    expect([scale.take(2).level, scale.floor.open()]).toEqual([7, []]);
  });

  test('is undone by a restart while something was taken: a question', () => {
    const scale = new Scale(10).tare().rest(6_000);
    scale.floor.say('scale', { kind: 'condition', condition: 'restarted' });
    scale.tare_g = 0;
    scale.pieces -= 3;
    expect([scale.rest().level, scale.floor.open()]).toEqual([10, ['weight-unresolved/scale/2']]);
  });

  test('stays with the scale when another item comes to lie on it, until the empty mass is measured anew', () => {
    const scale = new Scale(10).tare().rest(6_000);
    const swapped = site.locations.map((each) => (each.id === 'B2' ? { ...each, item: 'nut' } : each));
    scale.floor.settings({ ...site, locations: swapped });
    // 40 nuts of 12 g in the same bin.
    scale.floor.rest('2', 500 + 480 - scale.tare_g);
    expect(scale.floor.level('nut', 'B2')).toBe(40);
    const measured = site.devices.map((each) =>
      each.id === 'scale' ? { ...each, channels: [{ channel: '2', location: 'B2', empty_mass_mg: -2_060_000 }] } : each,
    );
    scale.floor.settings({ ...site, devices: measured });
    scale.floor.rest('2', 500 + 206 * 4 - scale.tare_g);
    expect(scale.floor.level('bolt', 'B2')).toBe(4);
  });

  test('before the scale was ever at rest makes its contents unknown, not none', () => {
    const floor = new ShopFloor().stock('bolt', 'B2', 6);
    floor.command({ kind: 'tell', device: 'scale', command: { kind: 'tare' }, reason: '' });
    floor.told('scale', done).rest('2', 0);
    expect([floor.level('bolt', 'B2'), floor.booked()]).toEqual([6, []]);
  });
});

describe('a commanded zero', () => {
  test('is refused while the ledger has stock there, and sent when it has none', () => {
    const scale = new Scale(10);
    expect(scale.command('zero')).toBe('scale-loaded');
    expect(scale.floor.commands).toEqual([]);
    scale.take(10);
    expect(scale.command('zero')).toBeUndefined();
    expect(scale.floor.commands).toHaveLength(1);
    scale.tare_g = scale.gross_g;
    scale.floor.told('scale', done);
    scale.rest(6_000).take(-4, 8_000);
    expect([scale.level, scale.floor.open()]).toEqual([4, []]);
  });
});

type Step =
  | { readonly kind: 'tare'; readonly outcome: 'done' | 'refused' | 'unsure' | 'never' | 'ignored' }
  | { readonly kind: 'gateway' | 'checkpoint' }
  | { readonly kind: 'scale'; readonly forgets: boolean }
  | { readonly kind: 'take'; readonly pieces: number; readonly rest_ms: number };

const upheaval: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('tare' as const),
    outcome: fc.constantFrom('done', 'refused', 'unsure', 'never', 'ignored'),
  }),
  fc.record({ kind: fc.constantFrom('gateway' as const, 'checkpoint' as const) }),
  fc.record({ kind: fc.constant('scale' as const), forgets: fc.boolean() }),
);
const picking = fc.record({
  kind: fc.constant('take' as const),
  pieces: fc.integer({ min: -4, max: 4 }).filter((pieces) => pieces !== 0),
  rest_ms: fc.constantFrom(0, 300, 2_000, 7_000),
});

/** Lets one thing happen; with `calm` everything comes to rest and every command is over before the next. */
function happen(scale: Scale, step: Step, calm: boolean): void {
  const { floor } = scale;
  switch (step.kind) {
    case 'tare':
      scale.command();
      if (step.outcome === 'done' || step.outcome === 'unsure' || step.outcome === 'never')
        scale.tare_g = scale.gross_g;
      if (step.outcome === 'refused') floor.told('scale', refused);
      else if (step.outcome === 'unsure') floor.told('scale', unsure);
      else if (step.outcome !== 'never') floor.told('scale', done);
      break;
    case 'gateway':
      floor.restore().gap('gateway-started');
      break;
    case 'checkpoint':
      floor.restore();
      break;
    case 'scale':
      floor.say('scale', { kind: 'condition', condition: 'restarted' });
      if (step.forgets) scale.tare_g = 0;
      break;
    case 'take':
      if (scale.pieces - step.pieces < 0) return;
      scale.take(step.pieces, calm ? 8_000 : step.rest_ms);
  }
  if (calm) scale.rest(2_000).rest(step.kind === 'tare' ? 62_000 : 0);
}

describe('whatever happens', () => {
  test('levels never change by tares, refusals and restarts alone', () => {
    fc.assert(
      fc.property(
        fc.array(upheaval, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        (steps, pieces) => {
          const scale = new Scale(pieces);
          for (const step of steps) {
            happen(scale, step, true);
            expect([scale.level, scale.floor.booked().length]).toEqual([pieces, 1]);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test('levels stay true when every command is over before the next thing happens', () => {
    const step = fc.oneof(
      picking,
      fc.record({
        kind: fc.constant('tare' as const),
        outcome: fc.constantFrom('done', 'refused', 'unsure', 'ignored'),
      }),
      fc.record({ kind: fc.constant('checkpoint' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const scale = new Scale(20);
        for (const each of steps) happen(scale, each, true);
        expect([scale.level, scale.floor.open()]).toEqual([scale.pieces, []]);
      }),
      { numRuns: 25 },
    );
  });

  test('a level that is not true has an open question, or says that it changed while nobody was watching', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(upheaval, picking), { minLength: 1, maxLength: 8 }), (steps) => {
        const scale = new Scale(20);
        for (const each of steps) happen(scale, each, false);
        scale.rest(70_000);
        const isTrue = scale.level === scale.pieces;
        expect(isTrue || scale.floor.open().length > 0).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
