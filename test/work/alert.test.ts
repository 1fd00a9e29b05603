import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AlertSettings, usualAlerts } from '../../gateway/stock/alert-settings.ts';
import {
  type AlertBook,
  type AlertChange,
  acknowledge,
  alertBook,
  type Finding,
  isSilent,
  look,
  silence,
} from '../../gateway/work/alert.ts';

const minute_ms = 60_000;
const day_ms = 86_400_000;

function finding(key = 'low/a1', state: Finding['state'] = 'on', says = '3 left.'): Finding {
  return { key, kind: 'low', state, says };
}

/** A book that is looked at, each time so many milliseconds after the beginning. */
function watched(settings: Partial<AlertSettings> = {}, open_max = 100) {
  const book = alertBook([], 1);
  const at = (at_ms: number, ...findings: readonly Finding[]) => {
    const { changes } = look(book, findings, at_ms, { ...usualAlerts, ...settings, open_max });
    return changes.map(({ alert, event }) => `${event.kind} ${alert.number}`);
  };
  return { book, at };
}

function done(outcome: AlertChange | { readonly field: string; readonly rule: string }): AlertChange {
  if (!('alert' in outcome)) throw new Error(outcome.rule);
  return outcome;
}

const who = { by: 'anna', why: 'on it' };

describe('an alert', () => {
  test('is raised when what is found has lasted, and cleared when it is over for as long', () => {
    const { book, at } = watched();
    expect(at(0, finding())).toEqual([]);
    expect(at(59_999, finding())).toEqual([]);
    expect(at(60_000, finding())).toEqual(['raised 1']);
    expect(at(70_000, finding())).toEqual([]);
    expect(at(80_000)).toEqual([]);
    expect(at(139_999)).toEqual([]);
    expect(at(140_000)).toEqual(['cleared 1']);
    expect(book.open.size).toBe(0);
  });

  test('of a threshold that is a time is raised at once', () => {
    const { at } = watched();
    expect(at(0, { ...finding('device-silent/gun-1'), kind: 'device-silent', isTimed: true })).toEqual(['raised 1']);
  });

  test('does not come and go with what swings about its threshold', () => {
    const { at } = watched();
    const told: string[] = [];
    for (let step = 0; step < 200; step += 1) {
      // Ten seconds below, ten between, ten beyond.
      const state = (['on', 'between', undefined] as const)[step % 3];
      told.push(...at(step * 10_000, ...(state === undefined ? [] : [finding('low/a1', state)])));
    }
    expect(told).toEqual([]);
    at(10_000_000, finding());
    expect(at(10_060_000, finding())).toEqual(['raised 1']);
    for (let step = 0; step < 200; step += 1) {
      const state = (['on', 'between', undefined] as const)[step % 3];
      told.push(...at(10_070_000 + step * 10_000, ...(state === undefined ? [] : [finding('low/a1', state)])));
    }
    expect(told).toEqual([]);
  });

  test('stays while its figure is between, and is cleared only beyond', () => {
    const { at } = watched();
    at(0, finding());
    at(minute_ms, finding());
    expect(at(day_ms, finding('low/a1', 'between'))).toEqual([]);
    expect(at(day_ms + 1)).toEqual([]);
    expect(at(day_ms + 1 + minute_ms)).toEqual(['cleared 1']);
  });

  test('is one for a subject, and shows the newest words', () => {
    const { book, at } = watched({ raise_after_ms: 0 });
    expect(at(0, finding(), finding('low/a2'))).toEqual(['raised 1', 'raised 2']);
    expect(at(1_000, finding('low/a1', 'on', '2 left.'), finding('low/a2'))).toEqual([]);
    expect(book.open.get('low/a1')).toMatchObject({ number: 1, says: '2 left.' });
    // Between has no words of its own.
    at(2_000, finding('low/a1', 'between', ''));
    expect(book.open.get('low/a1')).toMatchObject({ says: '2 left.' });
  });

  test('is another one when it comes again', () => {
    const { at } = watched({ raise_after_ms: 0, clear_after_ms: 0 });
    expect([at(0, finding()), at(1), at(2, finding())]).toEqual([['raised 1'], ['cleared 1'], ['raised 2']]);
  });

  test('of a kind that is no longer wanted is cleared', () => {
    const { book, at } = watched({ raise_after_ms: 0, clear_after_ms: 0 });
    at(0, finding());
    const { changes } = look(book, [finding()], 1, { ...usualAlerts, kinds: ['disk'], clear_after_ms: 0, open_max: 9 });
    expect(changes.map(({ event }) => event.kind)).toEqual(['cleared']);
  });

  test('begins to last anew when the clock was put back', () => {
    const { at } = watched();
    at(day_ms, finding());
    expect(at(0, finding())).toEqual([]);
    expect(at(minute_ms, finding())).toEqual(['raised 1']);
  });

  test('goes on after a restart as it was', () => {
    const { book, at } = watched({ raise_after_ms: 0 });
    at(0, finding());
    const again = alertBook([...book.open.values()], 2);
    const settings = { ...usualAlerts, raise_after_ms: 0, open_max: 9 };
    expect(look(again, [finding()], day_ms, settings).changes).toEqual([]);
    expect(look(again, [], day_ms + 1, settings).changes).toEqual([]);
    expect(look(again, [], day_ms + minute_ms + 1, settings).changes).toMatchObject([{ event: { kind: 'cleared' } }]);
  });

  test('beyond so many is counted, and raised when there is room', () => {
    const { book, at } = watched({ raise_after_ms: 0, clear_after_ms: 0 }, 2);
    const many = ['a', 'b', 'c', 'd'].map((key) => finding(key));
    expect(look(book, many, 0, { ...usualAlerts, raise_after_ms: 0, open_max: 2 }).beyond).toBe(2);
    expect(at(1, ...many.slice(1))).toEqual(['cleared 1', 'raised 3']);
  });
});

