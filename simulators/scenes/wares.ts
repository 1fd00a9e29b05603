/** What lies on the shelves: items whose pieces weigh what they weigh, lot by lot, whatever the settings say. */
import { checkDigitOf } from '../../devices/barcode/gtin.ts';
import type { Seed } from '../seed.ts';

export interface Ware {
  readonly id: string;
  readonly name: string;
  readonly gtin?: string;
  readonly code?: string;
  /** True mean over all lots. */
  readonly mass_mg: number;
  /** What the settings say a piece weighs. */
  readonly told_mg: number;
  /** Standard deviation of one piece within its lot, thousandths. */
  readonly piece_permille: number;
  /** How far a lot lies off the mean at most, thousandths. */
  readonly lot_permille: number;
  /** True mean of the lot that is delivered now. */
  lot_mg: number;
}

export interface Piece {
  readonly ware: Ware;
  readonly mass_mg: number;
  /** Mean of its lot: what somebody who knew everything but this very piece would take it to weigh. */
  readonly lot_mg: number;
  /** Of its tag, if it has one. */
  readonly epc?: string;
  /** Its tag can be heard by the antenna of the place where it lies, or last lay. */
  is_heard: boolean;
  /** Where it lies: what share of its mass each plate of its row shows. */
  lies: readonly Lie[];
}

export interface Lie {
  readonly plate: number;
  readonly share: number;
  /** The piece stands on this plate; else the plate only gives way with its neighbour. */
  readonly direct: boolean;
}

export interface WareOptions {
  readonly grams: readonly [number, number];
  readonly piece_permille: readonly [number, number];
  readonly lot_permille_max: number;
  /** So many of a thousand items have a wrong mass in the settings, by up to this many thousandths of it. */
  readonly wrong_permille: number;
  readonly wrong_by_permille: number;
  /** So many of a thousand have a label of the house's own and no GTIN. */
  readonly own_label_permille: number;
}

const nouns = [
  'bolt',
  'nut',
  'bushing',
  'relay',
  'fuse',
  'valve',
  'clamp',
  'bracket',
  'bearing',
  'gasket',
  'plug',
  'hinge',
];

/** `number` is the item's own in the house: its GTIN is made of it. */
export function wareOf(seed: Seed, number: number, options: WareOptions): Ware {
  const [low, high] = options.grams;
  return wareWeighing(seed, number, low * (high / low) ** seed.share(), options);
}

export function wareWeighing(seed: Seed, number: number, grams: number, options: Omit<WareOptions, 'grams'>): Ware {
  const mass_mg = Math.round(grams * 1_000);
  const off = seed.happens(options.wrong_permille) ? (2 * seed.share() - 1) * options.wrong_by_permille : 0;
  const [cv_low, cv_high] = options.piece_permille;
  const noun = nouns[number % nouns.length] ?? 'part';
  const digits = `952${String(1_000_000 + number)}00`;
  const named = seed.happens(options.own_label_permille)
    ? { code: `HS-${number}` }
    : { gtin: `${digits}${checkDigitOf(digits)}` };
  const ware = {
    id: `${noun}-${number}`,
    name: `${noun} ${number}`,
    ...named,
    mass_mg,
    told_mg: Math.round(mass_mg * (1 + off / 1_000)),
    piece_permille: cv_low + (cv_high - cv_low) * seed.share(),
    lot_permille: seed.share() * options.lot_permille_max,
    lot_mg: mass_mg,
  };
  newLot(seed, ware);
  return ware;
}

/** What comes from now on is of another lot. */
export function newLot(seed: Seed, ware: Ware): void {
  ware.lot_mg = Math.round(ware.mass_mg * (1 + ((2 * seed.share() - 1) * ware.lot_permille) / 1_000));
}

export function pieceOf(seed: Seed, ware: Ware, tag: { readonly epc?: string } = {}): Piece {
  const off = Math.max(-3, Math.min(3, seed.normal(1))) * (ware.piece_permille / 1_000);
  return {
    ware,
    mass_mg: Math.max(1, Math.round(ware.lot_mg * (1 + off))),
    lot_mg: ware.lot_mg,
    ...tag,
    is_heard: false,
    lies: [],
  };
}

/** As the settings have it. */
export function itemSettings({ id, name, gtin, code, told_mg, piece_permille }: Ware): object {
  return {
    id,
    name,
    ...(gtin === undefined ? {} : { gtins: [gtin] }),
    ...(code === undefined ? {} : { codes: [code] }),
    unit_mass_mg: told_mg,
    unit_mass_sd_mg: Math.max(1, Math.round((told_mg * piece_permille) / 1_000)),
  };
}
