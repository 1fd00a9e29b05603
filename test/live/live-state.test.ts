import { describe, expect, test } from 'vitest';
import { countersOf } from '../../gateway/base/counters.ts';
import type { LinkState } from '../../gateway/base/link-state.ts';
import type { DeviceActivity } from '../../gateway/ledger/commit.ts';
import { LiveState } from '../../gateway/live/live-state.ts';
import type { Change } from '../../gateway/live/messages.ts';
import { HandClock } from './hand-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { movementOf, questionOf, smallSite } from './small-site.ts';

function started(ledger = new MemoryLedger()) {
  const clock = new HandClock();
  const counters = countersOf();
  const state = new LiveState({ epoch: 'e1', clock, reader: ledger, site: smallSite, counters });
  const changes: Change[] = [];
  state.onChange((change) => changes.push(change));
  state.start();
  return { clock, counters, state, ledger, changes };
}

const scale: LinkState = {
  connection: 'scale',
  state: 'connected',
  says: 'open at 9600 baud',
  since_ms: 1,
  frames: 1,
  bytes: 20,
  noise_bytes: 0,
  connects: 1,
};

function activityOf(frames: number): DeviceActivity {
  return {
    device: 'scale-a1',
    frames,
    readings: frames,
    duplicates: 0,
    quarantined: 0,
    last_at_ms: 1_764_000_000_000,
    last_says: 'channel 1: 45.0 g at rest',
  };
}

