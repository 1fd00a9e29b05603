/** What handling units hold as a command finds them, looked through once for all of its lines: a house has thousands of them. */
import type { Desk } from './desk.ts';
import type { HandlingUnit } from './handling-unit.ts';

export class UnitContents {
  readonly #desk: Desk;
  readonly #at = new Map<string, number>();
  readonly #for = new Map<string, number>();
  readonly #serials = new Map<string, string>();

  constructor(desk: Desk) {
    this.#desk = desk;
    for (const { sscc, location = '', shipment, lines } of desk.units()) {
      for (const { item, quantity, lot } of lines) {
        add(this.#at, keyOf(location, item), quantity);
        if (shipment !== undefined) add(this.#for, keyOf(shipment, item), quantity);
        if (lot?.serial !== undefined) this.#serials.set(keyOf(item, lot.serial), sscc);
      }
    }
  }

  /** Of an item what lies at a place and is in no unit before this line takes so many of it; below zero where units have more than there is. */
  take(item: string, location: string, pieces: number): number {
    const key = keyOf(location, item);
    const loose = this.#desk.levelOf(item, location) - (this.#at.get(key) ?? 0);
    add(this.#at, key, pieces);
    return loose;
  }

  /** So many of an item are in units that were picked or packed for a shipment. */
  heldFor(shipment: string, item: string): number {
    return this.#for.get(keyOf(shipment, item)) ?? 0;
  }

  /** The unit that a single piece is in. */
  holderOf(item: string, serial: string): string | undefined {
    return this.#serials.get(keyOf(item, serial));
  }
}

/** So many of an item are in a unit. */
export function unitsOf(lines: HandlingUnit['lines'], item: string): number {
  return lines.reduce((sum, each) => (each.item === item ? sum + each.quantity : sum), 0);
}

function add(sums: Map<string, number>, key: string, quantity: number): void {
  sums.set(key, (sums.get(key) ?? 0) + quantity);
}

function keyOf(first: string, second: string): string {
  return `${first}\u0000${second}`;
}
