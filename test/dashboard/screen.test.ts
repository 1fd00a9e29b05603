import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkOf, type Screen, screenOf, withChange } from '../../dashboard/screen.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { LiveState } from '../../gateway/live/live-state.ts';
import type { Change, ScannerFeedback, Snapshot } from '../../gateway/live/messages.ts';
import type { StoredQuestion } from '../../gateway/work/question.ts';
import { HandClock } from '../live/hand-clock.ts';
import { MemoryLedger } from '../live/memory-ledger.ts';
import { movementOf, questionOf, smallSite, storedOf } from '../live/small-site.ts';

function answerOf(number: number, device = 'gun-1'): ScannerFeedback {
  return { number, device, at_ms: number, tone: 'ok', says: `answer ${number}` };
}

const snapshot: Snapshot = {
  epoch: 'e1',
  number: 7,
  at_ms: 1_000,
  gateway: { gateway_id: 'g', ledger_id: 'l', started_ms: 0 },
  site: { name: 'Corner store', time_zone: 'Europe/Berlin', items: [], locations: [], devices: [] },
  advice: [],
  levels: [
    { item: 'bolt-m6', location: 'a1-01', quantity: 10 },
    { item: 'nut-m6', location: 'a1-01', quantity: 4 },
    { item: 'nut-m6', location: 'a1-02', quantity: 1 },
  ],
  questions: [questionOf('q1')],
  questions_open: 1,
  movements: [storedOf(2), storedOf(1)],
  movements_shown: 3,
  feedback: [answerOf(2), answerOf(1)],
  feedback_shown: 3,
  devices: [],
  links: [],
  rates: { bucket_ms: 5_000, buckets_max: 3, until_ms: 500, frames: { 'scale-a1': [1, 2, 3] } },
  associations: { active: 2, revision: 1 },
  counters: { frames: 3 },
  sync: [],
  health: { troubles: [] },
  alerts: { open: 0, alerts: [] },
};

function changeOf(number: number, news: Partial<Change> = {}): Change {
  return { epoch: 'e1', number, at_ms: 1_000 + number, ...news };
}

function applied(...changes: Change[]): Screen {
  return changes.reduce((screen, change) => {
    const next = withChange(screen, change);
    if (next === undefined) throw new Error(`change ${change.number} does not follow`);
    return next;
  }, screenOf(snapshot));
}

describe('a change', () => {
  test('sets levels absolutely and takes those at zero away', () => {
    const screen = applied(
      changeOf(8, {
        levels: [
          { item: 'bolt-m6', location: 'a1-01', quantity: 9 },
          { item: 'nut-m6', location: 'a1-02', quantity: 0 },
        ],
      }),
    );
    expect(screen.places).toEqual(new Map([['a1-01', new Map(Object.entries({ 'bolt-m6': 9, 'nut-m6': 4 }))]]));
  });

  test('puts new movements first and keeps as many as are shown', () => {
    const screen = applied(changeOf(8, { movements: [storedOf(3), storedOf(4)] }));
    expect(screen.movements.map(({ seq }) => seq)).toEqual([4, 3, 2]);
  });

  test('says movements again without effect', () => {
    const screen = applied(changeOf(8, { movements: [storedOf(2), storedOf(3)] }));
    expect(screen.movements.map(({ seq }) => seq)).toEqual([3, 2, 1]);
  });

  test('closes questions that were settled', () => {
    const screen = applied(changeOf(8, { questions: [questionOf('q1', { state: 'settled' })], questions_open: 0 }));
    expect([screen.questions.size, screen.questions_open]).toEqual([0, 0]);
  });

  test('puts new answers of a scanner first, each once, and keeps as many as are shown', () => {
    const news = [answerOf(2), answerOf(3), answerOf(4), answerOf(5, 'gun-2')];
    const screen = applied(changeOf(8, { feedback: news }));
    const numbers = [...screen.feedback].map(([device, told]) => [device, told.map(({ number }) => number)]);
    expect(numbers).toEqual([
      ['gun-1', [4, 3, 2]],
      ['gun-2', [5]],
    ]);
  });

  test('takes the answers of a scanner away with the scanner', () => {
    const screen = applied(changeOf(8, { site: snapshot.site, feedback: [answerOf(3)] }));
    expect(screen.feedback.size).toBe(0);
  });

  test('moves the window of rates on, once per bucket', () => {
    const bucket = { until_ms: 5_500, frames: { 'scale-a1': 4, 'gun-1': 1 } };
    const screen = applied(changeOf(8, { rates: bucket }), changeOf(9, { rates: bucket }));
    expect(screen.rates.frames).toEqual(new Map(Object.entries({ 'scale-a1': [2, 3, 4], 'gun-1': [1] })));
  });

  test('leaves everything it does not name the same object', () => {
    const before = screenOf(snapshot);
    const screen = withChange(before, changeOf(8));
    expect(screen?.number).toBe(8);
    expect(screen?.places).toBe(before.places);
    expect(screen?.movements).toBe(before.movements);
    expect(screen?.links).toBe(before.links);
    expect(screen?.questions).toBe(before.questions);
    expect(screen?.feedback).toBe(before.feedback);
  });

  test('that the snapshot already holds changes nothing', () => {
    const before = screenOf(snapshot);
    expect(withChange(before, changeOf(7, { counters: {} }))).toBe(before);
    expect(withChange(before, changeOf(3, { counters: {} }))).toBe(before);
  });

  test('after a hole, or of another run of the gateway, needs a resync', () => {
    const before = screenOf(snapshot);
    expect(withChange(before, changeOf(9))).toBeUndefined();
    expect(withChange(before, { ...changeOf(8), epoch: 'e2' })).toBeUndefined();
  });
});

