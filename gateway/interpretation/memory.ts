/** All that interpretation remembers, and its text. Each rule has its own part; what the settings imply is made anew. */
import { assert } from '../base/assert.ts';
import { countersOf as newCounters } from '../base/counters.ts';
import type { TagContents } from '../stock/association.ts';
import { type Level, listLevels } from '../stock/levels.ts';
import { addOwned, listOwned, type OwnerLevel } from '../stock/owner.ts';
import type { Period } from '../stock/period.ts';
import type { Site } from '../stock/site.ts';
import { type SiteIndex, siteIndexOf } from '../stock/site-index.ts';
import { too_old } from './booking.ts';
import { type DeviceLife, deviceLifeFrom, deviceLifeOf, type SavedDeviceLife, saveDeviceLife } from './device-life.ts';
import { type Fusion, fusionOf, planFusion, restoreFusion, type SavedFusion, saveFusion } from './fusion-memory.ts';
import { dropUntracked, lotBooksOf, restoreLots, type SavedLots, saveLots } from './lot-memory.ts';
import { lotNews } from './lots.ts';
import { awaitOrder, type Order, orderOf, restoreOrder, type SavedOrder, saveOrder } from './order.ts';
import type { Pack } from './packaging.ts';
import { type Portals, portalsOf, restorePortals, type SavedPortals, savePortals } from './portal-memory.ts';
import type { OpenQuestion } from './questions.ts';
import { type SavedSession, type Scanners, scannersOf } from './scan-session.ts';
import { awaitScanners, restoreScanners } from './scan-workflow.ts';
import { restoreSweeps, type SavedSweeps, type Sweeps, saveSweeps } from './sweep.ts';
import { awaitAll, restoreTags, type SavedTags, saveTags, type Tags, tagsOf } from './tag-memory.ts';
import type { Booked, Books, KeptUnits, Turn } from './turn.ts';
import { keepWalked, restoreWalks, type SavedWalks, saveWalks, type Walks, walksOf } from './walk.ts';
import { planScales, restoreScales, type SavedChannel, type Scales, saveScales, scalesOf } from './weight-channel.ts';

export interface Memory {
  readonly books: Books;
  /** The work of the input at hand, its lists empty between inputs. Undefined until the first settings. */
  turn: Turn | undefined;
  readonly order: Order;
  readonly lives: Map<string, DeviceLife>;
  readonly scales: Scales;
  /** What has been noticed and what it means, for all senses together. */
  readonly fusion: Fusion;
  readonly tags: Tags;
  readonly portals: Portals;
  readonly scanners: Scanners;
  readonly walks: Walks;
  /** What readers hear for count sheets. */
  readonly sweeps: Sweeps;
  /** Looked at, and kept elsewhere: no checkpoint has them. */
  readonly units: KeptUnits;
}

/** The form of the checkpoint; a change of it, or of what it means, is a new number. */
const checkpoint_form = 1;

interface Checkpoint {
  readonly form: number;
  /** Absent before the first settings. */
  readonly settings?: { readonly site: Site; readonly revision: number };
  readonly levels: readonly Level[];
  readonly booked: readonly [string, Booked][];
  /** Absent while all movements are among them, and in older checkpoints. */
  readonly gone_ms?: number;
  readonly anchors: readonly [string, number][];
  readonly questions: readonly [string, OpenQuestion][];
  readonly counters: Readonly<Record<string, number>>;
  readonly lives: readonly SavedDeviceLife[];
  readonly channels: readonly SavedChannel[];
  /** Absent in those written when channels knew what their weights mean. */
  readonly fusion?: SavedFusion;
  readonly tags: SavedTags;
  /** Absent in those written when passages were remembered otherwise: what was at a portal at that moment is seen anew. */
  readonly passages?: SavedPortals;
  readonly sessions: readonly SavedSession[];
  /** Absent while no task has taken any. */
  readonly tasks?: readonly (readonly [string, readonly string[]])[];
  /** Absent in those written before there were any. */
  readonly associations?: readonly [string, TagContents][];
  readonly packaging?: readonly [string, number][];
  readonly packs?: readonly [string, Pack][];
  readonly walks?: SavedWalks;
  /** Absent while nothing is swept. */
  readonly sweeps?: SavedSweeps;
  readonly order?: SavedOrder;
  readonly periods?: readonly Period[];
  /** Absent while no item was ever tracked. */
  readonly lots?: SavedLots;
  /** Absent while all is ours. */
  readonly owners?: readonly OwnerLevel[];
}