describe('the live state', () => {
  test('begins with what the ledger holds', () => {
    const ledger = new MemoryLedger();
    ledger.commit({ at_ms: 1, movements: [movementOf('m1')], questions: [questionOf('q1')], devices: [activityOf(3)] });
    const { state } = started(ledger);
    const snapshot = state.snapshot();
    expect(snapshot.levels).toEqual([
      { item: 'bolt-m6', location: 'a1-01', quantity: 10 },
      { item: 'bolt-m6', location: 'supplier', quantity: -10 },
    ]);
    expect(snapshot.movements.map(({ id, seq }) => [id, seq])).toEqual([['m1', 1]]);
    expect(snapshot.questions.map(({ id }) => id)).toEqual(['q1']);
    expect(snapshot.devices.map(({ frames }) => frames)).toEqual([3]);
    expect([snapshot.epoch, snapshot.number]).toEqual(['e1', 0]);
  });

  test('shows the tree with the built-in locations and who looks after what', () => {
    const { site } = started().state.snapshot();
    expect(site.locations.map(({ id }) => id)).toEqual([
      'hall',
      'a1',
      'a1-01',
      'a1-02',
      'supplier',
      'customer',
      'production',
      'scrap',
      'count-difference',
      'opening-balance',
      'owner-change',
      'transit',
    ]);
    expect(site.devices[0]?.serves).toEqual([
      { part: 'channel 1', location: 'a1-01', watches: true },
      { part: 'channel 2', location: 'a1-02', watches: true },
    ]);
    expect(site.devices[1]?.serves).toEqual([{ part: 'scanner', location: 'a1-02', watches: false }]);
    expect(site.devices.map(({ id, scans }) => [id, scans])).toEqual([
      ['scale-a1', false],
      ['gun-1', true],
    ]);
  });

  test('tells a commit as absolute levels in one numbered change', () => {
    const { clock, state, ledger, changes } = started();
    state.applyCommit(ledger.commit({ at_ms: 1, movements: [movementOf('m1')] }));
    clock.pass(50);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      epoch: 'e1',
      number: 1,
      levels: [
        { item: 'bolt-m6', location: 'supplier', quantity: -10 },
        { item: 'bolt-m6', location: 'a1-01', quantity: 10 },
      ],
    });
    expect(changes[0]?.movements?.map(({ id }) => id)).toEqual(['m1']);
  });

  test('gathers a burst into one change per 50 ms, the latest value of each level', () => {
    const { clock, state, ledger, changes } = started();
    clock.pass(500);
    for (let index = 0; index < 100; index += 1) {
      state.applyCommit(ledger.commit({ at_ms: index, movements: [movementOf(`m${index}`, { quantity: 1 })] }));
      clock.pass(1);
    }
    clock.pass(49);
    expect(changes).toHaveLength(3);
    expect(changes.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(changes.at(-1)?.levels?.at(-1)).toEqual({ item: 'bolt-m6', location: 'a1-01', quantity: 100 });
  });

  test('sends a heartbeat every second when nothing happens', () => {
    const { clock, changes } = started();
    clock.pass(3_000);
    expect(changes.map(({ number, at_ms }) => [number, at_ms - clock.start_ms])).toEqual([
      [1, 1_000],
      [2, 2_000],
      [3, 3_000],
    ]);
  });

  test('tells nothing more after stop', () => {
    const { clock, state, ledger, changes } = started();
    state.stop();
    state.applyCommit(ledger.commit({ at_ms: 1, movements: [movementOf('m1')] }));
    clock.pass(5_000);
    expect(changes).toEqual([]);
  });

  test('books a commit that was already read from the ledger once', () => {
    const ledger = new MemoryLedger();
    const commit = ledger.commit({ at_ms: 1, movements: [movementOf('m1')] });
    const { clock, state, changes } = started(ledger);
    state.applyCommit(commit);
    clock.pass(50);
    expect(state.snapshot().movements.map(({ id }) => id)).toEqual(['m1']);
    expect(changes[0]?.movements).toBeUndefined();
  });

  test('takes a settled question out of the open ones and tells how many are left', () => {
    const { clock, state, ledger, changes } = started();
    state.applyCommit(ledger.commit({ at_ms: 1, questions: [questionOf('q1'), questionOf('q2')] }));
    state.applyCommit(ledger.commit({ at_ms: 2, questions: [questionOf('q1', { state: 'settled' })] }));
    clock.pass(50);
    expect(state.snapshot().questions.map(({ id }) => id)).toEqual(['q2']);
    expect(changes[0]?.questions_open).toBe(1);
    expect(changes[0]?.questions?.map(({ id, state: life }) => [id, life])).toEqual([
      ['q1', 'settled'],
      ['q2', 'open'],
    ]);
  });

  test('tells links that changed and connections that are gone, at the pace of devices', () => {
    const { clock, state, changes } = started();
    state.applyLinks([scale]);
    state.applyLinks([scale]);
    clock.pass(249);
    expect(changes).toEqual([]);
    clock.pass(1);
    expect(changes[0]?.links).toEqual([scale]);
    state.applyLinks([]);
    clock.pass(250);
    expect(changes[1]?.links_gone).toEqual(['scale']);
    expect(state.snapshot().links).toEqual([]);
  });

  test('tells devices of one line apart, where each comes and goes by itself', () => {
    const { clock, state, changes } = started();
    const [left, right] = ['left', 'right'].map((device) => ({ ...scale, connection: 'line', device }));
    state.applyLinks([left, right].flatMap((link) => link ?? []));
    clock.pass(250);
    expect(changes[0]?.links).toEqual([left, right]);
    state.applyLinks(left === undefined ? [] : [left]);
    clock.pass(250);
    expect(changes[1]?.links_gone).toEqual(['line/right']);
    expect(state.snapshot().links).toEqual([left]);
  });

  test('counts frames into buckets of five seconds', () => {
    const { clock, state, ledger, changes } = started();
    for (let frames = 1; frames <= 25; frames += 1) {
      state.applyCommit(ledger.commit({ at_ms: frames, devices: [activityOf(frames)] }));
      clock.pass(500);
    }
    expect(changes.flatMap(({ rates }) => (rates === undefined ? [] : [rates.frames['scale-a1']]))).toEqual([11, 10]);
    expect(state.snapshot().rates.frames).toEqual({ 'scale-a1': [11, 10] });
  });

  test('adds what the process counts to what the ledger counts, once a second', () => {
    const { clock, counters, state, ledger, changes } = started();
    counters.add('live.resyncs', 2);
    state.applyCommit(ledger.commit({ at_ms: 1, counters: { frames: 7 } }));
    clock.pass(1_000);
    expect(changes.map((change) => change.counters)).toEqual([{ frames: 7, 'live.resyncs': 2 }]);
    clock.pass(1_000);
    expect(changes.at(-1)?.counters).toBeUndefined();
  });

  test('tells what a scanner was answered with the next change and keeps it for new screens', () => {
    const { clock, state, changes } = started();
    state.applyFeedback([
      { device: 'gun-1', at_ms: 1, tone: 'mode', says: 'pick: scan the location, then the items' },
      { device: 'gun-1', at_ms: 2, tone: 'ok', says: 'Bolt M6: 10, 10 at A1-01' },
    ]);
    clock.pass(50);
    const told = [
      { number: 1, device: 'gun-1', at_ms: 1, tone: 'mode', says: 'pick: scan the location, then the items' },
      { number: 2, device: 'gun-1', at_ms: 2, tone: 'ok', says: 'Bolt M6: 10, 10 at A1-01' },
    ];
    expect(changes.map(({ feedback }) => feedback)).toEqual([told]);
    expect(state.snapshot().feedback).toEqual(told.toReversed());
  });

  test('keeps the last answers of each scanner, however busy another one is', () => {
    const { clock, state, changes } = started();
    const answerTo = (device: string, at_ms: number) => ({ device, at_ms, tone: 'ok' as const, says: 'done' });
    state.applyFeedback([answerTo('gun-1', 0)]);
    for (let at_ms = 1; at_ms <= 1_000; at_ms += 1) state.applyFeedback([answerTo('gun-2', at_ms)]);
    const { feedback, feedback_shown } = state.snapshot();
    expect(feedback_shown).toBe(8);
    expect(feedback.map(({ device, at_ms }) => [device, at_ms])).toEqual([
      ...[1_000, 999, 998, 997, 996, 995, 994, 993].map((at_ms) => ['gun-2', at_ms]),
      ['gun-1', 0],
    ]);
    clock.pass(50);
    expect(changes[0]?.feedback?.map(({ number }) => number)).toEqual([1, 994, 995, 996, 997, 998, 999, 1_000, 1_001]);
  });

  test('forgets the answers of a scanner that left the settings', () => {
    const { state } = started();
    state.applyFeedback([{ device: 'gun-1', at_ms: 1, tone: 'ok', says: 'done' }]);
    state.applySite({ ...smallSite, devices: smallSite.devices.filter(({ id }) => id !== 'gun-1') });
    expect(state.snapshot().feedback).toEqual([]);
  });

  test('keeps no more movements than screens show', () => {
    const { state, ledger } = started();
    for (let index = 0; index < 1_000; index += 1) {
      state.applyCommit(ledger.commit({ at_ms: index, movements: [movementOf(`m${index}`)] }));
    }
    const { movements } = state.snapshot();
    expect(movements).toHaveLength(200);
    expect([movements[0]?.seq, movements.at(-1)?.seq]).toEqual([1_000, 801]);
  });
});
