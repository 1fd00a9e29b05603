/** An LLRP reader and the gateway as built, over real TCP: a tag at a shelf becomes its movement, and becomes it once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeEpc } from '../../devices/rfid/epc-encode.ts';
import { sgtinOf } from '../../devices/rfid/epc-keys.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { verifyLedger } from '../../gateway/main.ts';
import { readerPersonalities } from '../../simulators/llrp-personality.ts';
import { type LlrpReader, type LlrpReaderOptions, startLlrpReader } from '../../simulators/llrp-reader.ts';
import { certificateMaker, withoutOpenssl } from '../transport/certificates.ts';
import { eventually } from '../transport/eventually.ts';
import { freePort, type GatewayProcess, startGatewayProcess } from './process.ts';

const { impinj, zebra } = readerPersonalities;

let folder = '';
let reader: LlrpReader;
let gateway: GatewayProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-llrp-'));
});
afterEach(async () => {
  await gateway?.kill();
  gateway = undefined;
  await reader.close();
  rmSync(folder, { recursive: true });
});

function pump(serial: number): string {
  const epc = sgtinOf({ gtin: '09521141000021', prefix_digits: 7, serial: String(serial), filter: 1 });
  const encoded = epc.ok ? encodeEpc(epc.value) : epc;
  if (!encoded.ok) throw new Error(encoded.error.message);
  return encoded.value;
}

/** A reader with a shelf before each of its first two antennas, and the settings that say so. */
async function site(options: Partial<LlrpReaderOptions>, wire: object = {}): Promise<void> {
  reader = await startLlrpReader({ host: '127.0.0.1', port: 0, clock: systemClock, ...options });
  const settings = {
    name: 'Shelves',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [{ id: 'pump', gtins: ['09521141000021'] }],
    locations: ['R1', 'R2'].map((id) => ({ id, kind: 'shelf', filled_from: 'supplier', taken_to: 'customer' })),
    connections: [{ id: 'reader', wire: { kind: 'tcp', host: '127.0.0.1', port: reader.port, ...wire } }],
    devices: [
      {
        id: 'reader',
        driver: 'llrp',
        antennas: [
          { antenna: 1, role: 'shelf', location: 'R1' },
          { antenna: 2, role: 'shelf', location: 'R2', power_cdbm: 2_710 },
        ],
      },
    ],
    rules: { tags: { absent_ms: 600_000 } },
    network: {
      dashboard: { host: '127.0.0.1', port: await freePort() },
      broker: { kind: 'embedded', host: '127.0.0.1', port: await freePort() },
    },
  };
  writeFileSync(join(folder, 'site.json'), JSON.stringify(settings));
}

async function start(): Promise<void> {
  gateway = await startGatewayProcess(['--site', join(folder, 'site.json'), '--data', join(folder, 'data')]);
  await expect.poll(linkSays, { interval: 20 }).toContain('taking inventory');
}

async function asked<Answer>(path: string): Promise<Answer> {
  const answer: Answer = JSON.parse((await (await gateway?.fetch(`/api/v1/${path}`))?.text()) ?? '');
  return answer;
}

async function linkSays(): Promise<string> {
  const { devices } = await asked<{ devices: { link?: { says: string } }[] }>('devices');
  return devices[0]?.link?.says ?? '';
}

interface Booked {
  readonly kind: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly at_ms: number;
  readonly arrived_ms: number;
  readonly evidence: readonly { readonly n: number }[];
}

/** Oldest first. */
async function movements(): Promise<readonly Booked[]> {
  return (await asked<{ movements: Booked[] }>('movements?limit=100')).movements.reverse();
}

/** Two reads make a tag present. */
function show(epc: string, antenna: number): void {
  for (let read = 0; read < 2; read += 1) {
    reader.see({
      epc,
      antenna,
      rssi_cdbm: -4_712,
      at_ms: systemClock.now_ms(),
      tid: 'E28011052000600018C0A1B2',
      phase_mdeg: 90_000,
    });
  }
}

/** Kind, origin and destination of each movement, oldest first. */
async function booked(): Promise<readonly string[]> {
  return (await movements()).map(({ kind, quantity, from, to }) => `${kind} ${quantity} ${from} → ${to}`);
}

