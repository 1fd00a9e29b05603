/**
 * Outages: what happens to the lines of any scene on their way to the gateway. Wires are cut; a device that counts and tells its
 * time keeps what it has to say and sends it later, with what was never acknowledged, and any other loses it. The gateway itself
 * is away for a while and journals nothing. Power fails, for a moment or for long; a device that was without it has seen nothing, counts anew, and
 * may take its load for its zero. Radio spells let messages overtake each other. Clocks are wrong by hours and are set in between.
 */
import { type Seed, seedOf } from '../seed.ts';
import { GunOutage } from './outage-guns.ts';
import { AwayTruth } from './outage-truth.ts';
import { afterPower, atPowerUp, isStamped, noteShown, offBy, type Power, withClock } from './outage-words.ts';
import type { Scene, SceneFrame, SceneLine } from './scene.ts';

export interface Cut {
  readonly from_ms: number;
  readonly until_ms: number;
  /** What failed: the wire, the broker with all wires to it, the gateway, or the device's power. */
  readonly of: 'wire' | 'broker' | 'gateway' | 'power';
  /** It makes what lies on it its zero when its power is back. */
  readonly tares?: boolean;
}

export interface OutageOptions {
  /** How long a cut lasts, and how many a device has on average in a quarter of an hour. */
  readonly cut_ms: readonly [number, number];
  readonly cuts_per_quarter_hour: number;
  /** The gateway is away once, for so long. */
  readonly down_ms: readonly [number, number];
  /** The broker is gone once, for so long. */
  readonly broker_ms: readonly [number, number];
  /** Of devices: those that are without power for long, and for a moment; and of the latter those that make their load their zero. */
  readonly dead_ms: readonly [number, number];
  readonly dead_permille: number;
  readonly reboot_ms: readonly [number, number];
  readonly reboot_permille: number;
  readonly tare_permille: number;
  /** Greatest delay in a radio spell, and the share of time that is one. */
  readonly late_ms: number;
  readonly spell_permille: number;
  /** Clocks are off by up to this much, and are set by up to that much in the middle of the day. */
  readonly lead_ms: number;
  readonly set_ms: number;
  readonly set_permille: number;
  /** Messages that come twice in a spell. */
  readonly twice_permille: number;
}

/** Who is hit. */
export interface Hit {
  /** Devices whose wires are cut, and the locations that each alone watches. */
  readonly scales: ReadonlyMap<string, readonly string[]>;
  /** Those that only the gateway's own outage hits. */
  readonly wired: ReadonlyMap<string, readonly string[]>;
  /** Of these scales one is without power for long. */
  readonly one_dies: readonly string[];
  /** Readers: over the broker, numbering what they say; or on wires of their own, holding what they have to say until somebody asks. */
  readonly readers: ReadonlyMap<string, 'native' | 'llrp'>;
  /** Hand scanners, and how they speak. */
  readonly guns: ReadonlyMap<string, 'native' | 'line-scanner'>;
}

export interface Lot {
  readonly seed: Seed;
  readonly cuts: readonly Cut[];
  readonly lead_ms: number;
  readonly set: { readonly at_ms: number; readonly by_ms: number } | undefined;
  /** It keeps what it has to say while the wire is cut; told by the first message of any other than a reader. */
  keeps: boolean | undefined;
  /** A stream in order of a device that numbers nothing: no radio spells, and nothing comes twice. */
  readonly is_stream: boolean;
  /** What it keeps while the wire is cut, and what may come again. */
  kept: SceneFrame[];
  recent: SceneFrame[];
  /** Nothing of it arrives before this. */
  free_ms: number;
  open: Cut | undefined;
  power: Power | undefined;
  /** What it shows of each plate where it speaks only of changes, and what it calls its power-up. */
  readonly shown: Map<string, string>;
  boot: string | undefined;
  /** Its newest frame, whose topic the next has too. */
  frame: SceneFrame | undefined;
}

const recent_max = 3;
const spell_ms = 20_000;
/** So long after the wire is whole a device's clock is set. */
const settle_ms = 5_000;
const tries_max = 32;

