/** Listening at a serial port that is not adopted: what comes is told, nothing else happens, and what cannot be opened is said. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { limits } from '../../gateway/base/limits.ts';
import type { HeardAtPort, ListenAsked } from '../../gateway/live/routes/listen.ts';
import { portHearing } from '../../gateway/port-hearing.ts';
import { hidBus } from '../../gateway/transport/hid-bus.ts';
import { openPty, type Pty } from '../../simulators/pty.ts';
import { scaleWire } from '../../simulators/scale-wires.ts';
import { scanBytes } from '../../simulators/scanner.ts';
import { seedOf } from '../../simulators/seed.ts';
import { withoutSocat } from '../transport/pty-pair.ts';

const pan = { massAt: () => 412_000, isMovingAt: () => false };
const abort = new AbortController();
const listen = portHearing({ clock: systemClock, bus: hidBus({ clock: systemClock }), signal: abort.signal });

let folder = '';
let scanner: Pty;
const ends: (() => Promise<void>)[] = [];
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-hearing-'));
  if (withoutSocat !== '') return;
  const common = { clock: systemClock, broke: (says: string) => expect.fail(says) };
  for (const driver of ['toledo-continuous', 'ohaus']) {
    const end = await scaleWire({ id: driver, driver }, { ...common, path: path(driver), pan, seed: seedOf(1) });
    if (end !== undefined) ends.push(end);
  }
  scanner = await openPty({ ...common, path: path('scanner'), heard() {} });
  ends.push(() => scanner.stop());
});

afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
  rmSync(folder, { recursive: true, force: true });
});

async function heardAt(name: string, asked: Partial<ListenAsked>): Promise<HeardAtPort> {
  const outcome = await listen(path(name), { driver: 'line-scanner', seconds: 2, ...asked });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusals));
  return outcome.heard;
}

/** Listens again until there was something to hear: on a busy machine the first seconds may pass before anything is said. */
async function heardUntil(
  isSo: (heard: HeardAtPort) => boolean,
  name: string,
  asked: Partial<ListenAsked>,
): Promise<HeardAtPort> {
  for (;;) {
    const heard = await heardAt(name, asked);
    if (isSo(heard)) return heard;
  }
}

describe.skipIf(withoutSocat !== '')(`at a serial port${withoutSocat}`, () => {
  test('a scale that talks is heard with its readings', async () => {
    const heard = await heardUntil(({ frames }) => frames.length > 0, 'toledo-continuous', {
      driver: 'toledo-continuous',
    });
    expect(heard.answered).toBe(true);
    expect(heard.frames.length).toBeGreaterThan(0);
    expect(heard.frames.at(-1)?.says).toEqual(['weight 1: 412 g at rest']);
    expect(heard.frames.at(-1)?.hex).toMatch(/^02/);
  });

  test('a scale that has to be asked is asked', async () => {
    const heard = await heardUntil(({ frames }) => frames.some(({ says }) => says.length > 0), 'ohaus', {
      driver: 'ohaus',
    });
    expect(heard.frames.flatMap(({ says }) => says)).toContain('weight 1: 412 g at rest');
  });

  test('the wrong driver shows what came and why it is nothing', async () => {
    const isSomething = (heard: HeardAtPort) => heard.noise_bytes > 0 || heard.frames.length > 0;
    const heard = await heardUntil(isSomething, 'toledo-continuous', { driver: 'm100', seconds: 1 });
    expect(heard.answered).toBe(false);
    expect(heard.noise_bytes + heard.frames.filter(({ fault }) => fault !== undefined).length).toBeGreaterThan(0);
    expect(heard.frames.flatMap(({ says }) => says)).toEqual([]);
  });

  test('one at a time; what is scanned meanwhile is told', async () => {
    const first = heardAt('scanner', { seconds: 30 });
    const second = await listen(path('ohaus'), { driver: 'ohaus', seconds: 1 });
    expect(second).toEqual({
      ok: false,
      refusals: [{ field: '', rule: 'Somebody listens at a port already. Wait until that is over.' }],
    });
    // It is over sooner when there was as much as it keeps.
    const scan = setInterval(() => scanner.write(scanBytes({ aim: ']E0', code: '9521141000014' })), 5);
    const { frames } = await first;
    clearInterval(scan);
    expect(frames.flatMap(({ says }) => says)).toContainEqual(expect.stringMatching(/^scan 9521141000014 \]E0/));
  });
});

test.skipIf(withoutSocat !== '')(`too many frames are told as a number${withoutSocat}`, async () => {
  const scans = Array.from({ length: 30 }, () => scanBytes({ code: '9521141000014' }));
  const scan = setInterval(() => scanner.write(Buffer.concat(scans)), 50);
  const { frames, left_off } = await heardAt('scanner', { seconds: 30 });
  clearInterval(scan);
  expect(frames.length).toBe(limits.port_hearing_frames_max);
  expect(left_off).toBeGreaterThanOrEqual(0);
});

test('a port that is not there is said at once', async () => {
  const heard = await heardAt('nowhere', { seconds: 10 });
  expect(heard).toMatchObject({ answered: false, frames: [], left_off: 0, noise_bytes: 0 });
  expect(heard.says).toBe(`${path('nowhere')} is not there. Plug the device in, or correct the path.`);
});

test('a driver that speaks over no serial line is refused', async () => {
  const outcome = await listen(path('nowhere'), { driver: 'llrp', seconds: 1 });
  expect(outcome).toMatchObject({ ok: false, refusals: [{ field: 'driver' }] });
});
