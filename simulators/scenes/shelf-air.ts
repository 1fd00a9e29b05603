/** The air around shelves with antennas: which pieces have tags, how they answer, and where they are when somebody carries them. */
import { sgtinEpc } from '../goods.ts';
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import type { Air } from './crew.ts';
import type { Hall } from './hall.ts';
import type { Place } from './places.ts';
import { type FieldSettings, type FieldTag, RadioField, usualField } from './radio-field.ts';
import type { FieldAntenna, Wall } from './radio-path.ts';
import { SceneReader } from './scene-reader.ts';
import { type Piece, pieceOf, type Ware } from './wares.ts';

export interface AirOptions {
  /** So many of a thousand pieces have a tag; of tags so many are dead, and so many lie behind liquid or metal. */
  readonly tag_permille: number;
  readonly dead_permille: number;
  readonly shadowed_permille: number;
  readonly shadow_cdb: readonly [number, number];
}

/** Shelves stand side by side, two in a bay; their antennas look at them from behind. */
const pitch_m = 1.1;
const behind_m = 0.45;
const aisle_m = 2.6;
const shelves_per_row = 8;
const antennas_per_reader = 4;
const dwell_ms = 250;
/** Antennas in shelves send softly: at full power each would hear the whole room. */
const power_cdb = -1_700;
/** Gen2 session 1: a tag that has answered keeps silent for half a second or longer, five at most; these chips for three. */
const quiet_ms = { min: 500, max: 3_000 } as const;
/** Of a thousand looks the weakest and the best tag answer at most so many. */
export const answers_permille = { min: 300, max: 980 } as const;
/** A rack's side panel. */
const panel_cdb = 100;
/** Softer than the faint strength by more than this, a tag is hardly heard where it lies. */
const deaf_cdb = 250;
/** Who takes something stands before the shelf for a moment; then the piece is out of the antennas' reach. */
const carried_ms = { min: 700, max: 2_500 } as const;

interface Spot {
  readonly x_m: number;
  readonly y_m: number;
  readonly antenna: FieldAntenna;
}

export class ShelfAir implements Air {
  readonly #hall: Hall;
  readonly #seed: Seed;
  readonly #options: AirOptions;
  readonly #spots = new Map<Place, Spot>();
  readonly #wares = new Set<Ware>();
  readonly #tags = new Map<Piece, FieldTag>();
  readonly #natures = new Map<
    Piece,
    { readonly answers_permille: number; readonly bias_cdb: number; readonly shadow_cdb: number }
  >();
  #field: RadioField | undefined;
  #serial = 0;

  constructor(hall: Hall, options: AirOptions) {
    this.#hall = hall;
    this.#options = options;
    this.#seed = hall.seed.stream('air');
  }

  /** These places have an antenna each from now on; before `begin`. */
  watch(places: readonly Place[]): void {
    for (const place of places) {
      const number = this.#spots.size;
      const x_m = (number % shelves_per_row) * pitch_m;
      const y_m = Math.floor(number / shelves_per_row) * aisle_m;
      const device = `reader-${1 + Math.floor(number / antennas_per_reader)}`;
      const antenna = {
        device,
        antenna: 1 + (number % antennas_per_reader),
        x_m,
        y_m: y_m - behind_m,
        z_m: 1.2,
        faces_deg: 90,
        power_cdb,
        quiet_ms,
      };
      this.#spots.set(place, { x_m, y_m, antenna });
      for (const ware of place.homes.keys()) this.#wares.add(ware);
    }
  }

  /** Their readers, in the settings' words. */
  readers(): { id: string; driver: string; antennas: object[] }[] {
    const readers = new Map<string, object[]>();
    for (const [{ location }, { antenna }] of this.#spots) {
      const antennas = readers.get(antenna.device) ?? [];
      readers.set(antenna.device, [...antennas, { antenna: antenna.antenna, role: 'shelf', location }]);
    }
    return [...readers].map(([id, antennas]) => ({ id, driver: 'native', antennas }));
  }

