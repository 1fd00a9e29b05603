/** Tagged goods: where each piece is, and people who bring it in, shelve it, move it and ship it. */
import { encodeEpc } from '../devices/rfid/epc-encode.ts';
import type { Floor } from './floor.ts';
import type { Seed } from './seed.ts';
import type { Doing } from './timeline.ts';
import type { TagPortal, TagZone } from './world.ts';

const pause_ms = 5_000;
const carry_ms = { min: 2_500, max: 4_500 } as const;
/** From where the first antenna may hear a pallet to where the last one may. */
const walk_ms = { min: 3_200, max: 4_800 } as const;
/** The portal must be quiet for a while before the same tags pass again. */
const stand_ms = { min: 3_500, max: 6_000 } as const;
const zone_full = 9;

/** Where a tag is in the eyes of antennas. */
export type Spot =
  | { readonly kind: 'zone'; readonly zone: TagZone }
  | {
      readonly kind: 'portal';
      readonly portal: TagPortal;
      /** `turn`: inwards from outside to the middle, and back. */
      readonly way: 'in' | 'out' | 'turn';
      readonly start_ms: number;
      readonly for_ms: number;
    }
  /** Where no antenna hears it. */
  | { readonly kind: 'away' };

export interface TaggedPiece {
  readonly epc: string;
  readonly item: string;
  spot: Spot;
  /** How much louder or softer than others this tag is, in hundredths of a dB. */
  readonly bias_cdb: number;
}

const away: Spot = { kind: 'away' };

export class Goods {
  readonly #floor: Floor;
  readonly #seed: Seed;
  /** Pieces in the house or on their way out of it. */
  readonly pieces = new Set<TaggedPiece>();
  #serial: number;
  #blanks = 0;

  constructor(floor: Floor) {
    this.#floor = floor;
    this.#seed = floor.seed.stream('goods');
    // Another run of the same house must not meet its own old tags.
    this.#serial = floor.start_ms % 274_877_000_000;
  }

  /** Shelves what was there before the doors open, and sends the people in. */
  begin(): void {
    const { world, timeline, seed } = this.#floor;
    if (world.tagged.length === 0) return;
    for (const zone of world.zones) {
      const item = this.#seed.oneOf(world.tagged);
      if (item === undefined) continue;
      for (const piece of this.#make(item, this.#seed.int(3, 5))) {
        piece.spot = { kind: 'zone', zone };
        this.#floor.happened('opening', { item, quantity: 1, from: 'count-difference', to: zone.location });
      }
    }
    const workers = Math.ceil(Math.max(world.zones.length, world.portals.length) / 3);
    for (let worker = 0; worker < workers; worker += 1) {
      timeline.begin(this.#working(seed.stream(`goods-${worker}`)), 3_000 + worker * 2_700);
    }
  }

  /** A piece with a blank tag, as its chip left the factory, is laid down where an antenna hears it. */
  label(item: string, zone: TagZone): void {
    this.#blanks += 1;
    const number = (this.#floor.start_ms % 0xffff_ffff) * 1_000 + this.#blanks;
    const piece = this.#piece(`E28011606000${number.toString(16).toUpperCase().padStart(12, '0')}`, item);
    piece.spot = { kind: 'zone', zone };
    this.#floor.happened('labelled', { item, quantity: 1, from: 'count-difference', to: zone.location });
  }

  /** How many pieces of these items are here. */
  count(items: readonly string[]): number {
    return [...this.pieces].filter(({ item }) => items.includes(item)).length;
  }

  *#working(seed: Seed): Doing {
    const { world } = this.#floor;
    let isFirst = true;
    for (;;) {
      const shelved = this.#on(world.zones).length;
      const room = world.zones.length * zone_full - shelved;
      const portal = seed.oneOf(world.portals);
      const dice = isFirst ? 0 : seed.int(0, 99);
      isFirst = false;
      if (portal !== undefined && room > 6 && (dice < 40 || shelved < 4)) yield* this.#bringIn(portal, seed);
      else if (portal !== undefined && dice < 70 && shelved > 4) yield* this.#ship(portal, seed);
      else if (portal !== undefined && dice < 76) yield* this.#passBy(portal, seed);
      else yield* this.#rearrange(seed);
      yield this.#floor.pause(seed, pause_ms);
    }
  }

  *#bringIn(portal: TagPortal, seed: Seed): Doing {
    const { world } = this.#floor;
    const item = seed.oneOf(world.tagged);
    if (item === undefined) return;
    const pallet = this.#make(item, seed.int(3, 6));
    yield* this.#walk(pallet, portal, 'in', seed);
    for (const _ of pallet) {
      this.#floor.happened('received', { item, quantity: 1, from: portal.from_outside, to: portal.inside });
    }
    yield seed.int(stand_ms.min, stand_ms.max);
    for (let left = pallet; left.length > 0; ) {
      const zone = seed.oneOf(world.zones);
      if (zone === undefined) return;
      const lot = left.slice(0, seed.int(2, 4));
      left = left.slice(lot.length);
      yield seed.int(carry_ms.min, carry_ms.max);
      for (const piece of lot) {
        piece.spot = { kind: 'zone', zone };
        this.#floor.happened('put-away', { item, quantity: 1, from: portal.inside, to: zone.location });
      }
    }
  }

