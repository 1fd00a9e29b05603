/** What really happened, and what really is there. Nothing is made or lost: what comes or goes has a place outside. */

export type TrueKind =
  | 'opening'
  | 'labelled'
  | 'taken'
  | 'put-back'
  | 'filled'
  | 'received'
  | 'put-away'
  | 'moved'
  | 'picked-up'
  | 'shipped'
  | 'picked';

export interface TrueMovement {
  readonly at_ms: number;
  readonly kind: TrueKind;
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
}

export interface TrueLevel {
  readonly location: string;
  readonly item: string;
  readonly quantity: number;
}

export class Truth {
  readonly #levels = new Map<string, Map<string, number>>();
  readonly #told: (movement: TrueMovement) => void;
  #movements = 0;

  constructor(told: (movement: TrueMovement) => void) {
    this.#told = told;
  }

  /** How many movements there were so far. */
  get movements(): number {
    return this.#movements;
  }

  move(movement: TrueMovement): void {
    this.#add(movement.item, movement.from, -movement.quantity);
    this.#add(movement.item, movement.to, movement.quantity);
    this.#movements += 1;
    this.#told(movement);
  }

  level(item: string, location: string): number {
    return this.#levels.get(location)?.get(item) ?? 0;
  }

  /** Every level that is not 0, outside ones too; by location and item. */
  levels(): TrueLevel[] {
    return [...this.#levels]
      .flatMap(([location, items]) => [...items].map(([item, quantity]) => ({ location, item, quantity })))
      .filter(({ quantity }) => quantity !== 0)
      .sort((a, b) => (`${a.location}\u0000${a.item}` < `${b.location}\u0000${b.item}` ? -1 : 1));
  }

  /** Items with something at a location. */
  itemsAt(location: string): string[] {
    return [...(this.#levels.get(location) ?? [])].filter(([, quantity]) => quantity > 0).map(([item]) => item);
  }

  #add(item: string, location: string, quantity: number): void {
    const items = this.#levels.get(location) ?? new Map<string, number>();
    this.#levels.set(location, items);
    items.set(item, (items.get(item) ?? 0) + quantity);
  }
}