  /** The readers begin to listen. */
  begin(): void {
    const field = this.#theField();
    const devices = new Map<string, FieldAntenna[]>();
    for (const { antenna } of this.#spots.values()) {
      devices.set(antenna.device, [...(devices.get(antenna.device) ?? []), antenna]);
    }
    for (const [device, antennas] of devices) {
      const options = {
        device,
        driver: 'native',
        antennas,
        dwell_ms,
        delay_ms: { min: 5, max: 60 },
        clock_ahead_ms: this.#seed.int(-50, 50),
        start_ms: this.#hall.at_ms,
      } as const;
      this.#hall.timeline.begin(this.#listening(new SceneReader(options, field, this.#seed)), dwell_ms);
    }
  }

  pieceOf(ware: Ware): Piece {
    const seed = this.#seed;
    const { tag_permille, dead_permille, shadowed_permille, shadow_cdb } = this.#options;
    if (!this.#wares.has(ware) || ware.gtin === undefined || !seed.happens(tag_permille)) return pieceOf(seed, ware);
    this.#serial += 1;
    const piece = pieceOf(seed, ware, { epc: sgtinEpc(ware.gtin.padStart(14, '0'), String(1_000 + this.#serial)) });
    const { min, max } = answers_permille;
    this.#natures.set(piece, {
      answers_permille: seed.happens(dead_permille) ? 0 : seed.int(min, max),
      bias_cdb: Math.round(seed.normal(200)),
      shadow_cdb: seed.happens(shadowed_permille) ? seed.int(...shadow_cdb) : 0,
    });
    return piece;
  }

  hears(place: Place): boolean {
    return this.#spots.has(place);
  }

  laid(place: Place, pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const nature = this.#natures.get(piece);
      const spot = this.#spots.get(place);
      if (nature === undefined || piece.epc === undefined) continue;
      this.#drop(piece);
      if (spot === undefined) {
        piece.is_heard = false;
        continue;
      }
      const seed = this.#seed;
      const setting = {
        x_m: spot.x_m + 0.8 * (seed.share() - 0.5),
        y_m: spot.y_m + 0.3 * (seed.share() - 0.5),
        z_m: 1 + 0.4 * seed.share(),
        // Which way the dipole lies is as chance has it; few lie so badly that little is left.
        turned_cdb: Math.round(1_200 * seed.share() ** 3),
        shadow_cdb: nature.shadow_cdb,
      };
      const field = this.#theField();
      const tag = field.add({ epc: piece.epc, ...nature }, setting);
      this.#tags.set(piece, tag);
      const mean_cdbm = field.meanAt(tag, spot.antenna) ?? Number.NEGATIVE_INFINITY;
      piece.is_heard = nature.answers_permille > 0 && mean_cdbm > field.settings.faint_cdbm - deaf_cdb;
    }
  }

  lifted(_place: Place, pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const tag = this.#tags.get(piece);
      if (tag === undefined) continue;
      const seed = this.#seed;
      // In somebody's hands, a step away from the shelf and half hidden by the body.
      const to = { y_m: tag.y_m + 0.9, turned_cdb: seed.int(0, 900), shadow_cdb: tag.shadow_cdb + 400 };
      this.#theField().move(tag, to);
      this.#hall.timeline.begin(this.#carrying(piece, tag), seed.int(carried_ms.min, carried_ms.max));
    }
  }

  *#carrying(piece: Piece, tag: FieldTag): Doing {
    // Whoever laid it down again meanwhile gave it a new place.
    if (this.#tags.get(piece) === tag) this.#drop(piece);
    yield 0;
  }

  #drop(piece: Piece): void {
    const tag = this.#tags.get(piece);
    if (tag === undefined) return;
    this.#theField().remove(tag);
    this.#tags.delete(piece);
  }

  *#listening(reader: SceneReader): Doing {
    for (;;) {
      for (const frame of reader.listen(this.#hall.at_ms)) this.#hall.deliver(frame);
      yield dwell_ms;
    }
  }

  #theField(): RadioField {
    if (this.#field !== undefined) return this.#field;
    const settings: FieldSettings = { ...usualField, range_m_max: 8 };
    const antennas = [...this.#spots.values()].map(({ antenna }) => antenna);
    const walls: Wall[] = [...this.#spots.values()].map(({ x_m, y_m }) => ({
      from: { x_m: x_m + pitch_m / 2, y_m: y_m - behind_m },
      to: { x_m: x_m + pitch_m / 2, y_m: y_m + 0.2 },
      loss_cdb: panel_cdb,
    }));
    this.#field = new RadioField(antennas, walls, settings, this.#seed);
    return this.#field;
  }
}
