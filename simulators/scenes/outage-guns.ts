/**
 * Hand scanners while the gateway, or the broker between, is away: nothing answers, so whoever scans puts the scanner aside. With the next job after the
 * return the command and the location are scanned again.
 */
import { lineScanner } from '../../devices/barcode/line-scanner.ts';
import type { Cut } from './outages.ts';
import type { SceneFrame } from './scene.ts';

interface GunLot {
  readonly speaks: 'native' | 'line-scanner';
  /** Codes of the command and the location that the person believes to be in force. */
  command: string | undefined;
  location: string | undefined;
  /** Something was not heard, and nothing new has begun since. */
  is_lost: boolean;
  last_ms: number;
  /** How many more it has sent than the scene says. */
  more: number;
}

/** Whoever pauses for so long begins another job. */
const job_pause_ms = 3_000;
const code_pattern = /TG-(?:CMD|LOC)\.[A-Za-z0-9._-]{1,64}/;
const text = new TextDecoder();
const bytes = new TextEncoder();

export class GunOutage {
  readonly #guns: ReadonlyMap<string, GunLot>;
  readonly #down: Cut;
  readonly #broker: Cut;

  /** `broker`: those that speak over it are mute meanwhile. */
  constructor(guns: ReadonlyMap<string, 'native' | 'line-scanner'>, down: Cut, broker: Cut) {
    this.#down = { ...down };
    this.#broker = { ...broker };
    this.#guns = new Map(
      [...guns].map(([device, speaks]) => {
        const lot = { speaks, command: undefined, location: undefined, is_lost: false, last_ms: 0, more: 0 };
        return [device, lot];
      }),
    );
  }

  /** What reaches the gateway of a scan. */
  pass(frame: SceneFrame): readonly SceneFrame[] {
    const gun = this.#guns.get(frame.device);
    if (gun === undefined) return [frame];
    const [code] = code_pattern.exec(text.decode(frame.data.subarray(0, 200))) ?? [];
    const isMode = /^TG-CMD\.(?:PICK|RECEIVE|COUNT)$/.test(code ?? '');
    const isNewJob = (code === undefined || code.startsWith('TG-LOC')) && frame.at_ms - gun.last_ms > job_pause_ms;
    gun.last_ms = frame.at_ms;
    if (isMode) {
      gun.command = code;
      gun.location = undefined;
    } else if (code?.startsWith('TG-LOC') === true) gun.location = code;
    const isAway = isIn(this.#down, frame.at_ms) || (gun.speaks === 'native' && isIn(this.#broker, frame.at_ms));
    if (isAway) {
      gun.is_lost = true;
      return [];
    }
    if (gun.is_lost && !isMode && !isNewJob) return [];
    const again = gun.is_lost && !isMode ? [gun.command, gun.location] : [];
    gun.is_lost = false;
    const before = again.flatMap((each) => (each === undefined || each === code ? [] : [this.#scan(gun, frame, each)]));
    return [...before, gun.speaks === 'native' ? renumbered(frame, gun.more) : frame];
  }

  #scan(gun: GunLot, frame: SceneFrame, code: string): SceneFrame {
    if (gun.speaks === 'line-scanner') return { ...frame, data: lineScanner.frame.encode({ code, aim: ']C0' }) };
    const like = renumbered(frame, gun.more);
    gun.more += 1;
    const said = text.decode(like.data).replace(/"code":"[^"]{1,200}"/, `"code":"${code}"`);
    return { ...like, data: bytes.encode(said.replace(/"aim":"[^"]{1,9}"/, '"aim":"]C0"')) };
  }
}

function isIn({ from_ms, until_ms }: Cut, at_ms: number): boolean {
  return at_ms >= from_ms && at_ms < until_ms;
}

function renumbered(frame: SceneFrame, more: number): SceneFrame {
  if (more === 0) return frame;
  const said = text.decode(frame.data);
  const data = said.replace(/"seq":(\d{1,12})/, (_all, seq: string) => `"seq":${Number(seq) + more}`);
  return { ...frame, data: bytes.encode(data) };
}