const noUnits: KeptUnits = { has: () => false };

export function memoryOf(units: KeptUnits = noUnits): Memory {
  return {
    books: {
      levels: new Map(),
      booked: new Map(),
      gone_ms: undefined,
      anchors: new Map(),
      questions: new Map(),
      associations: new Map(),
      offered: new Set(),
      packaging: new Map(),
      packs: new Map(),
      periods: [],
      lots: lotBooksOf(),
      owners: new Map(),
      counters: newCounters(),
    },
    turn: undefined,
    order: orderOf(),
    lives: new Map(),
    scales: scalesOf(),
    fusion: fusionOf(),
    tags: tagsOf(),
    portals: portalsOf(),
    scanners: scannersOf(),
    walks: walksOf(),
    sweeps: new Map(),
    units,
  };
}

/** What was refused, skipped or forgotten, by name. */
export function countersOf(memory: Memory): Readonly<Record<string, number>> {
  return memory.books.counters.read();
}

/** Brings every part in line with new settings. */
export function useSettings(memory: Memory, site: Site, revision: number, at_ms: number): Turn {
  const index = siteIndexOf(site);
  const turn = turnOf(memory, index, revision, at_ms);
  memory.turn = turn;
  const before = new Map(memory.lives);
  memory.lives.clear();
  for (const [id, device] of index.devices) {
    const life = before.get(id) ?? deviceLifeOf(id, device);
    life.index = device;
    memory.lives.set(id, life);
  }
  memory.books.lots.today.day = '';
  for (const level of dropUntracked(memory.books.lots, index)) {
    lotNews(turn).touched.set(`${level.location}\u0000${level.item}\u0000${level.lot}`, level);
  }
  awaitOrder(memory.order, site.rules.late_ms, index);
  planScales(memory.scales, index);
  planFusion(memory.fusion, index);
  keepWalked(memory.walks, index);
  awaitAll(memory.tags, site.rules.tags.absent_ms);
  awaitScanners(memory.scanners, site.rules.scan.idle_ms);
  return turn;
}

/** Ticks before this time have no effect; infinite when nothing is awaited. */
export function nextDue_ms(memory: Memory): number {
  const { order, scales, tags, portals, scanners, fusion } = memory;
  return Math.min(
    ...[order, scales, tags, tags.companies, portals, scanners, fusion].map((part) => part.deadlines.next_ms),
  );
}

/** The memory as JSON text. `memoryFrom` makes a memory of it that behaves the same ever after. */
export function checkpointOf(memory: Memory): string {
  const { books, turn } = memory;
  const lots = saveLots(books.lots);
  const checkpoint: Checkpoint = {
    form: checkpoint_form,
    ...(turn === undefined ? {} : { settings: { site: turn.index.site, revision: turn.revision } }),
    levels: listLevels(books.levels),
    booked: [...books.booked],
    ...(books.gone_ms === undefined ? {} : { gone_ms: books.gone_ms }),
    anchors: [...books.anchors],
    questions: [...books.questions],
    counters: books.counters.read(),
    lives: [...memory.lives.values()].map(saveDeviceLife),
    channels: saveScales(memory.scales),
    fusion: saveFusion(memory.fusion),
    tags: saveTags(memory.tags),
    passages: savePortals(memory.portals),
    sessions: [...memory.scanners.sessions.values()],
    ...(memory.scanners.tasks.size === 0 ? {} : { tasks: [...memory.scanners.tasks] }),
    associations: [...books.associations],
    packaging: [...books.packaging],
    packs: [...books.packs],
    walks: saveWalks(memory.walks),
    ...(memory.sweeps.size === 0 ? {} : { sweeps: saveSweeps(memory.sweeps) }),
    order: saveOrder(memory.order),
    ...(books.periods.length === 0 ? {} : { periods: books.periods }),
    ...(lots === undefined ? {} : { lots }),
    ...(books.owners.size === 0 ? {} : { owners: listOwned(books.owners) }),
  };
  return JSON.stringify(checkpoint);
}

