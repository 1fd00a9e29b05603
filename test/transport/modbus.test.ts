/** One Modbus line with several instruments: each is asked in turn, and one that is away does not hold up the others. */
import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import modbus from 'modbus-serial';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { hexOf } from '../../devices/codec/hex.ts';
import type { CommandOutcome, DeviceCommand } from '../../devices/driver.ts';
import { presetMap } from '../../devices/scales/modbus-presets.ts';
import { modbusScale } from '../../devices/scales/modbus-scale.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import type { Link } from '../../gateway/transport/link.ts';
import { type ModbusLinkParts, modbusLink } from '../../gateway/transport/modbus.ts';
import { openModbus } from '../../gateway/transport/modbus-line.ts';
import type { LineFaults } from '../../simulators/line-faults.ts';
import { instrumentOf, type ModbusInstrument } from '../../simulators/modbus-slave.ts';
import { modbusRtuWire, modbusTcpWire } from '../../simulators/modbus-wires.ts';
import { seedOf } from '../../simulators/seed.ts';
import { weighingOf } from '../../simulators/weighing.ts';
import { withoutSocat } from './pty-pair.ts';
import { TestIntake } from './test-intake.ts';

const map = presetMap('laumas-gross', { unit: 'kg', decimals: 3 });
const folder = mkdtempSync(join(tmpdir(), 'tallygate-modbus-'));
let ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function instrument(mass_mg: number) {
  const state = { mass_mg };
  const pan = { massAt: () => state.mass_mg, isMovingAt: () => false };
  return { state, device: instrumentOf(map, weighingOf({ pan, capacity_mg: 50_000_000, unit: 'kg' })) };
}

function started(
  address: ModbusLinkParts['address'],
  units: readonly number[],
  changes: Partial<ModbusLinkParts> = {},
) {
  const talk = modbusScale.registers?.({ registers: map });
  if (talk === undefined) throw new Error('the map has registers');
  const intake = new TestIntake();
  const counters = countersOf();
  const link: Link = modbusLink({
    connection: 'bus',
    address,
    units: units.map((unit) => ({ device: `unit-${unit}`, address: unit, poll_ms: 50, talk })),
    intake,
    clock: systemClock,
    counters,
    random: randomOf(1),
    log: silentLog,
    ...changes,
  });
  ends.push(() => link.stop());
  void link.start();
  const stateOf = (unit: number) => link.states().find(({ device }) => device === `unit-${unit}`);
  const told = (command: DeviceCommand, unit: number) =>
    new Promise<CommandOutcome>((resolve) => link.command?.(command, resolve, `unit-${unit}`));
  const framesOf = (unit: number) =>
    intake.arrivals.filter(({ device }) => device === `unit-${unit}`).map(({ data }) => hexOf(data));
  return { link, intake, counters, stateOf, told, framesOf };
}

async function tcpServer(instruments: ReadonlyMap<number, ModbusInstrument>, port = 0) {
  const server = await modbusTcpWire({ instruments, clock: systemClock }, port);
  ends.push(() => server.stop().catch(() => {}));
  return server;
}

const tcp = (port: number) => ({ over: 'tcp', host: '127.0.0.1', port }) as const;

