/** Fits out a house: bins on plates, boards of joined plates, shelves of several items, and the nodes that weigh them. */
import type { Seed } from '../seed.ts';
import { hand_mg, hand_ms } from './crew.ts';
import type { Hall } from './hall.ts';
import type { House } from './house.ts';
import { type Cell, jitter_ms, type NodePlan } from './nodes.ts';
import {
  type LeanManner,
  lean_permille_max,
  type Place,
  placeOf,
  type Row,
  ring_decay_ms,
  swing_permille,
} from './places.ts';
import { type Plate, type PlateManner, plateOf, spike_mg } from './plate.ts';
import { type Ware, type WareOptions, wareOf, wareWeighing } from './wares.ts';

export type Range = readonly [number, number];

/** Between which values the plates of a house lie; each draws its own. */
export interface PlateRanges {
  readonly noise_mg: Range;
  readonly wander_mg: Range;
  readonly quantum_mg: Range;
  readonly drift_mg: Range;
  readonly mg_per_kelvin: Range;
  readonly creep_ppm: Range;
  /** What most plates show empty; one in ten lies anywhere from −5 to +60 kg. */
  readonly empty_mg: Range;
  readonly spiky_permille: number;
  readonly dead_permille: number;
}

export interface Vibration {
  readonly hz: Range;
  readonly mg: Range;
  readonly permille: number;
}

export interface FittingOptions {
  readonly plates: PlateRanges;
  readonly wares: WareOptions;
  readonly lean: LeanManner;
  readonly vibration?: Vibration;
  readonly kelvinAt?: (at_ms: number) => number;
}

export interface BinPlan {
  readonly speaks: NodePlan['speaks'];
  readonly hz: number;
  readonly batch: number;
  readonly stamped: boolean;
}

export interface BoardPlan extends BinPlan {
  readonly plates: number;
  /** Places on the board: each plate one of its own, or one for the whole shelf. */
  readonly shelf: boolean;
  /** Masses of its items; drawn where absent. */
  readonly grams?: readonly number[];
  readonly vibrates: boolean;
}

const odd_offset_permille = 100;
const odd_offset_mg: Range = [-5_000_000, 60_000_000];
const range_mg = 80_000_000;
/** What the drivers other than `native` cannot show finer. */
const quantum_mg: Readonly<Partial<Record<NodePlan['speaks'], number>>> = {
  tasmota: 1_000,
  'tasmota-old': 1_000,
  esphome: 100,
  'mt-sics': 100,
};

export class Fittings {
  readonly wares: Ware[] = [];
  readonly places: Place[] = [];
  readonly nodes: NodePlan[] = [];
  readonly joined = new Set<string>();
  readonly #hall: Hall;
  readonly #seed: Seed;
  readonly #options: FittingOptions;
  #item_number: number;

  /** Items are numbered from `first_item` on. */
  constructor(hall: Hall, options: FittingOptions, first_item = 1) {
    this.#hall = hall;
    this.#seed = hall.seed.stream('fittings');
    this.#options = options;
    this.#item_number = first_item;
  }

