/**
 * The movements of all items as planning needs them, packed: read once through the ledger in its own order, which costs a fraction of asking
 * for each item, and kept for the next plan, which then reads only what has come since.
 */
import type { MovementWay } from './item-demand.ts';

const chunk_rows = 1 << 16;
/** Rows of an item lie in blocks of so many side by side: what is read together is near together, and a block begun wastes little. */
const block_rows = 32;
const chunk_blocks = chunk_rows / block_rows;
/** Numbers and quantities beyond do not fit. */
const column_max = 0xffff_ffff;
const none = -1;

/** Blocks of rows in columns; a chunk is never moved, so that growing copies nothing. */
class Chunk {
  readonly at_ms = new Float64Array(chunk_rows);
  /** 0: taken back. */
  readonly quantity = new Uint32Array(chunk_rows);
  readonly way = new Uint32Array(chunk_rows);
  /** Of each block, the item's next one. */
  readonly next = new Int32Array(chunk_blocks).fill(none);
}

/** Where the row of each number lies, in the order of their numbers. */
interface Learned {
  readonly seq: Uint32Array;
  readonly slot: Int32Array;
}

export class KeptRows {
  readonly #places: ReadonlyMap<string, number>;
  /** Of each item, its first block and the slot of its last row. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #chunks: Chunk[] = [];
  readonly #learned: Learned[] = [];
  readonly #ways: MovementWay[] = [];
  readonly #numbers = new Map<MovementWay, number>();
  /** The way of the last row: most go the way of the one before. */
  #way: MovementWay | undefined;
  #number = 0;
  readonly #rows_max: number;
  #rows = 0;
  #blocks = 0;
  #isFull = false;

  constructor(items: readonly string[], rows_max: number) {
    this.#places = new Map(items.map((item, place) => [item, place]));
    this.#first = new Int32Array(items.length).fill(none);
    this.#last = new Int32Array(items.length).fill(none);
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
    if (this.#rows >= this.#rows_max || seq > column_max || quantity > column_max) {
      this.#isFull = true;
      this.#chunks.length = 0;
      this.#learned.length = 0;
      return;
    }
    const slot = this.#slotAfter(place);
    this.#last[place] = slot;
    this.#learn(seq, slot);
    const chunk = this.#chunkOf(slot);
    if (chunk === undefined) return;
    const within = slot % chunk_rows;
    chunk.at_ms[within] = at_ms;
    chunk.quantity[within] = quantity;
    chunk.way[within] = this.#numberOf(way);
  }

  undone(seq: number): void {
    const slot = this.#slotOf(seq);
    const chunk = slot === undefined ? undefined : this.#chunkOf(slot);
    if (chunk !== undefined && slot !== undefined) chunk.quantity[slot % chunk_rows] = 0;
  }

  /** Those of an item that stand, in the order in which they were learned. */
  each(item: string, see: (way: MovementWay, quantity: number, at_ms: number) => void): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    const last = this.#last[place] ?? none;
    for (let block = this.#first[place] ?? none; block !== none; ) {
      const chunk = this.#chunks[Math.floor(block / chunk_blocks)];
      if (chunk === undefined) return;
      const begin = (block % chunk_blocks) * block_rows;
      // An item's blocks ascend: all but that of its last row are full.
      const end = begin + Math.min(block_rows, last - block * block_rows + 1);
      for (let within = begin; within < end; within++) {
        const way = this.#ways[chunk.way[within] ?? 0];
        const quantity = chunk.quantity[within] ?? 0;
        if (way !== undefined && quantity > 0) see(way, quantity, chunk.at_ms[within] ?? 0);
      }
      block = chunk.next[block % chunk_blocks] ?? none;
    }
  }

  #numberOf(way: MovementWay): number {
    if (way !== this.#way) {
      this.#way = way;
      this.#number = this.#numbers.get(way) ?? this.#ways.push(way) - 1;
      this.#numbers.set(way, this.#number);
    }
    return this.#number;
  }

  /** The next of the item's block, or the first of a new one, which then follows on the item's last. */
  #slotAfter(place: number): number {
    const last = this.#last[place] ?? none;
    if (last !== none && (last + 1) % block_rows !== 0) return last + 1;
    const block = this.#blocks;
    this.#blocks += 1;
    if (block % chunk_blocks === 0) this.#chunks.push(new Chunk());
    const before = last === none ? undefined : this.#chunkOf(last);
    if (before === undefined) this.#first[place] = block;
    else before.next[Math.floor((last % chunk_rows) / block_rows)] = block;
    return block * block_rows;
  }

  #chunkOf(slot: number): Chunk | undefined {
    return this.#chunks[Math.floor(slot / chunk_rows)];
  }

  #learn(seq: number, slot: number): void {
    const within = this.#rows % chunk_rows;
    if (within === 0) this.#learned.push({ seq: new Uint32Array(chunk_rows), slot: new Int32Array(chunk_rows) });
    const learned = this.#learned.at(-1);
    if (learned === undefined) return;
    learned.seq[within] = seq;
    learned.slot[within] = slot;
    this.#rows += 1;
  }

  /** By halving. */
  #slotOf(seq: number): number | undefined {
    let [low, high] = [0, this.#rows - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const learned = this.#learned[Math.floor(middle / chunk_rows)];
      const found = learned?.seq[middle % chunk_rows] ?? 0;
      if (found === seq) return learned?.slot[middle % chunk_rows];
      if (found < seq) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }
}