describe('on TCP', () => {
  test('each instrument is journaled under its own device, in the layout the driver reads', async () => {
    const { port } = await tcpServer(
      new Map([
        [1, instrument(1_234_000).device],
        [2, instrument(-7_000).device],
      ]),
    );
    const { framesOf, intake, stateOf } = started(tcp(port), [1, 2]);
    await intake.until(() => framesOf(1).length > 2 && framesOf(2).length > 2);
    expect(framesOf(1)[0]).toBe('0103000603' + '0800000004D2');
    expect(framesOf(2)[0]).toBe('0103000603' + '088000000007');
    expect(intake.events().toSorted()).toEqual(['unit-1 connected', 'unit-2 connected']);
    expect(stateOf(1)).toMatchObject({ connection: 'bus', device: 'unit-1', state: 'connected' });
  });

  test('what the library’s own server keeps in its registers is read', async () => {
    const registers = [0x0800, 0x0001, 0x1170];
    const vector = { getHoldingRegister: (address: number) => registers[address - 6] ?? 0 };
    const server = new modbus.ServerTCP(vector, { host: '127.0.0.1', port: 0, unitID: 9 });
    ends.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const port = await new Promise<number>((resolve) => {
      const inner: unknown = Reflect.get(server, '_server');
      const look = () => {
        const address: unknown =
          inner instanceof Object ? Reflect.apply(Reflect.get(inner, 'address'), inner, []) : null;
        if (address instanceof Object && 'port' in address) resolve(Number(address.port));
        else systemClock.after(5, look);
      };
      look();
    });
    const { framesOf, intake } = started(tcp(port), [9]);
    await intake.until(() => framesOf(9).length > 0);
    expect(framesOf(9)[0]).toBe('0103000603' + '080000011170');
  });

  test('one that is away is told apart and takes no more than its share', async () => {
    const { port } = await tcpServer(new Map([[1, instrument(1_000_000).device]]));
    const began_ms = systemClock.monotonic_ms();
    const { framesOf, intake, stateOf, counters } = started(tcp(port), [7, 1, 8]);
    await intake.until(() => framesOf(1).length >= 40);
    expect(stateOf(1)?.state).toBe('connected');
    expect(stateOf(7)?.state).toBe('waiting');
    expect(stateOf(7)?.says).toMatch(
      /^Address 7 at 127\.0\.0\.1 port \d+ does not answer \(Timed out\); check its power/,
    );
    expect(intake.events()).toEqual(['unit-1 connected']);
    // Each was asked once at first, and then both together no more often than every two seconds.
    const most = 3 + (systemClock.monotonic_ms() - began_ms) / 2_000;
    expect(counters.read()['modbus.questions_unanswered']).toBeLessThanOrEqual(most);
  });

  test('one that is switched off is gone after three questions, and comes back', async () => {
    const instruments = new Map([[1, instrument(1_000_000).device]]);
    const { port } = await tcpServer(instruments);
    const { intake, stateOf, framesOf } = started(tcp(port), [1]);
    await intake.until(() => framesOf(1).length > 0);
    const kept = instruments.get(1);
    instruments.clear();
    await intake.until(({ notes }) => notes.some(({ event }) => event === 'disconnected'));
    expect(stateOf(1)?.state).toBe('waiting');
    if (kept !== undefined) instruments.set(1, kept);
    await intake.until(({ notes }) => notes.filter(({ event }) => event === 'connected').length === 2);
    expect(intake.events()).toEqual(['unit-1 connected', 'unit-1 disconnected', 'unit-1 connected']);
  });

  test('a line that is lost takes all along, and all come back with it', async () => {
    const instruments = new Map([1, 2].map((unit) => [unit, instrument(1_000_000).device]));
    const first = await tcpServer(instruments);
    const { intake, framesOf } = started(tcp(first.port), [1, 2]);
    await intake.until(() => framesOf(1).length > 0 && framesOf(2).length > 0);
    await first.stop();
    await intake.until(({ notes }) => notes.filter(({ event }) => event === 'disconnected').length === 2);
    await tcpServer(instruments, first.port);
    await intake.until(({ notes }) => notes.filter(({ event }) => event === 'connected').length === 4);
  });

  test('a refused address is a fault that is told once', async () => {
    const has: ModbusInstrument = { register: () => undefined, write: () => false };
    const { port } = await tcpServer(new Map([[1, has]]));
    const { intake, framesOf, stateOf, counters } = started(tcp(port), [1]);
    await intake.until(() => framesOf(1).length > 0);
    await expect.poll(() => counters.read()['modbus.refusals_repeated'] ?? 0).toBeGreaterThan(2);
    expect(framesOf(1)).toEqual(['0183000602']);
    expect(stateOf(1)?.state).toBe('connected');
    expect(stateOf(1)?.says).toContain('refuses some registers');
  });

  test('is told to zero and tare, and the outcome is what the instrument answered', async () => {
    const { device, state } = instrument(200_000);
    const { port } = await tcpServer(new Map([[1, device]]));
    const { intake, framesOf, told } = started(tcp(port), [1, 5]);
    await intake.until(() => framesOf(1).length > 0);
    expect(await told({ kind: 'zero' }, 1)).toEqual({
      ok: true,
      says: 'The instrument has taken the order; its weights show what came of it.',
    });
    await intake.until(() => framesOf(1).includes('0103000603' + '180000000000'));
    state.mass_mg = 30_000_000;
    expect(await told({ kind: 'zero' }, 1)).toEqual({
      ok: false,
      says: 'The instrument refuses the order (exception 3).',
    });
    expect(await told({ kind: 'zero' }, 5)).toEqual({ ok: false, says: 'The device is not connected.' });
    expect(await told({ kind: 'announce' }, 1)).toMatchObject({ ok: false });
  });

  test('a library that cannot be loaded makes the line unavailable', async () => {
    const load = () => Promise.reject(new Error('Cannot find module'));
    const { stateOf } = started(tcp(1), [1], { load });
    await expect.poll(() => stateOf(1)?.state).toBe('unavailable');
    expect(stateOf(1)?.says).toContain('The Modbus library cannot be loaded (Cannot find module).');
  });
});

