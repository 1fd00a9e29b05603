/** Hand scanners in a scene: they scan once too often, cut a code short, and send in their own way. */
import { lineScanner } from '../../devices/barcode/line-scanner.ts';
import { native } from '../../devices/native/native.ts';
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import type { Hall } from './hall.ts';
import type { Ware } from './wares.ts';

export interface Gun {
  readonly device: string;
  readonly speaks: 'native' | 'line-scanner';
  /** What it was last told to do, and where. */
  mode: string;
  location: string;
  used_ms: number;
  seq: number;
}

const double_permille = 25;
const double_ms = 160;
const short_permille = 8;
/** From one scan to the next. */
const pause_ms = { min: 650, max: 1_300 } as const;
/** The session falls back to lookup after ten minutes; people know and scan the command again. */
const forgets_ms = 540_000;
const code_128 = ']C0';
const gs1_128 = ']C1';

export function gunOf(device: string, speaks: Gun['speaks']): Gun {
  return { device, speaks, mode: '', location: '', used_ms: 0, seq: 0 };
}

/** Command and location, as far as the session does not stand there already. */
export function* aim(hall: Hall, gun: Gun, seed: Seed, mode: 'PICK' | 'RECEIVE' | 'COUNT', location: string): Doing {
  const is_fresh = hall.at_ms - gun.used_ms > forgets_ms;
  if (is_fresh || gun.mode !== mode) {
    gun.location = '';
    yield* scan(hall, gun, seed, `TG-CMD.${mode}`, code_128);
  }
  gun.mode = mode;
  if (gun.location !== location) yield* scan(hall, gun, seed, `TG-LOC.${location}`, code_128);
  gun.location = location;
}

/** Ends the session; what it held open is booked. */
export function* done(hall: Hall, gun: Gun, seed: Seed): Doing {
  yield* scan(hall, gun, seed, 'TG-CMD.DONE', code_128);
  gun.mode = '';
  gun.location = '';
}

/** The item's label, and a quantity code where it is more than one. */
export function* scanItem(hall: Hall, gun: Gun, seed: Seed, { gtin, code, id }: Ware, quantity: number): Doing {
  if (gtin === undefined) yield* scan(hall, gun, seed, code ?? id, code_128);
  else yield* scan(hall, gun, seed, `01${gtin.padStart(14, '0')}`, gs1_128);
  if (quantity !== 1) yield* scan(hall, gun, seed, `TG-CMD.QTY.${quantity}`, code_128);
}

function* scan(hall: Hall, gun: Gun, seed: Seed, code: string, symbology: string): Doing {
  // A code cut short is answered by three beeps; whoever holds the scanner scans again.
  if (seed.happens(short_permille) && code.length > 6) {
    send(hall, gun, seed, code.slice(0, seed.int(3, code.length - 2)), symbology);
    yield seed.int(pause_ms.min, pause_ms.max);
  }
  send(hall, gun, seed, code, symbology);
  if (seed.happens(double_permille)) {
    yield double_ms;
    send(hall, gun, seed, code, symbology);
  }
  gun.used_ms = hall.at_ms;
  yield seed.int(pause_ms.min, pause_ms.max);
}

function send(hall: Hall, gun: Gun, seed: Seed, code: string, aim: string): void {
  const { device } = gun;
  const in_ms = seed.int(2, 30);
  if (gun.speaks === 'line-scanner') {
    hall.send({ device, retained: false, qos: 0, data: lineScanner.frame.encode({ code, aim }) }, in_ms);
    return;
  }
  gun.seq += 1;
  const message = [{ scan: { code, aim }, seq: gun.seq, boot: 'a' }];
  const data = native.frame.encode({ kind: 'message', message });
  hall.send({ device, topic: `tallygate/${device}/reading`, retained: false, qos: 1, data }, in_ms);
}
