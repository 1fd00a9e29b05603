/** Goal: what only the writer knows is told live: what an item's picks have taught, and how a channel does, without any restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { handWriter, WallClock } from './hand-writer.ts';
import { opening_ms, siteFrom, warehouse, warehouseJson } from './small-warehouse.ts';

let directory: string;
let clock: WallClock;
let seq = 0;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-inspected-'));
  clock = new WallClock(opening_ms);
  seq = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

type Writer = Awaited<ReturnType<typeof handWriter>>;

/** So long the bin weighs so much, four times a second, with the noise of a real one. */
async function weigh(writer: Writer, mass_g: number, seconds: number): Promise<void> {
  for (let at = 0; at < 4 * seconds; at += 1) {
    seq += 1;
    const grams = mass_g + ((seq % 5) - 2) * 0.05;
    const data = Buffer.from(JSON.stringify({ weight: { channel: '1', grams }, seq, boot: 'a' }));
    writer.intake.offer({ device: 'shelf', topic: 'tallygate/shelf/reading', retained: false, qos: 1, data }, () => {});
    clock.pass(250);
    await writer.commit();
  }
}

async function scan(writer: Writer, code: string): Promise<void> {
  const data = Buffer.from(JSON.stringify({ scan: { code } }));
  const topic = 'tallygate/scanner/reading';
  writer.intake.offer({ device: 'scanner', topic, retained: false, qos: 0, data }, () => {});
  clock.pass(250);
  await writer.commit();
}

/** Two of what weighs so much are scanned and taken, so often. */
async function pick(writer: Writer, mass_g: number, piece_g: number, times: number): Promise<number> {
  let left_g = mass_g;
  for (let at = 0; at < times; at += 1) {
    left_g -= 2 * piece_g;
    for (const code of ['TG-CMD.PICK', 'TG-LOC.B1', '9521141000014', '9521141000014']) await scan(writer, code);
    await weigh(writer, left_g, 15);
  }
  return left_g;
}

test('what picks have taught of an item is told as soon as it is known, and after a restart all the same', async () => {
  const writer = await handWriter(clock, directory, { site: warehouse });
  writer.intake.note('shelf', 'connected', '');
  await weigh(writer, 500 + 60 * 21, 30);
  expect(await writer.intake.inspect({ item: 'bolt' })).toEqual({ details: [], frames: [] });
  const left_g = await pick(writer, 500 + 60 * 21, 21, 6);
  const { mass } = await writer.intake.inspect({ item: 'bolt' });
  expect(mass).toMatchObject({ settings_mg: 21_000, picks: 6, is_doubtful: false });
  expect(Math.abs((mass?.mean_mg ?? 0) - 21_000)).toBeLessThan(3 * (mass?.sd_mg ?? 0));
  expect(mass?.sd_mg).toBeLessThan(110);
  await writer.intake.stop();

  const again = await handWriter(clock, directory, { site: warehouse });
  expect((await again.intake.inspect({ item: 'bolt' })).mass).toEqual(mass);
  expect((await again.intake.inspect({ item: 'shirt' })).mass).toBeUndefined();
  again.intake.note('shelf', 'connected', '');
  await weigh(again, left_g, 30);
  await pick(again, left_g, 22.1, 6);
  expect((await again.intake.inspect({ item: 'bolt' })).mass?.changed?.from_mg).toBeGreaterThan(20_900);
  await again.intake.stop();
});

test('a channel says how it does beside its last weight, and what it says of itself instead of one', async () => {
  const { connections, devices, ...rest } = warehouseJson;
  const wire = { kind: 'tcp', host: '127.0.0.1', port: 4_001 };
  const channels = [{ channel: '1', location: 'B1', empty_mass_mg: 500_000 }];
  const site = siteFrom({
    ...rest,
    connections: [{ id: 'shelf', wire }],
    devices: [{ id: 'shelf', driver: 'ad-st-gs', channels }],
  });
  const writer = await handWriter(clock, directory, { site });
  writer.intake.note('shelf', 'connected', '');
  const hear = async (text: string) => {
    writer.intake.offer({ device: 'shelf', retained: false, qos: 0, data: Buffer.from(text) }, () => {});
    clock.pass(250);
    await writer.commit();
  };
  const stand = async (times: number) => {
    for (let at = 0; at < times; at += 1) await hear(`ST,+0001760.${at % 5}  g`);
  };
  await stand(480);
  const healthOf = async () => (await writer.intake.inspect({ device: 'shelf' })).details[0]?.parts[0]?.health;
  expect(await healthOf()).toMatchObject({ state: 'well', says: expect.stringMatching(/^noise 0\.\d+ g/) });
  await hear('OL,+9999999.9  g');
  expect(await healthOf()).toMatchObject({ state: 'overloaded' });
  await stand(5);
  expect(await healthOf()).toMatchObject({ state: 'well' });
  await writer.intake.stop();
});
