/** Goal: outages take nothing from a device that keeps what it says, and say of any other what can still be known. */
import { describe, expect, test } from 'vitest';
import { type OutageOptions, withOutages } from '../../../simulators/scenes/outages.ts';
import type { Scene, SceneLine, TrueEvent } from '../../../simulators/scenes/scene.ts';

const start_ms = 1_795_420_800_000;
const minutes = (count: number) => count * 60_000;

/** A scale that says something every second; pieces go in every minute. */
function sceneOf(isStamped: boolean): Scene {
  return {
    name: 'scale',
    seed: 5,
    site: {},
    start_ms,
    end_ms: start_ms + minutes(20),
    score_from_ms: start_ms,
    *play(told): Generator<SceneLine, void, void> {
      for (let second = 0; second < 20 * 60; second += 1) {
        const at_ms = start_ms + second * 1_000;
        if (second % 60 === 30) {
          told({ at_ms, item: 'nut', quantity: 2, from: 'bin', to: 'production', place: 'elsewhere', deed: 'take' });
        }
        const stamp = isStamped ? `,"seq":${second},"boot":"b","at":${at_ms}` : '';
        const data = new TextEncoder().encode(
          `{"weight":{"channel":"1","grams":${1_000 - 2 * Math.floor(second / 60)}}${stamp}}`,
        );
        yield { kind: 'frame', at_ms, device: 'scale', retained: false, qos: 1, data };
      }
    },
  };
}

function textOf(line: SceneLine): string {
  return line.kind === 'frame' ? new TextDecoder().decode(line.data) : '';
}

function played(isStamped: boolean, more: Partial<OutageOptions> = {}) {
  const truth: TrueEvent[] = [];
  const options = {
    cut_ms: [60_000, 150_000],
    cuts_per_quarter_hour: 3,
    down_ms: [40_000, 40_000],
    broker_ms: [30_000, 30_000],
    dead_ms: [200_000, 200_000],
    dead_permille: 0,
    reboot_ms: [5_000, 5_000],
    reboot_permille: 0,
    tare_permille: 0,
    late_ms: 1_800,
    spell_permille: 500,
    lead_ms: 3_600_000,
    set_ms: 1_800_000,
    set_permille: 1_000,
    twice_permille: 200,
    ...more,
  } as const;
  const scene = withOutages(
    sceneOf(isStamped),
    { scales: new Map([['scale', ['bin']]]), one_dies: [], wired: new Map(), readers: new Map(), guns: new Map() },
    options,
  );
  const lines = [...scene.play((event) => truth.push(event))];
  return { lines, truth };
}

function saidIn(lines: readonly SceneLine[]): { seq?: number; at?: number }[] {
  return lines.flatMap((line) => (line.kind === 'frame' ? [JSON.parse(new TextDecoder().decode(line.data))] : []));
}

describe('outages', () => {
  test('lose nothing of a device that numbers what it says, and bring some of it twice and in another order', () => {
    const { lines, truth } = played(true);
    const numbers = saidIn(lines).map(({ seq }) => seq ?? -1);
    expect(new Set(numbers).size).toBe(20 * 60);
    expect(numbers.length).toBeGreaterThan(20 * 60);
    expect(numbers.some((seq, i) => seq < (numbers[i - 1] ?? 0))).toBe(true);
    expect(truth.filter(({ until_ms }) => until_ms !== undefined)).toEqual([]);
    expect(truth.length).toBe(20);
  });

  test('let time run forwards, set the clock once, and tell of every cut that it begins and ends', () => {
    const { lines } = played(true);
    expect(lines.every((line, i) => line.at_ms >= (lines[i - 1]?.at_ms ?? 0))).toBe(true);
    const bySeq = saidIn(lines).toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
    const steps = bySeq.map(({ at = 0 }, i) => at - (bySeq[i - 1]?.at ?? at));
    expect(steps.filter((step) => step !== 1_000 && step !== 0)).toHaveLength(1);
    const events = lines.flatMap((line) => (line.kind === 'event' ? [line.event] : []));
    expect(events.length).toBeGreaterThan(3);
    expect(events.filter((event) => event === 'started')).toHaveLength(1);
    // Who starts knows nothing of the connections before.
    const told = events.join(' ').replace('started connected', '').trim().split(/ +/);
    expect(told.every((event, i) => event === (i % 2 === 0 ? 'disconnected' : 'connected'))).toBe(true);
  });

  test('keep of a device without numbers only the sum of what changed while it was away', () => {
    const { lines, truth } = played(false);
    expect(saidIn(lines).length).toBeLessThan(20 * 60);
    const away = truth.filter(({ until_ms }) => until_ms !== undefined);
    expect(away.length).toBeGreaterThan(1);
    expect(away.some(({ quantity }) => quantity > 2)).toBe(true);
    expect(truth.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(40);
  });

  test('are all journaled by nobody while the gateway is away, and all that a device kept comes after it', () => {
    const { lines } = played(true);
    const back = lines.findIndex((line) => line.kind === 'event' && line.event === 'started');
    const away_ms = (lines[back]?.at_ms ?? 0) - (lines[back - 1]?.at_ms ?? 0);
    expect(away_ms).toBeGreaterThanOrEqual(38_000);
    const before = new Set(saidIn(lines.slice(0, back)).map(({ seq }) => seq ?? -1));
    const after = saidIn(lines.slice(back)).map(({ seq }) => seq ?? -1);
    expect(new Set([...before, ...after]).size).toBe(20 * 60);
  });

  test('of power say nothing of what happened meanwhile, begin a new count, and make the load the zero', () => {
    const power = { reboot_permille: 1_000, reboot_ms: [90_000, 90_000], tare_permille: 1_000 } as const;
    const { lines, truth } = played(true, power);
    const boots = lines.flatMap((line) => /"boot":"([^"]*)"/.exec(textOf(line))?.[1] ?? []);
    expect([...new Set(boots)]).toEqual(['b', 'b-1']);
    const first = lines.find((line) => textOf(line).includes('"b-1"'));
    expect(first === undefined ? '' : textOf(first)).toContain('"grams":0},"seq":1,');
    const unseen = truth.filter((event) => event.unseen !== undefined);
    expect(unseen).toMatchObject([{ until_ms: expect.any(Number), item: 'nut' }]);
  });

  test('are the same for the same seed', () => {
    expect(played(true)).toEqual(played(true));
  });
});