export function withOutages(
  scene: Scene,
  { scales, one_dies, wired, readers, guns }: Hit,
  options: OutageOptions,
): Scene {
  return {
    ...scene,
    *play(told) {
      const down = downOf(scene, options);
      const broker = brokerOf(scene, down, options);
      const doomed = seedOf(scene.seed, 'outages/dead').oneOf(one_dies);
      const lots = new Map<string, Lot>();
      for (const device of scales.keys()) {
        const shared = [down, broker];
        const power = powerCut(scene, device, shared, device === doomed, options);
        lots.set(device, lotOf(scene, device, shared, power, options));
      }
      for (const device of wired.keys()) lots.set(device, steadyLot(scene, device, down));
      for (const [device, speaks] of readers) {
        const lot = lotOf(scene, device, speaks === 'llrp' ? [down] : [down, broker], undefined, options);
        lots.set(device, { ...lot, keeps: true, is_stream: speaks === 'llrp' });
      }
      const watched = new Map(
        [...scales, ...wired].flatMap(([device, places]) => places.map((place) => [place, device] as const)),
      );
      const truth = new AwayTruth(told, (place) => lots.get(watched.get(place) ?? ''));
      const scanners = new GunOutage(guns, down, broker);
      const queue: SceneLine[] = [];
      let isUp = true;
      for (const line of scene.play((event) => truth.event(event))) {
        yield* takeUntil(queue, line.at_ms);
        truth.passed(line.at_ms);
        if (line.at_ms >= down.from_ms && isUp) isUp = false;
        if (line.at_ms >= down.until_ms && !isUp) {
          isUp = true;
          down.from_ms = Number.POSITIVE_INFINITY;
          yield { kind: 'event', at_ms: line.at_ms, event: 'started', detail: {} };
        }
        for (const [device, lot] of lots) openAndClose(queue, device, lot, line.at_ms);
        yield* takeUntil(queue, line.at_ms);
        const lot = line.device === undefined ? undefined : lots.get(line.device);
        if (line.kind === 'frame' && line.device !== undefined && guns.has(line.device)) {
          for (const each of scanners.pass(line)) {
            truth.heard(each);
            yield each;
          }
        } else if (lot !== undefined && line.kind === 'frame') pass(queue, lot, line, options);
        else if (isUp) yield line;
        yield* takeUntil(queue, line.at_ms);
      }
      truth.passed(Number.POSITIVE_INFINITY);
      yield* takeUntil(queue, scene.end_ms);
    },
  };
}

/** When the gateway is away: once, in the last two thirds of the day. */
function downOf({ seed: number, score_from_ms, end_ms }: Scene, { down_ms }: OutageOptions): Cut & { from_ms: number } {
  const seed = seedOf(number, 'outages/gateway');
  const length_ms = seed.int(...down_ms);
  const first_ms = score_from_ms + Math.round((end_ms - score_from_ms) / 3);
  const from_ms = seed.int(first_ms, Math.max(first_ms, end_ms - length_ms - 60_000));
  return { from_ms, until_ms: from_ms + length_ms, of: 'gateway' };
}

/** When the broker is gone: once, while the gateway is there. */
function brokerOf({ seed: number, score_from_ms, end_ms }: Scene, down: Cut, { broker_ms }: OutageOptions): Cut {
  const seed = seedOf(number, 'outages/broker');
  const length_ms = seed.int(...broker_ms);
  for (let tries = 0; tries < tries_max; tries += 1) {
    const from_ms = seed.int(score_from_ms + 60_000, end_ms - length_ms - 60_000);
    const cut: Cut = { from_ms, until_ms: from_ms + length_ms, of: 'broker' };
    if (isApart(cut, down)) return cut;
  }
  return { from_ms: end_ms, until_ms: end_ms, of: 'broker' };
}

function steadyLot(scene: Scene, device: string, down: Cut): Lot {
  const seed = seedOf(scene.seed, `outages/${device}`);
  const nothing = { lead_ms: 0, set: undefined, keeps: undefined, free_ms: 0, open: undefined, power: undefined };
  const silent = { boot: undefined, frame: undefined, is_stream: true, kept: [], recent: [] };
  return { seed, cuts: [{ ...down }], shown: new Map(), ...nothing, ...silent };
}

