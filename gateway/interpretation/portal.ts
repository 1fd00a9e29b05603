/**
 * Portals: a tag that passes inwards is received, outwards is shipped. A crossing is booked once it is clear, with the time at
 * which it happened, also when the tag stays in the field; who turns back, loiters or is overheard moves nothing, and what
 * cannot be told becomes a question. How it is told: `docs/tags.md`.
 */
import type { TagReading } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import { isBehindADoor, isOutside, portalOf } from '../stock/site-index.ts';
import { companyOf } from './company.ts';
import { oddsPermille } from './confidence.ts';
import { company_min, type Gate, noteCrossed, noteOverheard, supportOf } from './convoy.ts';
import { addDeadline, takeDue } from './deadlines.ts';
import { tellsTime } from './effective-time.ts';
import { heardUntil } from './order.ts';
import {
  accept,
  addRead,
  crossingOf,
  type Passage,
  passageOf,
  readTime,
  type Side,
  settleTo,
  type Way,
} from './passage.ts';
import { tellAgain } from './portal-again.ts';
import { askPassage, bookCrossing, type Verdict } from './portal-booking.ts';
import { forget, gateAt, keep, keyOf, layAside, makeRoom, type Passing, type Portals, wake } from './portal-memory.ts';
import { isHeardElsewhere, isStray, isToldByCompany, isToldElsewhere } from './portal-stray.ts';
import { cameBackWith, isOneSided, isToldByOthers, sharedCrossing, sharedOdds, shownOf } from './shared-crossing.ts';
import type { Tag, TagReport } from './tag.ts';
import type { Tags } from './tag-memory.ts';
import type { Turn } from './turn.ts';
import { type Besides, nothing_besides } from './whereabouts.ts';

/** A tag still being heard is looked at this often. */
const look_ms = 1_000;
/** So long it must have been on the other side before a crossing is booked while it is still heard. */
const confirm_ms = 3_000;
/** … and so long that must have been sure. */
const sure_ms = 2_000;
/** A tag that was read too rarely to tell waits so long after its last read for what became of its company. */
const company_ms = 6_000;
/** Silent for so long, a tag that comes again comes anew. */
const anew_ms = 30_000;
/** Log odds that a tag began on the side where the ledger has it. */
const ledger_odds = 2;
/** With less evidence than this a tag cannot tell by itself. */
const telling_min = -3;
/** Who passes with others is heard for about so long before they cross, and after. */
const visit_ms = 8_000;
/** Reads of earlier visits on the side it would have come to: it belongs there. */
const belongs_there = 2.5;
/** Below this it most likely stayed where it was, and nobody is asked. */
const doubt_min_permille = 500;
const hardly_reads = 5;
/** From the nearest place to a door. */
const walk_ms = 1_000;

/** Being heard; silent for a moment; silent for so long that nothing more comes of it. */
type Phase = 'heard' | 'quiet' | 'over';

/** A read by an antenna with the role `portal-inside` or `portal-outside`, not below its floor. */
export function onPortalTag(
  turn: Turn,
  portals: Portals,
  tags: Tags,
  side: Side,
  report: TagReport,
  reading: TagReading,
): void {
  const { device, at_ms } = report.ref;
  const device_at_ms = tellsTime(at_ms, reading.device_at_ms) ? reading.device_at_ms : undefined;
  const key = keyOf(device, reading.epc);
  let passing = portals.passing.get(key);
  if (passing === undefined) {
    if (portals.passing.size >= limits.passages_open_max && !makeRoom(portals)) {
      turn.books.counters.add('passages not watched, too many');
      return;
    }
    const passage = passageOf(device, reading.epc, report, device_at_ms);
    passing = {
      passage,
      meaning: reading.meaning,
      crossed: undefined,
      told: undefined,
      sure: undefined,
      look_ms: at_ms + look_ms,
      is_quiet: false,
      is_over: false,
      before_inside: 0,
      before_outside: 0,
    };
    keep(portals, passing);
  } else if (passing.is_over) {
    const { start_ms, end_ms } = passing.passage;
    // Who has crossed and was gone comes for something else; whom the far side never heard may not have.
    const hasCrossed = passing.crossed !== undefined && passing.crossed.at_ms >= start_ms - look_ms;
    const isSeen = hasCrossed && passing.told?.is_unheard !== true;
    const isAnew = isSeen || at_ms - end_ms > anew_ms;
    wake(portals, passing, isAnew ? passageOf(device, reading.epc, report, device_at_ms) : undefined);
    passing.look_ms = at_ms + look_ms;
    keep(portals, passing);
  } else if (at_ms >= passing.look_ms) {
    passing.look_ms = at_ms + look_ms;
    settleTo(passing.passage, readTime(passing.passage, at_ms, device_at_ms));
    look(turn, portals, tags, passing, 'heard');
  }
  if (passing.is_quiet) {
    // It was to be looked at next when it would be over: now it may go quiet again before.
    passing.is_quiet = false;
    addDeadline(portals.deadlines, key, turn.at_ms);
  }
  addRead(passing.passage, side, report, readTime(passing.passage, at_ms, device_at_ms), turn.at_ms);
}

