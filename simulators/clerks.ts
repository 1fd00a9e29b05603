/** People with scanners: they receive, pick, move, count and look up, slip now and then, and take it back. */
import type { Floor } from './floor.ts';
import type { Goods } from './goods.ts';
import type { Seed } from './seed.ts';
import type { Doing } from './timeline.ts';
import type { ScanShelf, WorldItem } from './world.ts';

/** A gateway that starts with the house has opened its lines by then: what is scanned before is lost. */
const doors_open_ms = 4_500;
const pause_ms = 4_000;
/** From one scan to the next. Never as short as a scanner's own double. */
const scan_ms = { min: 850, max: 1_500 } as const;
const double_ms = 180;
const shelf_items_max = 4;
/** A new tag is held still until the scanner has answered. */
const hold_ms = { min: 4_500, max: 6_000 } as const;
const label_permille = 100;
const labelled_max = 4;

/** Symbology identifiers of what is printed where. */
const code_128 = ']C0';
const gs1_128 = ']C1';
const ean_13 = ']E0';
const fnc1 = '\u001d';

/** Codes of goods that no site of ours knows: valid, and of the demonstration range. */
const strange_codes = ['9529876500014', '9529876500021', '9529876500038'];

interface Work {
  readonly floor: Floor;
  readonly goods: Goods;
  readonly device: string;
  readonly seed: Seed;
  /** Locations somebody works at now. */
  readonly taken: Set<string>;
}

/** Stocks the shelves before the doors open, and sends the people in; the first thing they do is count. */
export function beginScanning(floor: Floor, goods: Goods): void {
  const { world, timeline } = floor;
  const seed = floor.seed.stream('shelves');
  for (const [at, { location }] of world.shelves.entries()) {
    for (let nth = 0; nth < 2; nth += 1) {
      const item = world.scanned[(at * 2 + nth) % Math.max(1, world.scanned.length)];
      if (item === undefined || floor.truth.level(item, location) > 0) continue;
      floor.happened('opening', { item, quantity: seed.int(8, 40), from: 'count-difference', to: location });
    }
  }
  const taken = new Set<string>();
  for (const [at, device] of world.scanners.entries()) {
    const first = world.shelves.filter((_, index) => index % world.scanners.length === at);
    timeline.begin(
      working({ floor, goods, device, seed: floor.seed.stream(`clerk-${at}`), taken }, first),
      doors_open_ms + at * 1_300,
    );
  }
}

function* working(work: Work, first: readonly ScanShelf[]): Doing {
  const { floor, seed, taken } = work;
  // A tag that nobody heard of stays unknown, so the first one waits until the house is surely listening.
  const rest = first.slice(1);
  if (first.length > 0) yield* count(work, first.slice(0, 1));
  yield* label(work);
  if (rest.length > 0) yield* count(work, rest);
  for (;;) {
    yield floor.pause(seed, pause_ms);
    if (floor.world.labelling?.scanner === work.device && seed.happens(label_permille)) yield* label(work);
    const free = floor.world.shelves.filter(({ location }) => !taken.has(location));
    const shelf = seed.oneOf(free);
    if (shelf === undefined) continue;
    const other = seed.oneOf(free.filter((each) => each !== shelf));
    const held = other === undefined ? [shelf] : [shelf, other];
    for (const { location } of held) taken.add(location);
    yield* job(work, shelf, other);
    for (const { location } of held) taken.delete(location);
  }
}

function* job(work: Work, shelf: ScanShelf, other: ScanShelf | undefined): Doing {
  const stocked = work.floor.truth.itemsAt(shelf.location).length > 0;
  const dice = work.seed.int(0, 99);
  if (dice < 12) yield* lookUp(work, shelf);
  else if (dice < 20) yield* scan(work, work.seed.oneOf(strange_codes) ?? '', ean_13);
  else if (dice < 45 || !stocked) yield* receive(work, shelf);
  else if (dice < 75) yield* pick(work, shelf);
  else if (dice < 92 && other !== undefined) yield* move(work, shelf, other);
  else yield* count(work, [shelf]);
}

/** Gives a blank tag to a piece of what has no GTIN: scans what it is, and lays it to its like. */
function* label(work: Work): Doing {
  const { floor, goods, device, seed } = work;
  const { labelling } = floor.world;
  if (labelling?.scanner !== device || goods.count(labelling.items) >= labelled_max) return;
  const item = itemOf(floor, seed.oneOf(labelling.items));
  if (item === undefined) return;
  yield* command(work, 'ASSOCIATE');
  yield* scanItem(work, item);
  goods.label(item.id, labelling.zone);
  yield seed.int(hold_ms.min, hold_ms.max);
  yield* command(work, 'DONE');
}