describe('somebody', () => {
  function raised() {
    const house = watched({ raise_after_ms: 0, clear_after_ms: 0 });
    house.at(0, finding());
    return house;
  }

  test('acknowledges an alert once, and it is cleared all the same', () => {
    const { book, at } = raised();
    const { alert, event } = done(acknowledge(book, 1, { ...who, at_ms: 5 }));
    expect([alert.state, alert.acknowledged, event]).toEqual([
      'acknowledged',
      { at_ms: 5, ...who },
      { kind: 'acknowledged', at_ms: 5, ...who },
    ]);
    expect(acknowledge(book, 1, { ...who, at_ms: 6 })).toEqual({
      field: 'id',
      rule: 'was acknowledged by anna already',
    });
    expect(at(7)).toEqual(['cleared 1']);
    const over = { field: 'id', rule: 'must be the number of an alert that is open' };
    expect(acknowledge(book, 1, { ...who, at_ms: 8 })).toEqual(over);
    expect(silence(book, 1, { ...who, at_ms: 8, until_ms: 9, ms_max: 9 })).toEqual(over);
  });

  test('silences its subject until then; it is raised anew when it still holds', () => {
    const { book, at } = raised();
    done(acknowledge(book, 1, { ...who, at_ms: 5 }));
    const { alert } = done(silence(book, 1, { ...who, at_ms: 10, until_ms: 1_000, ms_max: day_ms }));
    expect([isSilent(alert, 999), isSilent(alert, 1_000)]).toEqual([true, false]);
    expect(at(999, finding())).toEqual([]);
    expect(at(1_000, finding())).toEqual(['raised-anew 1']);
    expect(book.open.get('low/a1')).toEqual({ ...finding(), state: 'raised', number: 1, raised_ms: 1_000, times: 2 });
    expect(at(2_000, finding())).toEqual([]);
  });

  test('has silence also when it is over meanwhile and comes again', () => {
    const { book, at } = raised();
    done(silence(book, 1, { ...who, at_ms: 10, until_ms: 1_000, ms_max: day_ms }));
    expect([at(20), at(30, finding())]).toEqual([['cleared 1'], ['raised 2']]);
    expect(book.open.get('low/a1')).toMatchObject({ silenced: { until_ms: 1_000 } });
    expect(at(1_000, finding())).toEqual(['raised-anew 2']);
    expect([at(1_001), at(1_002, finding())]).toEqual([['cleared 2'], ['raised 3']]);
    expect(book.open.get('low/a1')?.silenced).toBeUndefined();
  });

  test.each([
    [10, 'must be after now'],
    [10 + 2 * day_ms + 1, 'must be within 2 days'],
  ])('cannot silence until %i', (until_ms, rule) => {
    const { book } = raised();
    expect(silence(book, 1, { ...who, at_ms: 10, until_ms, ms_max: 2 * day_ms })).toEqual({ field: 'until_ms', rule });
  });
});

test('whatever is found whenever: one open alert a subject, numbers without holes, and each one is raised before all else and cleared after it', () => {
  const step = fc.record({
    wait_ms: fc.integer({ min: -5_000, max: 40_000 }),
    found: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('on' as const, 'between' as const))),
    deed: fc.constantFrom('none', 'acknowledge', 'silence'),
    number: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (steps, open_max) => {
      const book: AlertBook = alertBook([], 1);
      const lives = new Map<number, string[]>();
      const note = ({ alert, event }: AlertChange) =>
        lives.set(alert.number, [...(lives.get(alert.number) ?? []), event.kind]);
      let at_ms = 1_000_000;
      for (const { wait_ms, found, deed, number } of steps) {
        at_ms += wait_ms;
        const findings = found.map(([key, state]) => finding(key, state));
        look(book, findings, at_ms, { ...usualAlerts, open_max }).changes.forEach(note);
        const said = { ...who, at_ms };
        const outcome =
          deed === 'acknowledge'
            ? acknowledge(book, number, said)
            : deed === 'silence'
              ? silence(book, number, { ...said, until_ms: at_ms + 90_000, ms_max: day_ms })
              : undefined;
        if (outcome !== undefined && 'alert' in outcome) note(outcome);
        expect(book.open.size).toBeLessThanOrEqual(open_max);
        for (const [key, alert] of book.open) expect([alert.key, alert.state === 'cleared']).toEqual([key, false]);
      }
      expect([...lives.keys()]).toEqual(Array.from(lives, (_, i) => i + 1));
      for (const life of lives.values()) {
        expect(life.indexOf('raised')).toBe(0);
        expect(life.lastIndexOf('raised')).toBe(0);
        expect([-1, life.length - 1]).toContain(life.indexOf('cleared'));
      }
    }),
    { numRuns: 200 },
  );
});