/** Looks at the tags that have gone quiet: once when they may have passed, and once more when their company has. */
export function onPortalTick(turn: Turn, portals: Portals, tags: Tags): void {
  const { quiet_ms } = turn.index.site.rules.portal;
  for (const key of takeDue(portals.deadlines, turn.at_ms)) {
    const passing = portals.passing.get(key);
    if (passing === undefined || passing.is_over) continue;
    const { passage } = passing;
    const wait_ms = turn.at_ms - heardUntil(turn, passage.device);
    const silent_ms = turn.at_ms - wait_ms - passage.last_arrived_ms;
    if (silent_ms < quiet_ms) {
      addDeadline(portals.deadlines, key, turn.at_ms + quiet_ms - Math.max(0, silent_ms));
      continue;
    }
    const is_over = silent_ms >= quiet_ms + company_ms;
    if (!is_over) addDeadline(portals.deadlines, key, turn.at_ms + quiet_ms + company_ms - silent_ms);
    if (passing.is_quiet && !is_over) continue;
    passing.is_quiet = true;
    settleTo(passage, passage.end_ms + silent_ms);
    const verdict = look(turn, portals, tags, passing, is_over ? 'over' : 'quiet');
    if (is_over) end(turn, portals, tags, passing, verdict);
  }
}

/** Its visit is over: what is still in doubt is asked, what was overheard is counted. */
function end(turn: Turn, portals: Portals, tags: Tags, passing: Passing, verdict: Verdict | undefined): void {
  const { passage, crossed } = passing;
  const reads = passage.reads_inside + passage.reads_outside;
  layAside(portals, passing);
  if (portalOf(turn.index, passage.device) === undefined) {
    turn.books.counters.add('passages of a portal that is gone');
    forget(portals, passing);
    return;
  }
  if (crossed !== undefined && crossed.at_ms >= passage.start_ms - look_ms) return;
  const isFirst = passing.before_inside + passing.before_outside === 0;
  if (isFirst && reads <= hardly_reads && !isHeardElsewhere(portals, passage))
    noteOverheard(gateAt(portals, passage.device), passage.end_ms);
  if (verdict === undefined || verdict.permille < doubt_min_permille) {
    turn.books.counters.add('tags that came near a portal and did not pass');
  } else if (reads < turn.index.site.rules.portal.reads_min) turn.books.counters.add('passages with too few reads');
  else askPassage(turn, tags, passing, verdict);
}

/** Books a crossing that is clear; what remains in doubt is returned. */
function look(turn: Turn, portals: Portals, tags: Tags, passing: Passing, phase: Phase): Verdict | undefined {
  const { passage } = passing;
  const portal = portalOf(turn.index, passage.device);
  if (portal === undefined) return undefined;
  const verdict = judge(turn, portals, tags, passing, phase);
  if (verdict === undefined || verdict.permille < turn.index.site.rules.portal.confidence_min_permille) {
    passing.sure = undefined;
    return verdict;
  }
  const { crossing } = verdict;
  if (phase === 'heard' && !isSettled(passing, verdict, passing.look_ms - look_ms)) return verdict;
  if (isStray(turn, portals, passage, crossing, phase === 'over' && !verdict.isShared)) {
    turn.books.counters.add('passages that another portal heard louder');
    return undefined;
  }
  const again = tellAgain(turn, portals, tags, passage, verdict);
  if (again === 'told' || isToldElsewhere(portals, passage, crossing)) {
    turn.books.counters.add('passages that another portal had told');
    return undefined;
  }
  if (isToldByCompany(tags.by_epc.get(passage.epc), crossing)) {
    turn.books.counters.add('passages that their company had told');
    return undefined;
  }
  const { both: own } = crossingOf(passage, crossing.way);
  // What never went out is on this side up to now.
  accept(passage, again === 'never' ? { ...crossing, at_ms: passage.end_ms } : crossing);
  passing.sure = undefined;
  if (again === 'never') return undefined;
  passing.crossed = {
    way: crossing.way,
    at_ms: crossing.at_ms,
    ...(verdict.isShared ? { is_shared: true as const } : {}),
  };
  noteCrossed(gateAt(portals, passage.device), passage, passing.crossed);
  const id = bookCrossing(turn, tags, { passage, meaning: passing.meaning, portal, portals }, verdict);
  const is_unheard = (crossing.way === 'in' ? passage.reads_inside : passage.reads_outside) === 0;
  passing.told = id === undefined ? undefined : { id, permille: verdict.permille, own, is_unheard };
  return undefined;
}

/**
 * A tag that is still heard is booked once it has been over there for a while, has been so in the eyes of its last looks, and nobody
 * else has crossed with it since the last one: when its company crosses tells better when it did.
 */
function isSettled(passing: Passing, { crossing: { way, at_ms }, along }: Verdict, now_ms: number): boolean {
  const before = passing.sure?.way === way ? passing.sure : undefined;
  const since_ms = before?.since_ms ?? now_ms;
  passing.sure = { way, since_ms, along };
  if (before === undefined || now_ms - at_ms < confirm_ms || now_ms - since_ms < sure_ms) return false;
  return along <= before.along || now_ms - since_ms >= company_ms;
}

