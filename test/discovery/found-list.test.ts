/** What was found is kept within bounds, and forgotten when it is not seen again. */
import { describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { limits } from '../../gateway/base/limits.ts';
import type { Sighting } from '../../gateway/discovery/found.ts';
import { foundList } from '../../gateway/discovery/found-list.ts';

function sighting(id: string, kind: Sighting['kind'] = 'mqtt'): Sighting {
  return {
    id,
    kind,
    name: id,
    place: id,
    facts: [],
    suggestions: [],
    certain: false,
    suggested_id: id,
    wire: { kind: 'mqtt' },
    needs_secret: true,
  };
}

function listAt(start_ms: number) {
  let now_ms = start_ms;
  const clock: Clock = { ...systemClock, now_ms: () => now_ms };
  const counters = countersOf();
  return {
    list: foundList({ clock, counters }),
    counters,
    pass(span_ms: number) {
      now_ms += span_ms;
    },
  };
}

describe('what was found', () => {
  test('is counted when it is seen again, and keeps when it was seen first', () => {
    const { list, pass } = listAt(1_000);
    list.note(sighting('a'));
    pass(500);
    list.note({ ...sighting('a'), name: 'newer' });
    expect(list.list()).toMatchObject([{ id: 'a', name: 'newer', first_ms: 1_000, seen_ms: 1_500, times: 2 }]);
  });

  test('gives way, the one not seen the longest first, when there is too much', () => {
    const { list, counters } = listAt(0);
    for (let at = 0; at < limits.discovered_max; at += 1) list.note(sighting(`n${at}`));
    list.note(sighting('n0'));
    list.note(sighting('one more'));
    expect(list.list()).toHaveLength(limits.discovered_max);
    expect([list.find('n0'), list.find('n1'), list.find('one more')].map((found) => found?.id)).toEqual([
      'n0',
      undefined,
      'one more',
    ]);
    expect(counters.read()).toEqual({ 'discovery.forgotten': 1 });
  });

  test('is forgotten when it is not seen again', () => {
    const { list, pass } = listAt(0);
    list.note(sighting('old'));
    pass(limits.discovered_keep_ms - 1);
    list.note(sighting('young'));
    expect(list.list().map(({ id }) => id)).toEqual(['old', 'young']);
    pass(1);
    expect(list.list().map(({ id }) => id)).toEqual(['young']);
  });

  test('is gone when a look at everything of its kind does not see it', () => {
    const { list } = listAt(0);
    for (const id of ['p1', 'p2']) list.note(sighting(id, 'serial'));
    list.note(sighting('m', 'mqtt'));
    list.replace('serial', [sighting('p2', 'serial'), sighting('p3', 'serial')]);
    expect(list.list().map(({ id }) => id)).toEqual(['m', 'p2', 'p3']);
  });
});
