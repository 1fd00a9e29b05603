/** USB scanners through the gateway's own links, on an injected HID bus: to the right movement, and back what was rejected. */
import { afterEach, describe, expect, test } from 'vitest';
import { driverOf, drivers } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { Deriver } from '../../gateway/intake/deriver.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import { type Links, startLinks } from '../../gateway/links.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Movement } from '../../gateway/stock/movement.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { IntakePort } from '../../gateway/transport/arrival.ts';
import { type HidScanner, hidPosScanner, typingScanner } from '../../simulators/hid-scanner.ts';
import { seedOf } from '../../simulators/seed.ts';
import { FakeHid } from '../transport/fake-hid.ts';

const pos_path = '/dev/hidraw3';
const keyboard_path = '/dev/hidraw4';

function siteOf(): Site {
  const parsed = parseSite(
    {
      name: 'Counter',
      time_zone: 'UTC',
      currency: 'EUR',
      rules: { scan: { duplicate_ms: 0 } },
      network: { broker: { kind: 'embedded', port: 0 } },
      items: [{ id: 'bolt', name: 'Hex bolt', gtins: ['9521141000014'] }],
      locations: ['A', 'B'].map((id) => ({ id, kind: 'bin' })),
      connections: [
        { id: 'pos', wire: { kind: 'hid', usage_page: '0x8C', usage: '0x02' } },
        { id: 'keys', wire: { kind: 'hid', vendor_id: '0x1eab', product_id: '0x8203' } },
      ],
      devices: [
        { id: 'pos', driver: 'hid-pos', scanner: { answer: 'trigger-report' } },
        { id: 'keys', driver: 'keyboard-wedge', scanner: { gs_substitutes: ['{GS}'] } },
      ],
    },
    drivers,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

let links: Links | undefined;
afterEach(() => links?.stop());

/** What the writer does with each frame, without a ledger; what it says of a scan is told back as the gateway does. */
async function running() {
  const site = siteOf();
  const deriver = new Deriver({ driverOf, siteOf: () => site });
  const movements: Movement[] = [];
  const said: string[] = [];
  let n = 0;
  function take(row: Pick<JournalRow, 'kind'> & Partial<JournalRow>): void {
    n += 1;
    deriver.take({ n, at_ms: Math.max(systemClock.now_ms(), deriver.tick_at_ms), retained: false, qos: 0, ...row });
    const derived = deriver.takeDerived();
    movements.push(...derived.movements);
    said.push(...derived.feedback.map(({ device, tone, says }) => `${device} ${tone}: ${says}`));
    links?.tell(derived.feedback);
  }
  take({ kind: 'event', event: 'settings', detail: 'null' });
  const intake: IntakePort = {
    waiting: 0,
    offer({ device, data }, settled) {
      queueMicrotask(() => {
        settled('committed');
        take({ kind: 'frame', device, data });
      });
    },
    note: (device, event) => take({ kind: 'event', device, event }),
    whenRoom: (then) => then(),
  };
  const hid = new FakeHid();
  hid.plug(pos_path, { vendorId: 0x0c2e, productId: 0x0b61, usagePage: 0x8c, usage: 0x02 });
  hid.plug(keyboard_path, { vendorId: 0x1eab, productId: 0x8203, usagePage: 0x01, usage: 0x06 });
  const access = {
    authenticate: () => true,
    hasSecret: () => true,
    client_id: 'gateway',
    enrolCommand: (connection: string) => connection,
  };
  const parts = { clock: systemClock, random: randomOf(1), log: silentLog, counters: countersOf() };
  links = await startLinks({ intake, ...parts, loadHid: () => Promise.resolve(hid) }, site, access);
  const isConnected = (connection: string, connects = 1) =>
    expect
      .poll(() => links?.states().find((each) => each.connection === connection))
      .toMatchObject({ state: 'connected', connects });
  await isConnected('pos');
  await isConnected('keys');
  const scan = (path: string, scanner: HidScanner, code: string, aim?: string) => {
    for (const report of scanner.scan(aim === undefined ? { code } : { aim, code })) hid.say(path, report);
  };
  const port = (path: string) => hid.portAt(path);
  return { hid, movements, said, scan, port, deriver, isConnected };
}

const received = (movements: readonly Movement[]) =>
  movements.map(({ kind, item, quantity, to }) => `${kind} ${quantity} ${item} at ${to}`);

describe('a USB scanner', () => {
  test('of the point-of-sale class is switched on, books what it scans and beeps what is rejected', async () => {
    const { scan, movements, port, said } = await running();
    const opened = port(pos_path);
    expect(opened?.features).toEqual(['fe01']);
    const scanner = hidPosScanner({ wants_switching_on: true }, {}, seedOf(1));
    scanner.heardFeature(Uint8Array.from(Buffer.from('fe01', 'hex')));
    for (const code of ['TG-CMD.RECEIVE', 'TG-LOC.A']) scan(pos_path, scanner, code, ']C0');
    scan(pos_path, scanner, '9521141000014', ']E0');
    scan(pos_path, scanner, 'TG-CMD.DONE', ']C0');
    await expect.poll(() => received(movements)).toEqual(['received 1 bolt at A']);
    scan(pos_path, scanner, '4006381333931', ']E0');
    await expect.poll(() => said.at(-1)).toContain('pos error: 4006381333931');
    await expect.poll(() => opened?.written.at(-1)).toBe('0404');
    const beeps = (opened?.written ?? []).flatMap((hex) => scanner.beepsIn(Buffer.from(hex, 'hex')));
    expect(beeps).toEqual(['ok', 'ok', 'ok', 'error']);
  });

  test('that types books what it scans, and is told which keyboard it is set to', async () => {
    const { scan, movements, said } = await running();
    const scanner = typingScanner({}, { gs_as: '{GS}' }, seedOf(2));
    for (const code of ['TG-CMD.RECEIVE', 'TG-LOC.B']) scan(keyboard_path, scanner, code);
    scan(keyboard_path, scanner, '010952114100001410AB\x1d303');
    scan(keyboard_path, scanner, 'TG-CMD.DONE');
    await expect.poll(() => received(movements)).toEqual(['received 3 bolt at B']);
    const german = typingScanner({ layout: 'qwertz' }, {}, seedOf(2));
    scan(keyboard_path, german, 'TG-TEST.AQZWYM0123456789-./:');
    await expect
      .poll(() => said.at(-1))
      .toBe(
        'keys error: layout test read as TG/TEST.AQYWZM0123456789/.&>: the scanner types for QWERTZ (German, Austrian or Swiss): set the scanner to the US English keyboard',
      );
    scan(keyboard_path, scanner, 'TG-TEST.AQZWYM0123456789-./:');
    await expect.poll(() => said.at(-1)).toContain('keys ok: layout test read as printed');
  });

  test('unplugged in the middle of a code gives no half code, and works when it is back', async () => {
    const { hid, scan, movements, said, isConnected, deriver } = await running();
    const scanner = typingScanner({}, {}, seedOf(3));
    for (const code of ['TG-CMD.RECEIVE', 'TG-LOC.B']) scan(keyboard_path, scanner, code);
    await expect.poll(() => said.length).toBe(2);
    for (const report of scanner.scan({ code: '9521141000014' }).slice(0, 10)) hid.say(keyboard_path, report);
    hid.unplug(keyboard_path);
    hid.plug(keyboard_path, { vendorId: 0x1eab, productId: 0x8203, usagePage: 0x01, usage: 0x06 });
    await isConnected('keys', 2);
    for (const code of ['9521141000014', 'TG-CMD.DONE']) scan(keyboard_path, scanner, code);
    await expect.poll(() => received(movements)).toEqual(['received 1 bolt at B']);
    expect(deriver.counters()['quarantined frames'] ?? 0).toBe(0);
  });
});
