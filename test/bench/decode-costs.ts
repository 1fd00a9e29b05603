/**
 * What decoding costs: a frame of every driver, a GS1 code beside the parsers that npm has, an EPC. In this process, without
 * store or wire.
 */
import { createRequire } from 'node:module';
import { decodeCode, meaningOfCode } from '../../devices/barcode/code.ts';
import { bytesOfHex } from '../../devices/codec/hex.ts';
import { type Driver, type Example, type FrameContext, understand, understandNext } from '../../devices/driver.ts';
import { drivers } from '../../devices/registry.ts';
import { decodeEpc, meaningOfEpc } from '../../devices/rfid/epc.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { noiseOf } from '../devices/noise.ts';
import { median, range, shown, table } from './figures.ts';
import type { Bench, Section } from './section.ts';

interface Frame {
  readonly bytes: Uint8Array;
  readonly context: FrameContext;
}

function frameOf({ hex, text, topic, unit }: Example): Frame {
  const bytes = text === undefined ? bytesOfHex((hex ?? '').replaceAll(' ', '')) : new TextEncoder().encode(text);
  const context = { retained: false, ...(topic !== undefined && { topic }), ...(unit !== undefined && { unit }) };
  return { bytes: bytes ?? new Uint8Array(), context };
}

/** Mean and worst µs of a frame, over the driver's own examples in turn. */
function costOf(driver: Driver, lasting_ms: number): readonly string[] {
  const frames = driver.examples.map(frameOf);
  const follower = driver.follower?.();
  const round = () => {
    for (const { bytes, context } of frames) understandNext(driver, follower, bytes, context);
  };
  for (const until_ms = performance.now() + lasting_ms; performance.now() < until_ms; ) round();
  const began_ms = performance.now();
  let rounds = 0;
  while (performance.now() - began_ms < lasting_ms) {
    round();
    rounds += 1;
  }
  const mean_us = ((performance.now() - began_ms) * 1_000) / (rounds * frames.length);
  return [driver.id, String(frames.length), bytesText(frames), shown(mean_us), ...worstOf(driver)];
}

function bytesText(frames: readonly Frame[]): string {
  return String(Math.round(frames.reduce((sum, { bytes }) => sum + bytes.length, 0) / frames.length));
}

/**
 * The dearest of its frames, of damaged ones, and of the longest there can be: what each costs at its best of many times, so that
 * it is the frame's doing and not the machine's.
 */
function worstOf(driver: Driver): readonly string[] {
  const frames = driver.examples.map(frameOf);
  const good = frames.map(({ bytes }) => bytes);
  const chance = randomOf(20_261_128);
  const long = Math.min(driver.framing.bytes_max, 65_536);
  const longest = good.map((bytes) => Uint8Array.from({ length: long }, (_, at) => bytes[at % bytes.length] ?? 0));
  const inputs = [...good, ...longest, ...Array.from({ length: 300 }, () => noiseOf(chance, good))];
  let worst = { us: 0, bytes: 0 };
  for (const [at, bytes] of inputs.entries()) {
    const context = frames[at % frames.length]?.context ?? { retained: false };
    const us = bestOf(() => understand(driver, bytes, context));
    if (us > worst.us) worst = { us, bytes: bytes.length };
  }
  return [shown(worst.us), String(worst.bytes)];
}

function bestOf(work: () => unknown): number {
  let best_us = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 20; times += 1) {
    const start_ms = performance.now();
    work();
    best_us = Math.min(best_us, (performance.now() - start_ms) * 1_000);
  }
  return best_us;
}

type Parse = (code: string) => unknown;

/** A function in a package that has no types. */
function functionIn(module: string, ...path: readonly string[]): (...given: readonly unknown[]) => unknown {
  let found: unknown = createRequire(import.meta.url)(module);
  let owner: unknown;
  for (const name of path) {
    owner = found;
    found = Reflect.get(Object(found), name);
  }
  const method = found;
  if (typeof method !== 'function') throw new Error(`${module} has no ${path.join('.')}`);
  return (...given) => Reflect.apply(method, owner, given);
}