/** Takes only what `checkpointOf` of the same form wrote; the ledger keeps it whole. */
export function memoryFrom(text: string, units: KeptUnits = noUnits): Memory {
  const saved: Checkpoint = JSON.parse(text);
  assert(saved.form === checkpoint_form, `a checkpoint of form ${saved.form} is not of form ${checkpoint_form}`);
  const memory = memoryOf(units);
  const { books } = memory;
  for (const { item, location, quantity } of saved.levels) {
    const items = books.levels.get(location);
    if (items === undefined) books.levels.set(location, new Map([[item, quantity]]));
    else items.set(item, quantity);
  }
  for (const [id, booked] of saved.booked) books.booked.set(id, booked);
  books.gone_ms = saved.gone_ms ?? goneAtMost(saved);
  for (const [key, at_ms] of saved.anchors) books.anchors.set(key, at_ms);
  for (const [id, question] of saved.questions) books.questions.set(id, question);
  for (const [epc, contents] of saved.associations ?? []) books.associations.set(epc, contents);
  for (const [item, level] of saved.packaging ?? []) books.packaging.set(item, level);
  for (const [epc, pack] of saved.packs ?? []) books.packs.set(epc, { ...pack });
  books.periods.push(...(saved.periods ?? []));
  restoreLots(books.lots, saved.lots);
  for (const level of saved.owners ?? []) addOwned(books.owners, level);
  for (const [name, count] of Object.entries(saved.counters)) books.counters.add(name, count);
  if (saved.settings === undefined) return memory;
  const { site, revision } = saved.settings;
  const index = siteIndexOf(site);
  memory.turn = turnOf(memory, index, revision, 0);
  for (const life of saved.lives) {
    const device = index.devices.get(life.id);
    assert(device !== undefined, `the checkpoint has a device ${life.id} that its settings do not have`);
    memory.lives.set(life.id, deviceLifeFrom(life, device));
  }
  restoreOrder(memory.order, saved.order ?? [], site.rules.late_ms);
  restoreScales(memory.scales, saved.channels, index);
  restoreFusion(memory.fusion, saved.fusion);
  restoreWalks(memory.walks, saved.walks);
  restoreSweeps(memory.sweeps, saved.sweeps);
  restoreTags(memory.tags, saved.tags, site.rules.tags.absent_ms);
  if (saved.passages !== undefined) restorePortals(memory.portals, saved.passages);
  for (const [task, taken] of saved.tasks ?? []) memory.scanners.tasks.set(task, [...taken]);
  restoreScanners(memory.scanners, saved.sessions, site.rules.scan.idle_ms);
  for (const { offer } of saved.sessions) for (const { epc } of offer?.heard ?? []) books.offered.add(epc);
  return memory;
}

/** Of an older checkpoint that movements had given way in: when is not in it, and they had happened when the latest did that it has. */
function goneAtMost({ booked, counters }: Checkpoint): number | undefined {
  if (counters[too_old] === undefined) return undefined;
  return booked.reduce((latest_ms, [, { at_ms }]) => Math.max(latest_ms, at_ms), 0);
}

function turnOf({ books, order, units }: Memory, index: SiteIndex, revision: number, at_ms: number): Turn {
  return {
    books,
    units,
    index,
    revision,
    at_ms,
    movements: [],
    counts: [],
    questions: [],
    feedback: [],
    commands: [],
    associations: [],
    notes: [],
    tasks: [],
    sightings: [],
    lots: undefined,
    held_since: order.held_since,
    counted: [],
  };
}