type Step =
  | { readonly kind: 'move'; readonly to: string; readonly quantity: number }
  | { readonly kind: 'ask' | 'settle'; readonly question: string }
  | { readonly kind: 'hear' | 'answer'; readonly device: string }
  | { readonly kind: 'link'; readonly connections: readonly string[] }
  | { readonly kind: 'site'; readonly name: string }
  | { readonly kind: 'wait'; readonly by_ms: number }
  | { readonly kind: 'lose' | 'restart' };

const places = fc.constantFrom('a1-01', 'a1-02', 'transit');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('move' as const), to: places, quantity: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constantFrom('ask' as const, 'settle' as const), question: fc.constantFrom('q1', 'q2', 'q3') }),
  fc.record({
    kind: fc.constantFrom('hear' as const, 'answer' as const),
    device: fc.constantFrom('scale-a1', 'gun-1'),
  }),
  fc.record({ kind: fc.constant('link' as const), connections: fc.subarray(['scale', 'gun']) }),
  fc.record({ kind: fc.constant('site' as const), name: fc.constantFrom('North', 'South') }),
  fc.record({ kind: fc.constant('wait' as const), by_ms: fc.integer({ min: 1, max: 3_000 }) }),
  fc.record({ kind: fc.constantFrom('lose' as const, 'restart' as const) }),
);

/** A gateway's live state, and a screen that gets its changes over a wire that may lose some. */
class Wire {
  readonly clock = new HandClock();
  readonly ledger = new MemoryLedger();
  state = this.#begin('e1');
  screen = screenOf(this.state.snapshot());
  resyncs = 0;
  #losing = false;
  #epochs = 1;
  #moves = 0;
  #heard = 0;

  #begin(epoch: string): LiveState {
    const counters = countersOf();
    const state = new LiveState({ epoch, clock: this.clock, reader: this.ledger, site: smallSite, counters });
    state.onChange((change) => this.#receive(change));
    state.start();
    return state;
  }

