/**
 * Outages: what happens to the lines of any scene on their way to the gateway. Wires are cut; a device that counts and tells its
 * time keeps what it has to say and sends it later, with what was never acknowledged, and any other loses it. Radio spells let
 * messages overtake each other. Clocks are wrong by hours and are set in between.
 */
import { type Seed, seedOf } from '../seed.ts';
import type { Scene, SceneFrame, SceneLine, TrueEvent } from './scene.ts';

export interface Cut {
  readonly from_ms: number;
  readonly until_ms: number;
}

export interface OutageOptions {
  /** How long a cut lasts, and how many a device has on average in a quarter of an hour. */
  readonly cut_ms: readonly [number, number];
  readonly cuts_per_quarter_hour: number;
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

interface Lot {
  readonly seed: Seed;
  readonly cuts: readonly Cut[];
  readonly lead_ms: number;
  readonly set: { readonly at_ms: number; readonly by_ms: number } | undefined;
  /** Told by its first message. */
  keeps: boolean | undefined;
  /** What it keeps while the wire is cut, and what may come again. */
  kept: SceneFrame[];
  recent: SceneFrame[];
  /** Nothing of it arrives before this. */
  free_ms: number;
  open: Cut | undefined;
}

const recent_max = 3;
const spell_ms = 20_000;
const text = new TextDecoder();
const bytes = new TextEncoder();

/** `devices`: which are hit; `placesOf`: the locations that a device alone watches. */
export function withOutages(
  scene: Scene,
  devices: readonly string[],
  placesOf: (device: string) => readonly string[],
  options: OutageOptions,
): Scene {
  return {
    ...scene,
    *play(told) {
      const lots = new Map(devices.map((device) => [device, lotOf(scene, device, options)]));
      const watched = new Map(devices.flatMap((device) => placesOf(device).map((place) => [place, device] as const)));
      const truth = new AwayTruth(told, (place) => lots.get(watched.get(place) ?? ''));
      const queue: SceneLine[] = [];
      for (const line of scene.play((event) => truth.event(event))) {
        yield* takeUntil(queue, line.at_ms);
        truth.passed(line.at_ms);
        for (const [device, lot] of lots) openAndClose(queue, device, lot, line.at_ms);
        yield* takeUntil(queue, line.at_ms);
        truth.heard(line);
        const lot = line.device === undefined ? undefined : lots.get(line.device);
        if (lot === undefined || line.kind !== 'frame') yield line;
        else pass(queue, lot, line, options);
        yield* takeUntil(queue, line.at_ms);
      }
      truth.passed(Number.POSITIVE_INFINITY);
      yield* takeUntil(queue, scene.end_ms);
    },
  };
}

function lotOf(scene: Scene, device: string, options: OutageOptions): Lot {
  const seed = seedOf(scene.seed, `outages/${device}`);
  const { score_from_ms, end_ms } = scene;
  const cuts: Cut[] = [];
  const [least_ms, most_ms] = options.cut_ms;
  let at_ms = score_from_ms + seed.int(30_000, 90_000);
  const between_ms = Math.round(900_000 / options.cuts_per_quarter_hour);
  while (at_ms < end_ms - most_ms - 30_000) {
    const until_ms = at_ms + seed.int(least_ms, most_ms);
    cuts.push({ from_ms: at_ms, until_ms });
    at_ms = until_ms + seed.int(between_ms >> 1, (3 * between_ms) >> 1);
  }
  const middle_ms = Math.round((score_from_ms + end_ms) / 2) + seed.int(-60_000, 60_000);
  const isSet = seed.happens(options.set_permille);
  return {
    seed,
    cuts,
    lead_ms: seed.int(-options.lead_ms, options.lead_ms),
    set: isSet ? { at_ms: middle_ms, by_ms: seed.int(-options.set_ms, options.set_ms) } : undefined,
    keeps: undefined,
    kept: [],
    recent: [],
    free_ms: 0,
    open: undefined,
  };
}

/** The gateway notices a cut late, by a keep-alive that does not come, and the return at once. */
function openAndClose(queue: SceneLine[], device: string, lot: Lot, now_ms: number): void {
  const due = lot.cuts.find(({ from_ms, until_ms }) => from_ms <= now_ms && now_ms < until_ms);
  if (due !== undefined && lot.open === undefined) {
    lot.open = due;
    const at_ms = Math.min(due.until_ms - 1, due.from_ms + lot.seed.int(1_000, 6_000));
    if (at_ms >= now_ms) put(queue, eventOf(device, 'disconnected', at_ms));
  }
  const { open } = lot;
  if (open === undefined || now_ms < open.until_ms) return;
  lot.open = undefined;
  put(queue, eventOf(device, 'connected', now_ms));
  // What was not acknowledged comes first, then what was kept, in order.
  let at_ms = now_ms;
  for (const frame of [...(lot.keeps === true ? lot.recent : []), ...lot.kept]) {
    at_ms += 2;
    put(queue, { ...frame, at_ms });
  }
  lot.free_ms = at_ms + 1;
  lot.kept = [];
}

function pass(queue: SceneLine[], lot: Lot, line: SceneFrame, options: OutageOptions): void {
  const frame = { ...line, data: withClock(lot, line) };
  lot.keeps ??= isStamped(frame.data);
  if (lot.open !== undefined) {
    if (lot.keeps) lot.kept.push(frame);
    return;
  }
  lot.recent.push(frame);
  if (lot.recent.length > recent_max) lot.recent.shift();
  const isSpell =
    lot.keeps &&
    seedOf(lot.seed.int(0, 0), `${line.device}/${Math.floor(line.at_ms / spell_ms)}`).happens(options.spell_permille);
  const delay_ms = isSpell ? lot.seed.int(0, options.late_ms) : 0;
  put(queue, { ...frame, at_ms: Math.max(lot.free_ms, line.at_ms + delay_ms) });
  if (isSpell && lot.seed.happens(options.twice_permille)) {
    put(queue, { ...frame, at_ms: Math.max(lot.free_ms, line.at_ms + delay_ms + lot.seed.int(1, 10_000)) });
  }
}

function isStamped(data: Uint8Array): boolean {
  const said = text.decode(data);
  return said.includes('"seq":') && said.includes('"at":');
}

/** The device's own time, as its clock shows it. */
function withClock({ lead_ms, set }: Lot, { at_ms, data }: SceneFrame): Uint8Array {
  const off_ms = lead_ms + (set !== undefined && at_ms >= set.at_ms ? set.by_ms : 0);
  const said = text.decode(data);
  if (!said.includes('"at":')) return data;
  return bytes.encode(said.replaceAll(/"at":(\d{13})/g, (_all, time: string) => `"at":${Number(time) + off_ms}`));
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

/** So long before a cut a step may not have come to rest yet, so that it shows only after it. */
const settling_ms = 4_000;
/** A scan at a place so near to an event is about it. */
const scan_near_ms = 30_000;

/**
 * Truth of places whose only sense was away: of all that changed meanwhile nobody can know more than the sum, and that is told at
 * the end of the cut. What was scanned was seen.
 */
class AwayTruth {
  readonly #told: (event: TrueEvent) => void;
  readonly #lotOf: (place: string) => Lot | undefined;
  readonly #away: { readonly cut: Cut; readonly place: string; readonly event: TrueEvent }[] = [];
  readonly #scans = new Map<string, { location: string; at_ms: number }>();

  constructor(told: (event: TrueEvent) => void, lotOf: (place: string) => Lot | undefined) {
    this.#told = told;
    this.#lotOf = lotOf;
  }

  /** Where a scanner works. */
  heard(line: SceneLine): void {
    if (line.kind !== 'frame' || line.device === undefined) return;
    const [, location] = /TG-LOC\.([A-Za-z0-9._-]{1,64})/.exec(text.decode(line.data.subarray(0, 200))) ?? [];
    const known = this.#scans.get(line.device);
    if (location !== undefined) this.#scans.set(line.device, { location, at_ms: line.at_ms });
    else if (known !== undefined) known.at_ms = line.at_ms;
  }

  event(event: TrueEvent): void {
    for (const place of [event.from, event.to]) {
      const lot = this.#lotOf(place);
      const cut = lot?.cuts.find(
        ({ from_ms, until_ms }) => event.at_ms >= from_ms - settling_ms && event.at_ms < until_ms,
      );
      if (lot?.keeps !== false || cut === undefined) continue;
      this.#away.push({ cut, place, event });
      return;
    }
    this.#told(event);
  }

  passed(now_ms: number): void {
    const over = this.#away.filter(({ cut }) => cut.until_ms <= now_ms);
    if (over.length === 0) return;
    this.#away.splice(0, this.#away.length, ...this.#away.filter(({ cut }) => cut.until_ms > now_ms));
    const sums = new Map<string, { readonly cut: Cut; readonly place: string; gained: number; events: TrueEvent[] }>();
    for (const { cut, place, event } of over) {
      if (this.#isScanned(place, event)) {
        this.#told(event);
        continue;
      }
      const key = `${place}/${event.item}/${cut.from_ms}`;
      const sum = sums.get(key) ?? { cut, place, gained: 0, events: [] };
      sum.gained += event.to === place ? event.quantity : -event.quantity;
      sum.events.push(event);
      sums.set(key, sum);
    }
    for (const { cut, place, gained, events } of sums.values()) {
      const like = events.find((each) => (each.to === place) === gained > 0);
      if (gained === 0 || like === undefined) continue;
      this.#told({ ...like, at_ms: cut.until_ms - 1, quantity: Math.abs(gained), until_ms: cut.until_ms });
    }
  }

  #isScanned(place: string, { at_ms }: TrueEvent): boolean {
    return [...this.#scans.values()].some(
      (each) => each.location === place && Math.abs(each.at_ms - at_ms) <= scan_near_ms,
    );
  }
}
