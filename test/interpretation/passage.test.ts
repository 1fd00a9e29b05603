/** Goal: what a portal makes of reads depends on how far apart they were, and not on where the estimate of their time puts them. */
import { expect, test } from 'vitest';
import { addRead, crossingOf, passageOf, readTime, settleTo } from '../../gateway/interpretation/passage.ts';

/** 2026-11-23T08:00:00Z. */
const opening_ms = 1_795_420_800_000;
const outside_cdbm = [-5_810, -5_560, -5_940, -5_720, -5_630, -5_890];
const inside_cdbm = [-5_750, -5_910, -5_580, -5_820, -5_660, -5_700];
const reads = [
  ...outside_cdbm.map((power) => ['outside', power] as const),
  ...inside_cdbm.map((power) => ['inside', power] as const),
].map(([side, rssi_cdbm], i) => ({ side, rssi_cdbm, said_ms: i * 150 }));

/** `off_ms`: by how much the estimate of each read's time is off. `ahead_ms`: the device's clock, undefined without one. */
function oddsInwards(off_ms: (read: number) => number, ahead_ms?: number): number {
  const reports = reads.map(({ side, rssi_cdbm, said_ms }, i) => ({
    side,
    device_ms: ahead_ms === undefined ? undefined : opening_ms + said_ms + ahead_ms,
    report: {
      ref: { id: `r${i}`, n: i + 1, index: 0, device: 'gate', at_ms: opening_ms + said_ms + off_ms(i) },
      antenna: side === 'inside' ? 2 : 1,
      rssi_cdbm,
      count: 1,
    },
  }));
  const [first] = reports;
  if (first === undefined) throw new Error('no reads');
  const passage = passageOf('gate', 'e', first.report, first.device_ms);
  for (const { side, report, device_ms } of reports) {
    addRead(passage, side, report, readTime(passage, report.ref.at_ms, device_ms), report.ref.at_ms);
  }
  settleTo(passage, passage.end_ms + 2_000);
  return crossingOf(passage, 'in').both;
}

test('where the device tells the time, an estimate that is off by the same for all reads changes nothing', () => {
  const odds = [0, 40, 130, 260, 333, 480].map((off_ms) => oddsInwards(() => off_ms, 3_600_000));
  expect(odds).toEqual(odds.map(() => odds[0]));
  expect(oddsInwards(() => 260)).not.toBe(odds[0]);
});

test('where the device tells the time, an estimate that gets better from read to read changes nothing', () => {
  const truly = oddsInwards(() => 0);
  const squeezed = (read: number) => Math.max(15, 400 - 60 * read);
  expect(oddsInwards(squeezed, 3_600_000)).toBe(truly);
  expect(oddsInwards(squeezed)).not.toBe(truly);
});

test('a clock that is set in the midst of a passage tells nothing of how far its reads are apart', () => {
  const passage = passageOf(
    'gate',
    'e',
    { ref: { id: 'r', n: 1, index: 0, device: 'gate', at_ms: opening_ms }, antenna: 1, rssi_cdbm: -5_800, count: 1 },
    opening_ms,
  );
  expect(readTime(passage, opening_ms + 900, opening_ms + 1_100)).toBe(opening_ms + 1_100);
  expect(readTime(passage, opening_ms + 900, opening_ms + 3_600_000)).toBe(opening_ms + 900);
  expect(readTime(passage, opening_ms + 900, undefined)).toBe(opening_ms + 900);
});
