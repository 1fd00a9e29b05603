/**
 * The movements of all items as planning needs them, packed: read once through the ledger in its own order, which costs a fraction of asking
 * for each item, and kept for the next plan, which then reads only what has come since.
 */
import type { MovementWay } from './item-demand.ts';

const chunk_rows = 1 << 16;
const none = 0xffff_ffff;

/** Rows in columns; a chunk is never moved, so that growing copies nothing. */
class Chunk {
  readonly at_ms = new Float64Array(chunk_rows);
  readonly seq = new Uint32Array(chunk_rows);
  /** 0: taken back. */
  readonly quantity = new Uint32Array(chunk_rows);
  readonly way = new Uint32Array(chunk_rows);
  /** The item's next row. */
  readonly next = new Uint32Array(chunk_rows).fill(none);
}

export class KeptRows {
  readonly #places: ReadonlyMap<string, number>;
  readonly #first: Uint32Array;
  readonly #last: Uint32Array;
  readonly #chunks: Chunk[] = [];
  readonly #ways: MovementWay[] = [];
  readonly #numbers = new Map<MovementWay, number>();
  readonly #rows_max: number;
  #rows = 0;
  #isFull = false;

  constructor(items: readonly string[], rows_max: number) {
    this.#places = new Map(items.map((item, place) => [item, place]));
    this.#first = new Uint32Array(items.length).fill(none);
    this.#last = new Uint32Array(items.length).fill(none);
    this.#rows_max = rows_max;
  }

  /** More than are kept, or one that does not fit: none of them may be used, for those of any item may be among what is not here. */
  get is_full(): boolean {
    return this.#isFull;
  }

  /** Whether these are the rows of these items. */
  isOf(items: readonly string[]): boolean {
    return items.length === this.#places.size && items.every((item) => this.#places.has(item));
  }

  placeOf(item: string): number | undefined {
    return this.#places.get(item);
  }

  /** @param seq above those before */
  moved(seq: number, place: number, way: MovementWay, quantity: number, at_ms: number): void {
    if (this.#isFull) return;
    if (this.#rows >= this.#rows_max || seq >= none || quantity >= none) {
      this.#isFull = true;
      this.#chunks.length = 0;
      return;
    }
    const row = this.#rows;
    this.#rows += 1;
    const within = row % chunk_rows;
    if (within === 0) this.#chunks.push(new Chunk());
    const chunk = this.#chunks.at(-1);
    if (chunk === undefined) return;
    chunk.seq[within] = seq;
    chunk.at_ms[within] = at_ms;
    chunk.quantity[within] = quantity;
    chunk.way[within] = this.#numberOf(way);
    const before = this.#last[place] ?? none;
    if (before === none) this.#first[place] = row;
    else this.#put(before, row);
    this.#last[place] = row;
  }

  undone(seq: number): void {
    const row = this.#rowOf(seq);
    const chunk = row === undefined ? undefined : this.#chunks[Math.floor(row / chunk_rows)];
    if (chunk !== undefined && row !== undefined) chunk.quantity[row % chunk_rows] = 0;
  }

  /** Those of an item that stand, in the order in which they were learned. */
  each(item: string, see: (way: MovementWay, quantity: number, at_ms: number) => void): void {
    const place = this.#places.get(item);
    let row = place === undefined ? none : (this.#first[place] ?? none);
    while (row !== none) {
      const chunk = this.#chunks[Math.floor(row / chunk_rows)];
      const within = row % chunk_rows;
      const way = this.#ways[chunk?.way[within] ?? 0];
      if (chunk === undefined || way === undefined) return;
      const quantity = chunk.quantity[within] ?? 0;
      if (quantity > 0) see(way, quantity, chunk.at_ms[within] ?? 0);
      row = chunk.next[within] ?? none;
    }
  }

  #put(before: number, row: number): void {
    const chunk = this.#chunks[Math.floor(before / chunk_rows)];
    if (chunk !== undefined) chunk.next[before % chunk_rows] = row;
  }

  #numberOf(way: MovementWay): number {
    const known = this.#numbers.get(way);
    if (known !== undefined) return known;
    const number = this.#ways.push(way) - 1;
    this.#numbers.set(way, number);
    return number;
  }

  /** By halving: the rows lie in the order of their numbers. */
  #rowOf(seq: number): number | undefined {
    let [low, high] = [0, this.#rows - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#chunks[Math.floor(middle / chunk_rows)]?.seq[middle % chunk_rows] ?? 0;
      if (found === seq) return middle;
      if (found < seq) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