  /** A node and so many bins of one item each, on plates that know nothing of each other. */
  bins(number: number, plan: BinPlan): void {
    const device = this.#deviceOf(plan);
    const cells: Cell[] = [];
    for (let nth = 1; nth <= number; nth += 1) {
      const plate = this.#plate(`${device}/${nth}`, plan);
      const ware = this.#ware([plate]);
      const row: Row = { plates: [plate], joined: false, lean: this.#options.lean, free_from_ms: 0 };
      this.#place(row, new Map([[ware, 0]]), 5);
      cells.push({ channel: plan.speaks === 'esphome' ? `bin_${nth}` : String(nth), plate });
    }
    this.nodes.push({ device, ...plan, cells, power: powered() });
  }

  /** One plate with several items that weigh differently enough to be told apart. */
  mixedShelf(items: number, plan: BinPlan): void {
    const device = this.#deviceOf(plan);
    const plate = this.#plate(`${device}/1`, plan);
    const row: Row = { plates: [plate], joined: false, lean: this.#options.lean, free_from_ms: 0 };
    const first_g = Math.max(60, leastMass([plate]) / 1_000) * (1 + 0.5 * this.#seed.share());
    const homes = new Map<Ware, number>();
    for (let nth = 0; nth < items; nth += 1) homes.set(this.#weighing(first_g * 1.585 ** nth), 0);
    this.#place(row, homes, 2);
    this.nodes.push({ device, ...plan, cells: [{ channel: '1', plate }], power: powered() });
  }

  /** Plates on one board; what stands there leans, lies across, and makes its neighbours swing. */
  board(plan: BoardPlan): void {
    const device = this.#deviceOf(plan);
    const vibration = plan.vibrates ? this.#vibrationOf() : undefined;
    const plates = Array.from({ length: plan.plates }, (_, nth) =>
      this.#plate(`${device}/${nth + 1}`, plan, vibration),
    );
    const row: Row = { plates, joined: true, lean: this.#options.lean, free_from_ms: 0 };
    const homes = plates.map((plate, nth): readonly [Ware, number] => {
      const grams = plan.grams?.[nth];
      return [grams === undefined ? this.#ware([plate]) : this.#weighing(grams), nth];
    });
    if (plan.shelf) this.#place(row, new Map(homes), 3);
    else for (const home of homes) this.#place(row, new Map([home]), 4);
    this.joined.add(device);
    this.nodes.push({
      device,
      ...plan,
      cells: plates.map((plate, nth) => ({ channel: String(nth + 1), plate })),
      power: powered(),
    });
  }

  /** All that stands in the house by now. */
  parts(): Pick<House, 'wares' | 'places' | 'nodes' | 'joined'> {
    const { wares, places, nodes, joined } = this;
    return { wares, places, nodes, joined };
  }

  #deviceOf({ speaks }: BinPlan): string {
    return `${speaks === 'native' ? 'node' : speaks === 'native-changes' ? 'sleeper' : speaks}-${this.nodes.length + 1}`;
  }

  #place(row: Row, homes: ReadonlyMap<Ware, number>, hand_max: number): void {
    const heaviest_mg = Math.max(...[...homes.keys()].map(({ mass_mg }) => mass_mg));
    const full = Math.max(hand_max + 5, Math.min(40, Math.floor(14_000_000 / heaviest_mg / homes.size)));
    this.places.push(placeOf(`P${this.places.length + 1}`, row, homes, { full, low: hand_max, hand_max }));
  }

  /** No engineer puts a nut on a scale that does not feel it: several times what the plate's noise hides. */
  #ware(plates: readonly Plate[]): Ware {
    const { wares } = this.#options;
    const [low, high] = wares.grams;
    const least_g = Math.max(low, leastMass(plates) / 1_000);
    this.#item_number += 1;
    const ware = wareOf(this.#seed, this.#item_number, { ...wares, grams: [least_g, Math.max(high, 2 * least_g)] });
    this.wares.push(ware);
    return ware;
  }

  #weighing(grams: number): Ware {
    this.#item_number += 1;
    const ware = wareWeighing(this.#seed, this.#item_number, grams, this.#options.wares);
    this.wares.push(ware);
    return ware;
  }

  #vibrationOf(): { readonly hz: number; readonly mg: number } | undefined {
    const { vibration } = this.#options;
    return vibration === undefined ? undefined : { hz: this.#in(vibration.hz), mg: this.#in(vibration.mg) };
  }

  #plate(name: string, plan: BinPlan, shared?: { readonly hz: number; readonly mg: number }): Plate {
    const { plates, vibration, kelvinAt } = this.#options;
    const seed = this.#seed;
    const is_shaken = shared === undefined && seed.happens(vibration?.permille ?? 0);
    const own = shared ?? (is_shaken ? this.#vibrationOf() : undefined);
    const clamps = plan.speaks === 'tasmota-old';
    const manner: PlateManner = {
      noise_mg: Math.round(this.#log(plates.noise_mg)),
      wander_mg: Math.round(this.#in(plates.wander_mg)),
      quantum_mg: quantum_mg[plan.speaks] ?? Math.round(this.#log(plates.quantum_mg)),
      // Only fast converters interleave.
      dither_permille: plan.hz >= 30 ? seed.int(0, 600) : 0,
      resonance_hz: own?.hz ?? 0,
      resonance_mg: own === undefined ? 0 : own.mg * averaged(own.hz, plan.hz),
      spike_ppm: seed.happens(plates.spiky_permille) ? 100 : 0,
      // Slow nodes average many conversions into a sample; what hits one of them is over with the next.
      spike_samples_max: plan.hz >= 10 ? 3 : 1,
      drift_mg: Math.round(this.#log(plates.drift_mg)),
      mg_per_kelvin: Math.round(this.#in(plates.mg_per_kelvin)) * (seed.happens(500) ? 1 : -1),
      creep_ppm: Math.round(this.#in(plates.creep_ppm)),
      offset_mg: this.#offset(clamps),
      clamps,
      range_mg,
      dead: seed.happens(plates.dead_permille),
    };
    return plateOf(this.#hall.seed.stream(`plate-${name}`), manner, kelvinAt);
  }

  #offset(clamps: boolean): number {
    const { empty_mg } = this.#options.plates;
    if (!clamps && this.#seed.happens(odd_offset_permille)) return Math.round(this.#in(odd_offset_mg));
    return Math.round(this.#in(empty_mg));
  }

  #in([low, high]: Range): number {
    return low + (high - low) * this.#seed.share();
  }

  #log([low, high]: Range): number {
    return low * (high / low) ** this.#seed.share();
  }
}

function powered(): NodePlan['power'] {
  return { off: false, tare_mg: 0, says_all_from_ms: undefined };
}

/** What a node that averages over its whole sample leaves of a vibration; fast ones take it as it is. */
function averaged(hz: number, rate_hz: number): number {
  if (rate_hz >= 10) return 1;
  const turns = Math.PI * hz * 0.2;
  return Math.max(0.1, Math.abs(Math.sin(turns) / turns));
}

function leastMass(plates: readonly Plate[]): number {
  return Math.max(
    ...plates.map(
      ({ manner }) => 8 * (manner.noise_mg + manner.wander_mg) + 4 * manner.quantum_mg + 4 * manner.resonance_mg,
    ),
  );
}

/** What a scenario says of its ranges, all effects that are the same everywhere included. */
export function rangesOf({ plates, wares, lean, vibration }: FittingOptions, rates_hz: Range): Record<string, Range> {
  return {
    'white noise, mg': plates.noise_mg,
    'wander, mg': plates.wander_mg,
    'quantum, mg': [plates.quantum_mg[0], Math.max(plates.quantum_mg[1], quantum_mg.tasmota ?? 0)],
    'drift in 30 s, mg': plates.drift_mg,
    'warmth, mg per kelvin': plates.mg_per_kelvin,
    'creep, ppm': plates.creep_ppm,
    'empty, mg': odd_offset_mg,
    ...(vibration === undefined ? {} : { 'resonance, Hz': vibration.hz, 'resonance, mg': vibration.mg }),
    'ring decay, ms': [ring_decay_ms.min, ring_decay_ms.max],
    'lean, thousandths': [-lean_permille_max, lean_permille_max],
    'lasting at neighbours, thousandths': lean.neighbour_permille,
    'swing of neighbours, thousandths': [swing_permille.min, swing_permille.max],
    'plates under one thing': [1, lean.straddle_permille > 0 ? 3 : 1],
    'hand, mg': [hand_mg.min, hand_mg.max],
    'hand, ms': [hand_ms.min, hand_ms.max],
    'spike, mg': [spike_mg.min, spike_mg.max],
    'spike, samples': [1, rates_hz[1] >= 10 ? 3 : 1],
    'batch edge, ms': [-jitter_ms, jitter_ms],
    'rate, Hz': rates_hz,
    'unit mass, g': wares.grams,
    'piece to piece, thousandths': wares.piece_permille,
    'lot to lot, thousandths': [0, wares.lot_permille_max],
  };
}