describe.skipIf(withoutSocat !== '')(`on an RTU line${withoutSocat}`, () => {
  let lines = 0;
  async function rtu(instruments: ReadonlyMap<number, ModbusInstrument>, faults: LineFaults = {}) {
    lines += 1;
    const path = join(folder, `line-${lines}`);
    const broke = (says: string) => expect.fail(says);
    const end = await modbusRtuWire(path, { instruments, clock: systemClock, seed: seedOf(7), faults, broke });
    ends.push(end);
    const serial = { path, baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 } as const;
    return { over: 'serial', serial } as const;
  }

  test('several instruments answer, each under its own device', async () => {
    const address = await rtu(new Map([3, 4].map((unit) => [unit, instrument(unit * 1_000).device])));
    const { intake, framesOf } = started(address, [3, 4]);
    await intake.until(() => framesOf(3).length > 2 && framesOf(4).length > 2);
    expect(new Set(framesOf(3))).toEqual(new Set(['0103000603' + '080000000003']));
    expect(new Set(framesOf(4))).toEqual(new Set(['0103000603' + '080000000004']));
  });

  test('no fault of the line becomes a number', async () => {
    const faults = {
      spoilt_permille: 80,
      noise_permille: 150,
      lost_permille: 20,
      doubled_permille: 60,
      split_permille: 200,
    };
    const address = await rtu(new Map([3, 4].map((unit) => [unit, instrument(unit * 1_000).device])), faults);
    const { intake, framesOf, stateOf } = started(address, [3, 4]);
    await intake.until(() => framesOf(3).length > 30 && framesOf(4).length > 30);
    expect(new Set(framesOf(3))).toEqual(new Set(['0103000603' + '080000000003']));
    expect(new Set(framesOf(4))).toEqual(new Set(['0103000603' + '080000000004']));
    expect((stateOf(3)?.noise_bytes ?? 0) + (stateOf(4)?.noise_bytes ?? 0)).toBeGreaterThan(0);
  });

  test('a path that is not there is said so', async () => {
    const serial = { path: join(folder, 'nothing'), baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 } as const;
    const { stateOf } = started({ over: 'serial', serial }, [1]);
    await expect
      .poll(() => stateOf(1)?.says)
      .toMatch(/nothing is not there\. Plug the device in, or correct the path\.$/);
  });
});

test('an attempt to connect over TCP leaves nothing at the signal that ends all of them', async () => {
  const { signal } = new AbortController();
  const { port } = await tcpServer(new Map([[1, instrument(1_000_000).device]]));
  for (const address of [tcp(1), tcp(1), tcp(port)]) {
    const parts = { address, clock: systemClock, counters: countersOf() };
    const line = await openModbus(parts, signal).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await line?.close();
  }
});