/** The likelier crossing, and how likely it is that it happened; undefined when nothing speaks for one. */
function judge(turn: Turn, portals: Portals, tags: Tags, passing: Passing, phase: Phase): Verdict | undefined {
  const { passage } = passing;
  const is_quiet = phase !== 'heard';
  const gate = gateAt(portals, passage.device);
  const tag = tags.by_epc.get(passage.epc);
  const side = ledgerSide(turn, tag, passage.device);
  let best: Verdict | undefined;
  for (const way of ways) {
    const known = side === undefined ? 0 : side === 'inside' ? ledger_odds : -ledger_odds;
    const own = ownVerdict(gate, passage, way, { known, isGone: phase === 'over' });
    // Others went out past a place: whether this one stands there still, its next read there tells.
    const may_share = tag?.place === undefined ? is_quiet : phase === 'over';
    const shared = may_share
      ? sharedVerdict(portals, passing, way, { known: way === 'in' ? -known : known, phase })
      : undefined;
    for (const verdict of [own, shared]) {
      if (verdict === undefined || (best !== undefined && verdict.permille <= best.permille)) continue;
      if (tag === undefined || !isAtPlace(tags, tag, verdict.crossing.at_ms, verdict === shared)) best = verdict;
    }
  }
  return best;
}

const ways = ['in', 'out'] as const;

/** It has been heard where it stands since it would have crossed; or, where others alone tell, most of what it stands with has. */
function isAtPlace(tags: Tags, { place, last, epc }: Tag, at_ms: number, is_shared: boolean): boolean {
  if (place === undefined) return false;
  if (last.ref.at_ms > at_ms - walk_ms) return true;
  const company = is_shared ? companyOf(tags.companies, epc) : undefined;
  if (company?.put_down?.location !== place || (company.heard?.at_ms ?? 0) <= at_ms + walk_ms) return false;
  const gone = company.gone?.who.filter((each) => Math.abs(each.at_ms - at_ms) <= visit_ms).length ?? 0;
  let stayed = 0;
  for (const each of company.epcs) {
    const tag = tags.by_epc.get(each);
    if (tag?.place === place && tag.last.ref.at_ms > at_ms + walk_ms) stayed += 1;
  }
  return stayed > gone;
}

/** By what the tag itself shows. */
function ownVerdict(
  gate: Gate<Passing>,
  passage: Passage,
  way: Way,
  belief: Pick<Besides, 'known' | 'isGone'>,
): Verdict | undefined {
  const alone = crossingOf(passage, way, { ...nothing_besides, ...belief });
  if (alone.both < telling_min) return undefined;
  const company = supportOf(gate, passage, alone);
  const { both } = crossingOf(passage, way, { ...company, ...belief });
  return {
    crossing: { way, at_ms: company.at_ms },
    permille: oddsPermille(both),
    along: company.along,
    isShared: false,
  };
}

/** By what those did that were there with it. */
function sharedVerdict(
  portals: Portals,
  passing: Passing,
  way: Way,
  { known, phase }: { readonly known: number; readonly phase: Phase },
): Verdict | undefined {
  const { passage, before_inside, before_outside } = passing;
  const gate = gateAt(portals, passage.device);
  const crossing = known < 0 ? undefined : sharedCrossing(gate, passage, way);
  const shown = shownOf(passage, way);
  if (crossing === undefined || (isOneSided(shown) && phase !== 'over')) return undefined;
  for (const device of portals.gates.keys()) {
    const crossed = portals.passing.get(keyOf(device, passage.epc))?.crossed;
    if (crossed === undefined || crossed.at_ms < passage.start_ms - visit_ms) continue;
    const isBack = device === passage.device && crossed.way !== way && crossing.at_ms - crossed.at_ms > visit_ms;
    if (!isBack || !cameBackWith(gate, passage.epc, crossed, crossing)) return undefined;
  }
  const support = supportOf(gate, passage, crossing);
  const { along, followed } = support;
  if (along - followed < company_min || !isToldByOthers(passage, shown, crossing, support)) return undefined;
  const there = way === 'in' ? before_inside - 2 * before_outside : before_outside - 2 * before_inside;
  const odds =
    sharedOdds(gate, passage, shown, crossing, support, portals.passing.values()) +
    known -
    (there > 0 ? belongs_there : 0);
  return { crossing, permille: oddsPermille(odds), along, isShared: true };
}

/**
 * On which side of a portal the ledger has a tag; undefined when it has it nowhere, or neither here nor there. What left a place of the
 * house for use has not passed a door for that.
 */
function ledgerSide({ index }: Turn, tag: Tag | undefined, device: string): Side | undefined {
  const known = tag?.place ?? tag?.known;
  const portal = portalOf(index, device);
  if (known === undefined || portal === undefined) return undefined;
  if (known === portal.inside) return 'inside';
  if (isBehindADoor(index, known)) return 'outside';
  if (isOutside(index, known)) return undefined;
  return isOutside(index, portal.to_outside) ? 'inside' : undefined;
}
