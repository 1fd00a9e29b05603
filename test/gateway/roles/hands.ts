/** People in the simulated warehouse, told by a test what to do: their hands move goods, and the devices say so over their own wires. */
import type { Floor } from '../../../simulators/floor.ts';
import { type Goods, sgtinEpc } from '../../../simulators/goods.ts';
import type { Script } from '../../../simulators/warehouse.ts';

export interface Hands {
  /** Pieces into a weighed bin, or out of it. */
  fill(location: string, pieces: number): void;
  take(location: string, pieces: number): void;
  /** Something that is no stock is put down there, or taken away again. */
  leave(location: string, mass_mg: number): void;
  /** Tagged pieces from one rail to another. */
  carry(item: string, pieces: number, from: string, to: string): void;
  /** As the scanner's trigger: the code as it is printed. */
  scan(code: string): void;
}

/** What is there before the doors open: pieces in weighed bins, and tagged pieces of an item on a rail. */
export interface Opening {
  readonly bins: Readonly<Record<string, number>>;
  readonly rails: Readonly<Record<string, readonly [item: string, pieces: number]>>;
}

export function scriptedHands({ bins, rails }: Opening): { readonly script: Script; hands(): Hands } {
  let hands: Hands | undefined;
  return {
    script(floor, goods) {
      hands = handsOf(floor, goods);
      for (const [location, pieces] of Object.entries(bins)) hands.fill(location, pieces);
      for (const [rail, [item, pieces]] of Object.entries(rails)) hang(floor, goods, item, pieces, rail);
    },
    hands() {
      if (hands === undefined) throw new Error('the warehouse has not begun');
      return hands;
    },
  };
}

function handsOf(floor: Floor, goods: Goods): Hands {
  const { stage, world } = floor;
  const binAt = (location: string) => found(world.bins, location);
  const fill = (location: string, pieces: number, sign = 1) => {
    // Each piece weighs what the settings say, and leans on the plate in its own way.
    for (let piece = 0; piece < pieces; piece += 1) stage.load(binAt(location), sign * binAt(location).unit_mass_mg);
  };
  return {
    fill: (location, pieces) => fill(location, pieces),
    take: (location, pieces) => fill(location, pieces, -1),
    leave: (location, mass_mg) => stage.load(binAt(location), mass_mg),
    carry(item, pieces, from, to) {
      const there = [...goods.pieces].filter(
        ({ item: of, spot }) => of === item && spot.kind === 'zone' && spot.zone.location === from,
      );
      for (const piece of there.slice(0, pieces)) piece.spot = { kind: 'zone', zone: found(world.zones, to) };
    },
    scan: (code) => stage.scan('scanner-d', code, code.startsWith('TG-') ? ']C0' : ']E0'),
  };
}

function hang({ world }: Floor, goods: Goods, item: string, pieces: number, rail: string): void {
  const gtin = world.items.find(({ id }) => id === item)?.gtin ?? '';
  const zone = found(world.zones, rail);
  for (let serial = 1; serial <= pieces; serial += 1)
    goods.pieces.add({ epc: sgtinEpc(gtin, `${serial}`), item, spot: { kind: 'zone', zone }, bias_cdb: 0 });
}

function found<Place extends { readonly location: string }>(places: readonly Place[], location: string): Place {
  const place = places.find((each) => each.location === location);
  if (place === undefined) throw new Error(`nothing watches ${location}`);
  return place;
}