  #receive(change: Change): void {
    if (this.#losing) {
      this.#losing = false;
      return;
    }
    const next = withChange(this.screen, change);
    if (next === undefined) this.resyncs += 1;
    this.screen = next ?? screenOf(this.state.snapshot());
  }

  take(done: Step): void {
    const at_ms = this.clock.now_ms();
    if (done.kind === 'move') this.#move(done.to, done.quantity, at_ms);
    else if (done.kind === 'ask') this.#ask(questionOf(done.question, { at_ms }));
    else if (done.kind === 'settle') this.#ask(questionOf(done.question, { at_ms, state: 'settled' }));
    else if (done.kind === 'hear') this.#hear(done.device, at_ms);
    else if (done.kind === 'answer') this.#answer(done.device, at_ms);
    else if (done.kind === 'link') this.#link(done.connections);
    else if (done.kind === 'site') this.state.applySite({ ...smallSite, name: done.name });
    else if (done.kind === 'wait') this.clock.pass(done.by_ms);
    else if (done.kind === 'lose') this.#losing = true;
    else this.#restart();
  }

  #move(to: string, quantity: number, at_ms: number): void {
    this.#moves += 1;
    const from = quantity % 2 === 0 ? 'supplier' : to === 'a1-01' ? 'a1-02' : 'a1-01';
    const movements = [movementOf(`m${this.#moves}`, { from, to, quantity })];
    this.state.applyCommit(this.ledger.commit({ at_ms, movements, counters: { moves: this.#moves } }));
  }

  #ask(question: StoredQuestion): void {
    this.state.applyCommit(this.ledger.commit({ at_ms: question.at_ms, questions: [question] }));
  }

  #hear(device: string, at_ms: number): void {
    this.#heard += 1;
    const totals = { frames: this.#heard, readings: this.#heard, duplicates: 0, quarantined: 0 };
    const devices = [{ device, ...totals, last_at_ms: at_ms, last_says: 'something' }];
    this.state.applyCommit(this.ledger.commit({ at_ms, devices }));
  }

  #answer(device: string, at_ms: number): void {
    this.state.applyFeedback([{ device, at_ms, tone: 'ok', says: 'something' }]);
  }

  #link(connections: readonly string[]): void {
    const totals = { since_ms: 1, frames: this.#heard, bytes: 1, noise_bytes: 0, connects: 1 };
    this.state.applyLinks(
      connections.map((connection) => ({ connection, state: 'connected', says: 'open', ...totals })),
    );
  }

  #restart(): void {
    this.state.stop();
    this.#epochs += 1;
    this.state = this.#begin(`e${this.#epochs}`);
  }
}

function seen(screen: Screen): object {
  const { at_ms: _, number: __, ...rest } = screen;
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...rest,
    places: sorted(rest.places).map(([location, place]) => [location, sorted(place)]),
    questions: sorted(rest.questions),
    feedback: sorted(rest.feedback),
    devices: sorted(rest.devices),
    links: sorted(rest.links),
    rates: { ...rest.rates, frames: sorted(rest.rates.frames) },
  };
}

describe('the screen', () => {
  test('is, once all is told, what a snapshot would show, whatever was lost on the way', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const wire = new Wire();
        for (const done of steps) wire.take(done);
        wire.clock.pass(3_000);
        expect(seen(wire.screen)).toEqual(seen(screenOf(wire.state.snapshot())));
      }),
      { numRuns: 300 },
    );
  });

  test('needs no resync as long as nothing is lost', () => {
    const lossless = step.filter(({ kind }) => kind !== 'lose' && kind !== 'restart');
    fc.assert(
      fc.property(fc.array(lossless, { maxLength: 60 }), (steps) => {
        const wire = new Wire();
        for (const done of steps) wire.take(done);
        wire.clock.pass(3_000);
        expect(wire.resyncs).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});

test('a device on a line with others has its own link, and one that shares a connection has that', () => {
  const link = { state: 'connected', says: '', since_ms: 0, frames: 0, bytes: 0, noise_bytes: 0, connects: 1 } as const;
  const own = { ...link, connection: 'line', device: 'left' };
  const shared = { ...link, connection: 'node' };
  const { links } = screenOf({ ...snapshot, links: [own, shared] });
  expect(linkOf(links, { connection: 'line', id: 'left' })).toBe(own);
  expect(linkOf(links, { connection: 'line', id: 'right' })).toBeUndefined();
  expect(linkOf(links, { connection: 'node', id: 'cell-1' })).toBe(shared);
});
