/** Advice on the live channel: worked out by the gateway, in the first picture and in every change, gone when nothing is to do. */
import { expect, test } from 'vitest';
import { screenOf, withChange } from '../../dashboard/screen.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import type { LinkState } from '../../gateway/base/link-state.ts';
import { LiveState } from '../../gateway/live/live-state.ts';
import type { Change } from '../../gateway/live/messages.ts';
import { HandClock } from './hand-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { smallSite } from './small-site.ts';

const link: LinkState = {
  connection: 'scale',
  state: 'connected',
  says: 'Connected.',
  since_ms: 0,
  frames: 0,
  bytes: 0,
  noise_bytes: 0,
  connects: 1,
};

function stateWith(clock: HandClock) {
  const state = new LiveState({
    epoch: 'e1',
    clock,
    reader: new MemoryLedger(),
    site: smallSite,
    counters: countersOf(),
    driverFacts: () => ({ title: 'Scale', family: 'scale', may_need_unit: false }),
  });
  const changes: Change[] = [];
  state.onChange((change) => changes.push(change));
  state.start();
  return { state, changes };
}

test('follows the link and what the device reports of itself', () => {
  const clock = new HandClock();
  const { state, changes } = stateWith(clock);
  let screen = screenOf(state.snapshot());
  const codes = () => {
    for (const change of changes.splice(0)) screen = withChange(screen, change) ?? screen;
    return (screen.advice.get('scale-a1') ?? []).map(({ code }) => code);
  };
  state.applyLinks([{ ...link, state: 'refused', says: 'It is held by another program.' }]);
  clock.pass(1_000);
  expect(codes()).toEqual(['refused']);
  expect(state.device('scale-a1')).toMatchObject({ title: 'Scale', commands: [], advice: [{ code: 'refused' }] });
  state.applyLinks([{ ...link, since_ms: clock.now_ms() }]);
  clock.pass(1_000);
  expect(codes()).toEqual([]);
  expect(screen.advice.has('scale-a1')).toBe(false);
  const overload = { condition: 'overload', channel: '1', at_ms: clock.now_ms(), times: 1 };
  state.applyDetails([{ device: 'scale-a1', parts: [], conditions: [overload], beyond: 0 }]);
  clock.pass(1_000);
  expect(codes()).toEqual(['overload']);
  expect(state.snapshot().advice.map(({ device }) => device)).toEqual(['scale-a1']);
  state.applySite({ ...smallSite, devices: [] });
  expect(state.snapshot().advice).toEqual([]);
  expect(state.device('scale-a1')).toBeUndefined();
  state.stop();
});