  *#ship(portal: TagPortal, seed: Seed): Doing {
    const picked = this.#pick(this.#floor.world.zones, seed.int(2, 4), seed);
    yield seed.int(carry_ms.min, carry_ms.max);
    yield* this.#walk(
      picked.map(({ piece }) => piece),
      portal,
      'out',
      seed,
    );
    for (const { piece, held_at } of picked) {
      this.#floor.happened('shipped', { item: piece.item, quantity: 1, from: held_at, to: portal.to_outside });
      this.pieces.delete(piece);
    }
  }

  *#rearrange(seed: Seed): Doing {
    const { zones } = this.#floor.world;
    const from = seed.oneOf(zones);
    const to = seed.oneOf(zones.filter(({ location }) => location !== from?.location));
    if (from === undefined || to === undefined) return;
    const picked = this.#pick([from], seed.int(1, 2), seed);
    yield seed.int(carry_ms.min, carry_ms.max);
    for (const { piece, held_at } of picked) {
      piece.spot = { kind: 'zone', zone: to };
      this.#floor.happened('put-away', { item: piece.item, quantity: 1, from: held_at, to: to.location });
    }
  }

  /** Something of another firm comes in, or thinks better of it on the threshold. It is no stock of this house. */
  *#passBy(portal: TagPortal, seed: Seed): Doing {
    const stranger = this.#piece(strangeEpc(seed), '');
    yield* this.#walk([stranger], portal, seed.happens(400) ? 'in' : 'turn', seed);
    this.pieces.delete(stranger);
  }

  *#walk(pieces: readonly TaggedPiece[], portal: TagPortal, way: 'in' | 'out' | 'turn', seed: Seed): Doing {
    const for_ms = seed.int(walk_ms.min, walk_ms.max);
    for (const piece of pieces) piece.spot = { kind: 'portal', portal, way, start_ms: this.#floor.at_ms, for_ms };
    yield for_ms;
    for (const piece of pieces) piece.spot = away;
  }

  /** Takes pieces off their places; until they are seen again they are where the site says that they are. */
  #pick(zones: readonly TagZone[], wanted: number, seed: Seed): { piece: TaggedPiece; held_at: string }[] {
    const there = this.#on(zones);
    const picked: { piece: TaggedPiece; held_at: string }[] = [];
    while (picked.length < wanted && there.length > 0) {
      const [piece] = there.splice(seed.int(0, there.length - 1), 1);
      if (piece?.spot.kind !== 'zone') break;
      const { location, taken_to } = piece.spot.zone;
      this.#floor.happened('picked-up', { item: piece.item, quantity: 1, from: location, to: taken_to });
      piece.spot = away;
      picked.push({ piece, held_at: taken_to });
    }
    return picked;
  }

  #on(zones: readonly TagZone[]): TaggedPiece[] {
    return [...this.pieces].filter(({ spot }) => spot.kind === 'zone' && zones.includes(spot.zone));
  }

  #make(item: string, quantity: number): TaggedPiece[] {
    const gtin = this.#floor.world.items.find(({ id }) => id === item)?.gtin;
    if (gtin === undefined) return [];
    return Array.from({ length: quantity }, () => {
      this.#serial += 1;
      return this.#piece(sgtinEpc(gtin, String(this.#serial)), item);
    });
  }

  #piece(epc: string, item: string): TaggedPiece {
    const piece: TaggedPiece = { epc, item, spot: away, bias_cdb: Math.round(this.#seed.normal(200)) };
    this.pieces.add(piece);
    return piece;
  }
}

/** SGTIN-96 of an item-level tag. A GTIN does not say how long its company prefix is; readers put it together again anyway. */
export function sgtinEpc(gtin14: string, serial: string): string {
  const encoded = encodeEpc({
    scheme: 'sgtin-96',
    filter: 1,
    company_prefix: gtin14.slice(1, 8),
    reference: gtin14.slice(0, 1) + gtin14.slice(8, 13),
    serial,
  });
  if (!encoded.ok) throw new Error(`${gtin14} with serial ${serial} makes no EPC: ${encoded.error.message}`);
  return encoded.value;
}

/** An asset of a firm that is not in any site's settings. */
function strangeEpc(seed: Seed): string {
  const encoded = encodeEpc({
    scheme: 'giai-96',
    filter: 0,
    company_prefix: '9529999',
    reference: String(seed.int(1, 99_999_999)),
  });
  if (!encoded.ok) throw new Error(`the stranger's tag makes no EPC: ${encoded.error.message}`);
  return encoded.value;
}