async function untilBooked(expected: readonly string[]): Promise<void> {
  await expect.poll(booked, { interval: 20 }).toEqual(expected);
}

/** The readings of the last frame that the first movement rests on. */
async function evidence(): Promise<readonly unknown[]> {
  const [first] = await movements();
  return (await asked<{ readings: unknown[] }>(`frames/${first?.evidence.at(-1)?.n}`)).readings;
}

async function endedSoundly(): Promise<void> {
  expect(await gateway?.stop()).toBe(0);
  gateway = undefined;
  expect(verifyLedger(join(folder, 'data'))).toMatchObject({ ok: true });
}

describe('a tag brought to a shelf', () => {
  test('is booked there, with LLRP 1.1 and all that an Impinj reader tells', async () => {
    await site({ personality: { ...impinj, version_max: 2 } });
    await start();
    expect(reader.version).toBe(2);
    expect(await linkSays()).toBe(
      'The reader is taking inventory: Impinj Speedway R420, firmware 5.14.1.240, LLRP 1.1. ' +
        'Antenna 2 sends with 27 dBm, the nearest not above 27.1 dBm. It keeps reports while the gateway is away.',
    );
    show(pump(1), 1);
    await untilBooked(['arrived 1 count-difference → R1']);
    show(pump(2), 2);
    await untilBooked(['arrived 1 count-difference → R1', 'arrived 1 count-difference → R2']);
    expect(await evidence()).toMatchObject([
      { epc: pump(1), antenna: 1, rssi_cdbm: -4_712, tid: 'E28011052000600018C0A1B2', phase_mdeg: 90_000, pc: '3000' },
    ]);
    await endedSoundly();
  });

  test.skipIf(withoutOpenssl !== '')(`is booked there over TLS${withoutOpenssl}`, async () => {
    const maker = certificateMaker();
    const own = maker.selfSigned('DNS:speedway');
    maker.end();
    await site({ personality: zebra, tls: own }, { tls: { fingerprint_sha256: own.fingerprint } });
    await start();
    expect(await linkSays()).toContain('Zebra model 96008');
    show(pump(1), 2);
    await untilBooked(['arrived 1 count-difference → R2']);
    await endedSoundly();
  });

  test('while the gateway is away is booked when it is back, at the time it was read, and once', async () => {
    await site({ personality: impinj });
    await start();
    show(pump(1), 1);
    await untilBooked(['arrived 1 count-difference → R1']);
    await gateway?.kill();
    await eventually(() => !reader.connected);
    show(pump(1), 1);
    show(pump(2), 2);
    const read_by_ms = systemClock.now_ms();
    await start();
    await untilBooked(['arrived 1 count-difference → R1', 'arrived 1 count-difference → R2']);
    const latest = (await movements()).at(-1);
    // The reader's clock is known but for what its messages took on their way.
    const { at_ms = Number.NaN, arrived_ms = Number.NaN } = latest ?? {};
    expect(arrived_ms).toBeGreaterThan(read_by_ms);
    expect(Math.abs(at_ms - read_by_ms)).toBeLessThan((arrived_ms - read_by_ms) / 2);
    reader.drop();
    show(pump(3), 1);
    await untilBooked([
      'arrived 1 count-difference → R1',
      'arrived 1 count-difference → R2',
      'arrived 1 count-difference → R1',
    ]);
    await endedSoundly();
    const ledger = readerOf(join(folder, 'data'));
    expect(ledger.levels({}).filter(({ location }) => location.startsWith('R'))).toMatchObject([
      { location: 'R1', quantity: 2 },
      { location: 'R2', quantity: 1 },
    ]);
    ledger.close();
  });
});

test('a reader that another application owns says so, and is used as soon as it is free', async () => {
  await site({ personality: impinj });
  reader.own(true);
  gateway = await startGatewayProcess(['--site', join(folder, 'site.json'), '--data', join(folder, 'data')]);
  await expect
    .poll(linkSays, { interval: 20 })
    .toBe('Another application owns this reader: LLRP readers serve one client at a time. Stop the other one.');
  reader.own(false);
  await expect.poll(linkSays, { interval: 20 }).toContain('taking inventory');
  show(pump(1), 1);
  await untilBooked(['arrived 1 count-difference → R1']);
});
