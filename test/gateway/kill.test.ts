/**
 * Goal: whatever instant a gateway dies at, nothing it acknowledged is missing and nothing is booked twice.
 * Method: the gateway as built, killed with SIGKILL at random instants under load from an MQTT device at QoS 1, one at
 * QoS 2, a scanner on a serial line and an LLRP reader; then the ledger is compared with what was acknowledged.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { LedgerReader } from '../../gateway/ledger/reader.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { enrolConnection, verifyLedger } from '../../gateway/main.ts';
import { type PtyPair, ptyPair, withoutSocat } from '../transport/pty-pair.ts';
import { countingScanner } from './counting-scanner.ts';
import { killSite } from './kill-site.ts';
import { freePort, startGatewayProcess } from './process.ts';
import { type TagReader, tagReader } from './tag-reader.ts';

const kills = process.env.TALLYGATE_LONG === undefined ? 30 : 200;
const seed = Number(process.env.TALLYGATE_SEED ?? Date.now() % 1_000_000);

let directory: string;
let serial: PtyPair | undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-kill-'));
  serial = withoutSocat === '' ? await ptyPair(join(directory, 'scanner-line')) : undefined;
});
afterAll(async () => {
  await serial?.unplug();
  rmSync(directory, { recursive: true });
});

const wait = (wait_ms: number) => new Promise<void>((resolve) => systemClock.after(wait_ms, resolve));

/**
 * Gives the last reports time to be booked, and goes on in any case: the expectations say what is missing. Tags are read
 * again now and then, as in a real field: what is read while the gateway sets the reader up anew is not reported.
 */
async function settled(data: string, reader: TagReader): Promise<void> {
  const ledger = readerOf(data);
  for (let i = 0; i < 200; i += 1) {
    if (ledger.levels({ location: 'R1' }).reduce((sum, level) => sum + level.quantity, 0) === reader.tags) break;
    if (i % 20 === 19) await reader.seenAgain();
    await wait(50);
  }
  ledger.close();
}

function* allMovements(reader: LedgerReader) {
  for (let seq = 0; ; ) {
    const page = reader.movementsAfter(seq, 1_000);
    if (page.length === 0) return;
    yield* page;
    seq = page.at(-1)?.seq ?? seq;
  }
}

function startsIn(reader: LedgerReader): number {
  let starts = 0;
  for (let n = 1, row = reader.frame(n); row !== undefined; n += 1, row = reader.frame(n)) {
    if (row.event === 'started') starts += 1;
  }
  return starts;
}

test(`killed ${kills} times, loses nothing acknowledged and books nothing twice (seed ${seed})${withoutSocat === '' ? '' : ', without the serial line: socat is not installed'}`, {
  timeout: 30_000 + kills * 6_000,
}, async () => {
  const random = randomOf(seed);
  const data = join(directory, 'data');
  const ports = { dashboard: await freePort(), broker: await freePort(), reader: await freePort() };
  const site = join(directory, 'site.json');
  writeFileSync(site, JSON.stringify(killSite(ports, serial?.path)));
  const broker = `mqtt://127.0.0.1:${ports.broker}`;
  const one = countingScanner({ id: 'scanner-1', qos: 1, broker, secret: await enrolConnection(data, 'scanner-1') });
  const two = countingScanner({ id: 'scanner-2', qos: 2, broker, secret: await enrolConnection(data, 'scanner-2') });
  const reader = await tagReader(ports.reader);
  const start = () => startGatewayProcess(['--data', data, '--site', site]);

  let gateway = await start();
  let serialScans = 0;
  for (let i = 0; i < kills; i += 1) {
    const life_ms = random.int(0, 450);
    // What a scanner says and nobody acknowledges may be lost with its batch, so it says anew where it works.
    serial?.say('TG-CMD.RECEIVE\rTG-LOC.S1\r');
    for (let passed_ms = 0; passed_ms < life_ms; passed_ms += 15) {
      one.scan();
      two.scan();
      reader.readNext();
      if (serial !== undefined) {
        serial.say('9521141000014\r');
        serialScans += 1;
      }
      await wait(15);
    }
    await gateway.kill();
    gateway = await start();
  }
  await Promise.all([one.allAcknowledged(), two.allAcknowledged(), reader.seenAgain()]);
  one.done();
  two.done();
  serial?.say('TG-CMD.DONE\r');
  await Promise.all([one.allAcknowledged(), two.allAcknowledged()]);
  await settled(data, reader);
  const code = await gateway.stop();
  await Promise.all([one.close(), two.close(), reader.close()]);

  console.log('serial', serialScans, readerOf(data).levels({ location: 'S1', item: 'bolt' })[0]?.quantity);
  expect(code).toBe(0);
  const verdict = verifyLedger(data);
  expect(verdict.problems).toEqual([]);
  const ledger = readerOf(data);
  const booked = (location: string) => ledger.levels({ location, item: 'bolt' })[0]?.quantity ?? 0;
  expect(booked('Q1'), 'QoS 1: every acknowledged scan once').toBe(one.scanned);
  expect(booked('Q2'), 'QoS 2: every acknowledged scan once').toBe(two.scanned);
  const tags = ledger.levels({ location: 'R1' }).reduce((sum, level) => sum + level.quantity, 0);
  expect(tags, 'LLRP: every tag in the field is present once').toBe(reader.tags);
  if (serial !== undefined) {
    expect(booked('S1'), 'serial: nothing twice').toBeLessThanOrEqual(serialScans);
    expect(booked('S1'), 'serial: no more lost than what was on its way').toBeGreaterThan(serialScans / 2);
  }
  expect(startsIn(ledger), 'every gap stands in the journal').toBe(kills + 1);
  const ids = [...allMovements(ledger)].map((movement) => movement.id);
  expect(new Set(ids).size).toBe(ids.length);
  ledger.close();
});