function* receive(work: Work, shelf: ScanShelf): Doing {
  const { floor, seed } = work;
  const { location } = shelf;
  yield* command(work, 'RECEIVE');
  yield* scanLocation(work, location);
  const here = floor.truth.itemsAt(location);
  for (let line = seed.int(1, 3); line > 0; line -= 1) {
    const item = itemOf(floor, here.length < shelf_items_max ? seed.oneOf(floor.world.scanned) : seed.oneOf(here));
    if (item === undefined) continue;
    if (seed.happens(120)) yield* slip(work);
    const quantity = yield* scanLine(work, item);
    // Receipts are booked from the supplier, wherever a refill would come from.
    floor.happened('received', { item: item.id, quantity, from: 'supplier', to: location });
  }
  yield* command(work, 'DONE');
}

/** Scans a line in one of the ways people do, and says how many pieces it is. */
function* scanLine(work: Work, item: WorldItem): Generator<number, number, void> {
  const { seed } = work;
  const way = seed.int(0, 2);
  if (way === 0) {
    const quantity = seed.int(1, 3);
    for (let piece = 0; piece < quantity; piece += 1) yield* scanItem(work, item);
    return quantity;
  }
  const quantity = seed.int(2, 12);
  if (way === 1 && item.gtin !== undefined) {
    const lot = `L${seed.int(2_400, 2_699)}`;
    yield* scan(work, `01${item.gtin}10${lot}${fnc1}30${quantity}`, gs1_128);
    return quantity;
  }
  yield* scanItem(work, item);
  yield* command(work, `QTY.${quantity}`);
  return quantity;
}

/** The wrong label, and back. */
function* slip(work: Work): Doing {
  const wrong = itemOf(work.floor, work.seed.oneOf(work.floor.world.scanned));
  if (wrong === undefined) return;
  yield* scanItem(work, wrong);
  yield* command(work, 'UNDO');
}

function* pick(work: Work, shelf: ScanShelf): Doing {
  const { floor, seed } = work;
  const { location, taken_to } = shelf;
  yield* command(work, 'PICK');
  yield* scanLocation(work, location);
  for (let line = seed.int(1, 2); line > 0; line -= 1) {
    const item = itemOf(floor, seed.oneOf(floor.truth.itemsAt(location)));
    if (item === undefined) continue;
    const quantity = Math.min(seed.int(1, 4), floor.truth.level(item.id, location));
    yield* scanItem(work, item);
    if (quantity > 1) yield* command(work, `QTY.${quantity}`);
    floor.happened('picked', { item: item.id, quantity, from: location, to: taken_to });
  }
  yield* command(work, 'DONE');
}

function* move(work: Work, from: ScanShelf, to: ScanShelf): Doing {
  const { floor, seed } = work;
  const item = itemOf(floor, seed.oneOf(floor.truth.itemsAt(from.location)));
  if (item === undefined) return;
  const quantity = Math.min(seed.int(1, 6), floor.truth.level(item.id, from.location));
  yield* command(work, 'MOVE');
  yield* scanLocation(work, from.location);
  yield* scanItem(work, item);
  if (quantity > 1) yield* command(work, `QTY.${quantity}`);
  yield* scanLocation(work, to.location);
  floor.happened('moved', { item: item.id, quantity, from: from.location, to: to.location });
  yield* command(work, 'DONE');
}

function* count(work: Work, shelves: readonly ScanShelf[]): Doing {
  const { floor } = work;
  yield* command(work, 'COUNT');
  for (const { location } of shelves) {
    yield* scanLocation(work, location);
    for (const id of floor.truth.itemsAt(location)) {
      const item = itemOf(floor, id);
      if (item === undefined) continue;
      yield* scanItem(work, item);
      yield* command(work, `QTY.${floor.truth.level(id, location)}`);
    }
  }
  yield* command(work, 'DONE');
}

function* lookUp(work: Work, { location }: ScanShelf): Doing {
  const item = itemOf(work.floor, work.seed.oneOf(work.floor.truth.itemsAt(location)));
  if (item === undefined || work.seed.happens(400)) yield* scanLocation(work, location);
  else yield* scanItem(work, item);
}

function* scanItem(work: Work, { gtin, code }: WorldItem): Doing {
  if (gtin === undefined) yield* scan(work, code ?? '', code_128);
  else if (gtin.startsWith('0')) yield* scan(work, gtin.slice(1), ean_13);
  else yield* scan(work, `01${gtin}`, gs1_128);
}

function* scanLocation(work: Work, location: string): Doing {
  yield* scan(work, `TG-LOC.${location}`, code_128);
}

function* command(work: Work, name: string): Doing {
  yield* scan(work, `TG-CMD.${name}`, code_128);
}

function* scan({ floor, device, seed }: Work, code: string, aim: string): Doing {
  floor.stage.scan(device, code, aim);
  if (seed.happens(30)) {
    yield double_ms;
    floor.stage.scan(device, code, aim);
  }
  yield seed.int(scan_ms.min, scan_ms.max);
}

function itemOf(floor: Floor, id: string | undefined): WorldItem | undefined {
  return floor.world.items.find((item) => item.id === id);
}
