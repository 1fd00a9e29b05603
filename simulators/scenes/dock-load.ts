/** What is carried through a dock: a pallet of tagged cases, or a few pieces in somebody's hands. */
import { sgtinEpc } from '../goods.ts';
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import { dockItems } from './dock-house.ts';
import type { FieldTag, RadioField } from './radio-field.ts';
import type { Axis } from './radio-path.ts';
import type { TrueEvent } from './scene.ts';

export interface LoadPiece {
  readonly tag: FieldTag;
  readonly item: string;
  /** From the middle of the load. */
  readonly dx_m: number;
  readonly dy_m: number;
  readonly unseen: string | undefined;
  /** As the house has it. */
  location: string;
}

export interface Load {
  readonly pieces: readonly LoadPiece[];
  x_m: number;
  y_m: number;
}

/** What is true of tags; see `Scenario.ranges`. */
export const tagRanges = {
  'tags of one load': [1, 40],
  'one tag louder than another, dB': [-3, 3],
  'loss for how a tag lies, dB': [0, 20],
  'share of looks that a weak tag answers': [0.3, 0.6],
  'weak tags, share': [0.1, 0.1],
  'tags behind metal or liquid, share': [0.12, 0.12],
  'their loss, dB': [3, 12],
  'dead tags and tags wrapped in metal, share': [0.012, 0.012],
} as const satisfies Record<string, readonly [number, number]>;

/** A load of an item or two is put together where no antenna hears it. */
export class Loads {
  readonly #field: RadioField;
  readonly #seed: Seed;
  readonly #serials_from: number;
  #made = 0;

  constructor(field: RadioField, seed: Seed, serials_from: number) {
    this.#field = field;
    this.#seed = seed.stream('loads');
    this.#serials_from = serials_from;
  }

  make(count: number, spot: { readonly x_m: number; readonly y_m: number }, location: string): Load {
    const items = [this.#seed.oneOf(dockItems) ?? dockItems[0], this.#seed.oneOf(dockItems) ?? dockItems[0]];
    const pieces = Array.from({ length: count }, (_, at): LoadPiece => {
      const item = items[at % 3 === 0 ? 1 : 0] ?? dockItems[0];
      this.#made += 1;
      return this.#piece(sgtinEpc(item.gtin, String(this.#serials_from + this.#made)), item.id, count, spot, location);
    });
    return { pieces, ...spot };
  }

  takeAway(load: Load): void {
    for (const { tag } of load.pieces) this.#field.remove(tag);
  }

  #piece(epc: string, item: string, count: number, spot: { x_m: number; y_m: number }, location: string): LoadPiece {
    const seed = this.#seed;
    const unseen = seed.happens(12)
      ? seed.happens(500)
        ? 'its tag is dead'
        : 'its tag is wrapped in metal, and no antenna can read it'
      : undefined;
    const weak = seed.happens(100);
    const answers_permille = unseen === undefined ? (weak ? seed.int(300, 600) : seed.int(900, 1_000)) : 0;
    const half_m = count > 3 ? 0.55 : 0.2;
    const dx_m = (2 * seed.share() - 1) * half_m;
    const dy_m = (2 * seed.share() - 1) * half_m;
    const tag = this.#field.add(
      { epc, bias_cdb: Math.round(600 * seed.share() - 300), answers_permille },
      {
        x_m: spot.x_m + dx_m,
        y_m: spot.y_m + dy_m,
        z_m: 0.3 + seed.share() * 1.3,
        turned_cdb: 0,
        shadow_cdb: seed.happens(120) ? seed.int(300, 1_200) : 0,
        axis: axisOf(seed),
      },
    );
    return { tag, item, dx_m, dy_m, unseen, location };
  }
}

/** Any way in space, each as likely. */
export function axisOf(seed: Seed): Axis {
  const z = 2 * seed.share() - 1;
  const flat = Math.sqrt(1 - z * z);
  const way = 2 * Math.PI * seed.share();
  return { x: flat * Math.cos(way), y: flat * Math.sin(way), z };
}

/** The people of a dock: they carry loads, and truth is told of every threshold that a piece crosses. */
export class Carriers {
  readonly #field: RadioField;
  readonly #told: (event: TrueEvent) => void;
  readonly #now: () => number;

  constructor(field: RadioField, now: () => number, told: (event: TrueEvent) => void) {
    this.#field = field;
    this.#now = now;
    this.#told = told;
  }

  /** Straight on to there; each piece that crosses the facade on the way has come in or gone out. */
  *carry(load: Load, to: { readonly x_m: number; readonly y_m: number }, speed_m_per_s: number): Doing {
    const from = { x_m: load.x_m, y_m: load.y_m };
    const far_m = Math.hypot(to.x_m - from.x_m, to.y_m - from.y_m);
    const steps = Math.max(1, Math.ceil((far_m / speed_m_per_s) * 10));
    for (let step = 1; step <= steps; step += 1) {
      yield 100;
      const share = step / steps;
      load.x_m = from.x_m + (to.x_m - from.x_m) * share;
      load.y_m = from.y_m + (to.y_m - from.y_m) * share;
      for (const piece of load.pieces) this.#shift(piece, load);
    }
  }

  /** All pieces are somewhere else in the eyes of the house. */
  put(load: Load, to: string, deed: string): void {
    for (const piece of load.pieces) this.#tell(piece, to, 'elsewhere', deed);
  }

  #shift(piece: LoadPiece, load: Load): void {
    const before_m = piece.tag.y_m;
    const y_m = load.y_m + piece.dy_m;
    this.#field.move(piece.tag, { x_m: load.x_m + piece.dx_m, y_m });
    if (before_m < 0 && y_m >= 0) this.#tell(piece, 'dock', 'portal', 'come in');
    if (before_m >= 0 && y_m < 0) this.#tell(piece, 'customer', 'portal', 'go out');
  }

  #tell(piece: LoadPiece, to: string, place: TrueEvent['place'], deed: string): void {
    const { item, unseen, tag } = piece;
    // Whatever comes in comes from the supplier, also what was in the house before.
    const from = to === 'dock' ? 'supplier' : piece.location;
    piece.location = to;
    this.#told({
      at_ms: this.#now(),
      item,
      quantity: 1,
      from,
      to,
      place,
      deed,
      ...(unseen === undefined ? {} : { unseen }),
      epcs: [tag.epc],
    });
  }
}