function lotOf(
  scene: Scene,
  device: string,
  shared: readonly Cut[],
  power: Cut | undefined,
  options: OutageOptions,
): Lot {
  const seed = seedOf(scene.seed, `outages/${device}`);
  const { score_from_ms, end_ms } = scene;
  const cuts: Cut[] = [];
  const [least_ms, most_ms] = options.cut_ms;
  let at_ms = score_from_ms + seed.int(30_000, 90_000);
  const between_ms = Math.round(900_000 / options.cuts_per_quarter_hour);
  while (at_ms < end_ms - most_ms - 30_000) {
    const until_ms = at_ms + seed.int(least_ms, most_ms);
    cuts.push({ from_ms: at_ms, until_ms, of: 'wire' });
    at_ms = until_ms + seed.int(between_ms >> 1, (3 * between_ms) >> 1);
  }
  const middle_ms = Math.round((score_from_ms + end_ms) / 2) + seed.int(-60_000, 60_000);
  const isSet = seed.happens(options.set_permille);
  // Whoever has no power does not notice that anybody else is away.
  const strong = shared.filter((cut) => power === undefined || isApart(power, cut)).map((cut) => ({ ...cut }));
  if (power !== undefined) strong.push({ ...power });
  const all = [...cuts.filter((cut) => strong.every((each) => isApart(cut, each))), ...strong];
  // The network sets clocks, so it is done once the wire is whole.
  const cut = all.find(({ from_ms, until_ms }) => middle_ms >= from_ms - settle_ms && middle_ms < until_ms + settle_ms);
  const set_ms = cut === undefined ? middle_ms : cut.until_ms + settle_ms;
  return {
    seed,
    cuts: all,
    lead_ms: seed.int(-options.lead_ms, options.lead_ms),
    set: isSet ? { at_ms: set_ms, by_ms: seed.int(-options.set_ms, options.set_ms) } : undefined,
    keeps: undefined,
    is_stream: false,
    kept: [],
    recent: [],
    free_ms: 0,
    open: undefined,
    power: undefined,
    shown: new Map(),
    boot: undefined,
    frame: undefined,
  };
}

function powerCut(
  { seed: number, score_from_ms, end_ms }: Scene,
  device: string,
  shared: readonly Cut[],
  is_doomed: boolean,
  options: OutageOptions,
): Cut | undefined {
  const { dead_ms, dead_permille, reboot_ms, reboot_permille, tare_permille } = options;
  const seed = seedOf(number, `outages/power/${device}`);
  const isDead = seed.happens(dead_permille) || is_doomed;
  if (!isDead && !seed.happens(reboot_permille)) return undefined;
  const tares = !isDead && seed.happens(tare_permille);
  for (let tries = 0; tries < tries_max; tries += 1) {
    const length_ms = seed.int(...(isDead ? dead_ms : reboot_ms));
    const from_ms = seed.int(score_from_ms + 60_000, Math.max(score_from_ms + 60_000, end_ms - length_ms - 60_000));
    const cut: Cut = { from_ms, until_ms: from_ms + length_ms, of: 'power', tares };
    if (shared.every((each) => isApart(cut, each) || isWithin(cut, each))) return cut;
  }
  return undefined;
}

/** So long one outage is over before the next begins. */
const apart_ms = 30_000;

function isApart(a: Cut, b: Cut): boolean {
  return a.until_ms + apart_ms <= b.from_ms || b.until_ms + apart_ms <= a.from_ms;
}

/** The second one begins and ends while the first goes on. */
function isWithin(long: Cut, short: Cut): boolean {
  return long.from_ms + apart_ms <= short.from_ms && short.until_ms + apart_ms <= long.until_ms;
}

