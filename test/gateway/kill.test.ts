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
import { enrolConnection } from '../../gateway/enrolment.ts';
import type { LedgerReader } from '../../gateway/ledger/reader.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { verifyLedger } from '../../gateway/main.ts';
import { type PtyPair, ptyPair, withoutSocat } from '../transport/pty-pair.ts';
import { countingScanner } from './counting-scanner.ts';
import { killSite } from './kill-site.ts';
import { freePort, startGatewayProcess } from './process.ts';
import { type TagReader, tagReader } from './tag-reader.ts';

const kills = process.env.TALLYGATE_LONG === undefined ? 12 : 200;
const seed = Number(process.env.TALLYGATE_SEED ?? Date.now() % 1_000_000);

/** What the scanner on the serial line says. */
const bolt = '9521141000014';

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

/** What the gateway has of the scanner on the serial line, and how often it was started, from its journal. */
function journalOf(data: string): { readonly codes: string[]; readonly starts: number } {
  const reader = readerOf(data);
  const codes: string[] = [];
  let starts = 0;
  for (let n = 1, row = reader.frame(n); row !== undefined; n += 1, row = reader.frame(n)) {
    if (row.device === 'scanner-line' && row.data !== undefined) codes.push(Buffer.from(row.data).toString());
    if (row.event === 'started') starts += 1;
  }
  reader.close();
  return { codes, starts };
}

/** Scans until the last code was heard twice: what is said before the port is open is lost, and the first may be cut. */
async function scanUntilHeard(line: PtyPair, data: string, codes: readonly string[]): Promise<void> {
  const heard = () => journalOf(data).codes.filter((code) => code === codes.at(-1)).length;
  while (heard() < 2) {
    line.say(`${codes.join('\r')}\r`);
    await wait(100);
  }
}

function* allMovements(reader: LedgerReader) {
  for (let seq = 0; ; ) {
    const page = reader.movementsAfter(seq, 1_000);
    if (page.length === 0) return;
    yield* page;
    seq = page.at(-1)?.seq ?? seq;
  }
}

test(`killed ${kills} times, loses nothing acknowledged and books nothing twice (seed ${seed})${withoutSocat === '' ? '' : ', without the serial line: socat is not installed'}`, {
  timeout: 600_000 + kills * 60_000,
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
  if (serial !== undefined) await scanUntilHeard(serial, data, ['TG-CMD.RECEIVE', 'TG-LOC.S1']);
  for (let i = 0; i < kills; i += 1) {
    const life_ms = random.int(0, 450);
    for (let passed_ms = 0; passed_ms < life_ms; passed_ms += 15) {
      one.scan();
      two.scan();
      reader.readNext();
      serial?.say(`${bolt}\r`);
      await wait(15);
    }
    await gateway.kill();
    gateway = await start();
  }
  await Promise.all([one.allAcknowledged(), two.allAcknowledged(), reader.seenAgain()]);
  one.done();
  two.done();
  if (serial !== undefined) await scanUntilHeard(serial, data, ['TG-CMD.DONE']);
  await Promise.all([one.allAcknowledged(), two.allAcknowledged()]);
  await settled(data, reader);
  const code = await gateway.stop();
  await Promise.all([one.close(), two.close(), reader.close()]);

  expect(code).toBe(0);
  const verdict = verifyLedger(data);
  expect(verdict.problems).toEqual([]);
  const ledger = readerOf(data);
  const booked = (location: string) => ledger.levels({ location, item: 'bolt' })[0]?.quantity ?? 0;
  expect(booked('Q1'), 'QoS 1: every acknowledged scan once').toBe(one.scanned);
  expect(booked('Q2'), 'QoS 2: every acknowledged scan once').toBe(two.scanned);
  const tags = ledger.levels({ location: 'R1' }).reduce((sum, level) => sum + level.quantity, 0);
  expect(tags, 'LLRP: every tag in the field is present once').toBe(reader.tags);
  const { codes, starts } = journalOf(data);
  expect(starts, 'every gap stands in the journal').toBe(kills + 1);
  if (serial !== undefined) {
    const scans = codes.filter((code) => code === bolt).length;
    expect(scans, 'serial: the line was heard between the kills').toBeGreaterThan(kills);
    expect(booked('S1'), 'serial: every scan heard is booked once').toBe(scans);
  }
  const ids = [...allMovements(ledger)].map((movement) => movement.id);
  expect(new Set(ids).size).toBe(ids.length);
  ledger.close();
});