/** The fastest that npm has for it, each called as its documentation says. None checks what ours checks. */
function others(): Readonly<Record<string, Parse>> {
  const aim = functionIn('@point-of-sale/barcode-parser', 'Aim', 'decode');
  const gs1 = functionIn('@point-of-sale/barcode-parser', 'GS1', 'parse');
  return {
    'gs1-barcode-parser-mod': functionIn('gs1-barcode-parser-mod', 'parseBarcode'),
    '@point-of-sale/barcode-parser': (code) => {
      const value = code.slice(3);
      return gs1({ ...Object(aim(code.slice(0, 3), value)), value });
    },
  };
}

const codes: Readonly<Record<string, string>> = {
  'GTIN, expiry, lot, serial': ']C101095060001343521727123110LOT-7734\x1d21SN000123',
  'the same, Data Matrix': ']d201095060001343521727123110LOT-7734\x1d21SN000123',
  GTIN: ']C10109506000134352',
  'GTIN, net weight, best before': ']e00195060001343528310300123415271231',
  'content, count, lot': ']C10209506000134352371250\x1d10LOT-7734',
  SSCC: ']C100095060001000000012',
};

function rateOf(work: () => unknown, lasting_ms: number): number {
  const began_ms = performance.now();
  let done = 0;
  let passed_ms = 0;
  while (passed_ms < lasting_ms) {
    for (let times = 0; times < 200; times += 1) work();
    done += 200;
    passed_ms = performance.now() - began_ms;
  }
  return (done * 1_000) / passed_ms;
}

/** Rates of works that take turns, so that what the machine does meanwhile hits all alike. */
function ratesOf(works: Readonly<Record<string, () => unknown>>, rounds: number, lasting_ms: number): number[][] {
  const all = Object.values(works);
  for (const work of all) rateOf(work, lasting_ms);
  const rates: number[][] = all.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, work] of all.entries()) rates[at]?.push(rateOf(work, lasting_ms));
  }
  return rates;
}

function gs1Rows(rounds: number, lasting_ms: number): readonly (readonly string[])[] {
  const theirs = others();
  return Object.entries(codes).map(([what, code]) => {
    const value = code.slice(3);
    const aim = code.slice(0, 3);
    if (!decodeCode(code).ok) throw new Error(`${what} is no sound example`);
    const works = {
      decode: () => decodeCode(code, { reference_year: 2026 }),
      scan: () => meaningOfCode(value, aim),
      ...Object.fromEntries(Object.entries(theirs).map(([name, parse]) => [name, () => parse(code)])),
    };
    const [decode = 0, scan = 0, ...npm] = ratesOf(works, rounds, lasting_ms).map(median);
    const fastest = Math.max(...npm);
    return [
      what,
      ...[decode, scan, ...npm].map(shown),
      `${(decode / fastest).toFixed(1)}×`,
      `${(scan / fastest).toFixed(1)}×`,
    ];
  });
}

const epcs = {
  'SGTIN-96': '3074257BF7194E4000001A85',
  'SSCC-96': '3174257BF4499602D2000000',
  'SGTIN-198': '3674257BF6B7A659B2C2BF100000000000000000000000000000',
  'SGTIN+': 'F73795211411234538566CB0AFC4',
} as const;

export const decodeCosts: Section = ({ isQuick, print }: Bench) => {
  const lasting_ms = isQuick ? 20 : 150;
  const rounds = isQuick ? 2 : 5;
  const head = ['driver', 'examples', 'bytes', 'µs a frame', 'worst µs', 'at bytes'];
  print(
    table(
      head,
      drivers.map((driver) => costOf(driver, lasting_ms)),
    ),
  );
  print('\nGS1 codes a second; × against the faster of the two from npm\n');
  print(table(['code', 'decode', 'scan', ...Object.keys(others()), 'decode ×', 'scan ×'], gs1Rows(rounds, lasting_ms)));
  print('\nEPCs a second\n');
  const rows = Object.entries(epcs).map(([scheme, hex]) => {
    const [bits = [], meaning = []] = ratesOf(
      { decode: () => decodeEpc(hex), meaning: () => meaningOfEpc(hex) },
      rounds,
      lasting_ms,
    );
    return [scheme, shown(median(bits)), range(bits), shown(median(meaning)), range(meaning)];
  });
  print(table(['scheme', 'fields', 'runs', 'with URI and keys', 'runs'], rows));
};