/** The gateway notices a cut late, by a keep-alive that does not come, and the return at once. */
function openAndClose(queue: SceneLine[], device: string, lot: Lot, now_ms: number): void {
  const due = lot.cuts.find(({ from_ms, until_ms }) => from_ms <= now_ms && now_ms < until_ms);
  if (due !== undefined && lot.open === undefined) {
    lot.open = due;
    const at_ms = Math.min(due.until_ms - 1, due.from_ms + lot.seed.int(1_000, 6_000));
    if (due.of !== 'gateway' && at_ms >= now_ms) put(queue, eventOf(device, 'disconnected', at_ms));
  }
  const { open } = lot;
  if (open === undefined || now_ms < open.until_ms) return;
  lot.open = undefined;
  // All devices are there again within a few seconds of the gateway's return.
  let at_ms = now_ms + (open.of === 'gateway' ? lot.seed.int(100, 2_500) : 0);
  put(queue, eventOf(device, 'connected', at_ms));
  // What was not acknowledged comes first, then what was kept, in order.
  const again = lot.keeps === true && open.of !== 'power' && !lot.is_stream ? lot.recent : [];
  for (const frame of [...again, ...lot.kept]) {
    at_ms += 2;
    put(queue, { ...frame, at_ms });
  }
  lot.free_ms = at_ms + 1;
  lot.kept = [];
  if (open.of !== 'power') return;
  lot.recent = [];
  const power = { nth: (lot.power?.nth ?? 0) + 1, tares: open.tares === true, said: 0 };
  lot.power = { ...power, before_seq: undefined, zeros: new Map() };
  const data = atPowerUp(lot.power, lot.shown, lot.boot, at_ms + offBy(lot, at_ms));
  if (data !== undefined && lot.frame !== undefined) put(queue, { ...lot.frame, at_ms: at_ms + 1, data });
}

function pass(queue: SceneLine[], lot: Lot, line: SceneFrame, options: OutageOptions): void {
  lot.keeps ??= isStamped(line.data);
  lot.boot = noteShown(lot.shown, line.data) ?? lot.boot;
  lot.frame = line;
  if (lot.open?.of === 'power' || (lot.open !== undefined && !lot.keeps)) return;
  const data = afterPower(lot.power, withClock(lot, line));
  if (data === undefined) return;
  const frame = { ...line, data };
  if (lot.open !== undefined) {
    lot.kept.push(frame);
    return;
  }
  lot.recent.push(frame);
  if (lot.recent.length > recent_max) lot.recent.shift();
  const isSpell =
    lot.keeps &&
    !lot.is_stream &&
    seedOf(lot.seed.int(0, 0), `${line.device}/${Math.floor(line.at_ms / spell_ms)}`).happens(options.spell_permille);
  const delay_ms = isSpell ? lot.seed.int(0, options.late_ms) : 0;
  send(queue, lot, frame, line.at_ms + delay_ms);
  if (isSpell && lot.seed.happens(options.twice_permille)) {
    send(queue, lot, frame, line.at_ms + delay_ms + lot.seed.int(1, 10_000));
  }
}

/** What is on its way while the wire is cut does not arrive; whoever keeps what was not acknowledged sends it again. */
function send(queue: SceneLine[], lot: Lot, frame: SceneFrame, at_ms: number): void {
  const cut = lot.cuts.find(({ from_ms, until_ms }) => at_ms >= from_ms && at_ms < until_ms);
  if (cut === undefined) put(queue, { ...frame, at_ms: Math.max(lot.free_ms, at_ms) });
  else if (lot.keeps === true && cut.of !== 'power' && !lot.kept.includes(frame)) lot.kept.push(frame);
}

function eventOf(device: string, event: 'connected' | 'disconnected', at_ms: number): SceneLine {
  return { kind: 'event', at_ms, device, event, detail: { says: event === 'connected' ? 'Connected.' : 'Gone.' } };
}

function put(queue: SceneLine[], line: SceneLine): void {
  let at = queue.length;
  while (at > 0 && (queue[at - 1]?.at_ms ?? 0) > line.at_ms) at -= 1;
  queue.splice(at, 0, line);
}

function* takeUntil(queue: SceneLine[], now_ms: number): Generator<SceneLine, void, void> {
  while ((queue[0]?.at_ms ?? Number.POSITIVE_INFINITY) <= now_ms) {
    const first = queue.shift();
    if (first !== undefined) yield first;
  }
}
