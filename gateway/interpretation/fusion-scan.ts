/** Scanned lines at places that a scale watches: they say who and why, the weight says how many, and one movement says it all. */
import type { MassSaid } from '../stock/catch-weight/catch-weight.ts';
import type { Evidence } from '../stock/movement.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { scanned_permille } from './confidence.ts';
import { hearsSince } from './device-life.ts';
import type { Judgement, SenseParts } from './fusion-judge.ts';
import { awaitSweep, credit_ms, fusionRule, type HeldScan, late_ms } from './fusion-memory.ts';
import { noteBooked, scanQuestion } from './fusion-open.ts';
import { isPartlyFelt, isUnfelt } from './fusion-unfelt.ts';
import type { Line } from './hypotheses.ts';
import { type QuestionDraft, raise, settle } from './questions.ts';
import { ruleText } from './rule.ts';
import type { Turn } from './turn.ts';
import { massOf } from './unit-mass.ts';
import { showsNothing } from './weight-health.ts';

/** The movement of a scanned line. */
export function scanMovement(key: string): string {
  return `${key}/${fusionRule.name}`;
}

/** A scale watches the location, answers, and would notice a piece of the item. */
export function isWeighed(turn: Turn, { lives, scales, fusion }: SenseParts, location: string, item: string): boolean {
  const channels = turn.index.senses.get(location)?.channels ?? [];
  if (channels.length === 0 || massOf(fusion.masses, turn.index.items.get(item)) === undefined) return false;
  return channels.every(({ device, channel }) => {
    const state = scales.devices.get(device)?.get(channel)?.state;
    return state?.current !== undefined && !state.gap && hearsSince(lives.get(device), undefined) !== undefined;
  });
}

/** Holds a scanned line until the weight of its places has spoken. False: no scale watches any of them, and it is booked by itself. */
export function holdScan(
  turn: Turn,
  parts: SenseParts,
  scan: Omit<HeldScan, 'ends' | 'says' | 'confidence_permille' | 'due_ms' | 'asked'>,
  to_ms: number,
): boolean {
  const { item, from, to } = scan;
  const ends: HeldScan['ends'] = [
    ...(isWeighed(turn, parts, from, item)
      ? [{ location: from, sign: -1, at_ms: scan.ref.at_ms, met: undefined } as const]
      : []),
    ...(isWeighed(turn, parts, to, item) ? [{ location: to, sign: 1, at_ms: to_ms, met: undefined } as const] : []),
  ];
  if (ends.length === 0) {
    creditBoth(turn, parts, scan);
    return false;
  }
  const due_ms = turn.at_ms + turn.index.site.rules.fusion.window_ms;
  parts.fusion.scans.push({ ...scan, ends, says: '', confidence_permille: scanned_permille, due_ms, asked: false });
  awaitSweep(parts.fusion, due_ms);
  return true;
}

/** Booked by the scan alone: tags and, once it watches again, the weight may show the same pieces. */
function creditBoth(
  turn: Turn,
  parts: SenseParts,
  { item, quantity, from, to, ref }: Pick<HeldScan, 'item' | 'quantity' | 'from' | 'to' | 'ref'>,
): void {
  const { fusion } = parts;
  for (const [location, other, signed] of [
    [from, to, -quantity],
    [to, from, quantity],
  ] as const) {
    const senses = turn.index.senses.get(location);
    // What went from a scale that shows nothing any more it will never show.
    const hasYetToShow = (senses?.channels.length ?? 0) > 0 && (signed > 0 || !isBlind(turn, parts, location));
    const base = { location, item, quantity: signed, other, at_ms: ref.at_ms };
    // Nor will plates that feel nothing show it, nor those beside them once it has come to rest.
    const until_ms = isPartlyFelt(turn, parts, location) ? turn.at_ms + late_ms : Number.MAX_SAFE_INTEGER;
    if (hasYetToShow) fusion.credits.push({ ...base, awaits: 'weight', until_ms });
    if ((senses?.antennas.length ?? 0) > 0 && fusion.tagged.has(item))
      fusion.credits.push({ ...base, awaits: 'tags', until_ms: turn.at_ms + credit_ms });
  }
  // What comes back within moments was taken here, whoever told of it.
  if (turn.index.senses.has(from)) fusion.takes.push({ location: from, item, quantity, to, at_ms: ref.at_ms });
}

/** Gives a line of weight to the scans about it, the oldest first; the number that no scan explains. */
export function meetScans(
  turn: Turn,
  parts: SenseParts,
  found: {
    readonly judgement: Judgement;
    readonly line: Line;
    readonly location: string;
    readonly permille: number;
    readonly says: string;
    readonly evidence: readonly Evidence[];
    /** What all of the line weighs, of an item with catch weight. */
    readonly weighs?: MassSaid;
  },
): number {
  const { judgement, line, location } = found;
  const scans = judgement.scans.filter(
    ({ item, ends }) => item === line.item && ends.some((end) => end.location === location),
  );
  let left = Math.abs(line.quantity);
  for (const [at, scan] of scans.entries()) {
    const end = scan.ends.find((each) => each.location === location);
    if (end === undefined || left === 0) continue;
    const isLast = at === scans.length - 1;
    const met = isLast ? left : Math.min(left, scan.quantity);
    left -= met;
    end.met = met;
    if (found.weighs !== undefined && met === Math.abs(line.quantity)) scan.weighs ??= found.weighs;
    if (!judgement.event.unwatched) end.met_ms = judgement.event.at_ms;
    scan.says = scan.says === '' ? found.says : `${scan.says}; ${found.says}`;
    scan.evidence = [...scan.evidence, ...found.evidence];
    scan.confidence_permille = Math.min(scan.confidence_permille, found.permille);
    if (scan.asked) settle(turn, scanQuestion(scan), 'the weight shows it', ruleText(fusionRule));
    if (scan.ends.every((each) => each.met !== undefined)) finishScan(turn, parts, scan);
  }
  return left;
}

/** Books a scanned line with what the weight has shown of it. */
export function finishScan(turn: Turn, parts: SenseParts, scan: HeldScan): void {
  const { fusion } = parts;
  fusion.scans = fusion.scans.filter((each) => each !== scan);
  const counts = scan.ends.flatMap(({ met }) => met ?? []);
  const differs = counts.some((met) => met !== scan.quantity);
  // What lies on a plate that feels nothing is missing in what the scale shows.
  const isPart = scan.ends.every(({ location, met = 0 }) => met < scan.quantity && isPartlyFelt(turn, parts, location));
  const quantity = isPart ? scan.quantity : (counts[0] ?? scan.quantity);
  const { index } = turn;
  noteBooked(turn, parts);
  book(turn, {
    id: scanMovement(scan.key),
    kind: scan.kind,
    item: scan.item,
    quantity,
    from: scan.from,
    to: scan.to,
    // Whoever scans late took it when the weight went.
    at_ms: scan.ends.find(({ met_ms }) => met_ms !== undefined)?.met_ms ?? scan.ref.at_ms,
    confidence_permille: scan.confidence_permille,
    rule: ruleText(fusionRule),
    why: `${scan.why}, ${scan.work === undefined ? 'scanned' : 'said'} by ${scan.who}${scan.says === '' ? '' : `; weighed ${scan.says}`}`,
    evidence: scan.evidence,
    ...(scan.work === undefined ? {} : { work: scan.work }),
    said: scan.lot === undefined ? [] : [scan.lot],
    // A label is of what was scanned, not of what the scale shows instead.
    ...(scan.weighs === undefined || (differs && (isPart || scan.weighs.known !== 'weighed'))
      ? {}
      : { weighs: scan.weighs }),
  });
  for (const end of scan.ends) {
    const met = end.met ?? 0;
    if (met >= quantity || (end.met !== undefined && !isPart)) continue;
    fusion.credits.push({
      awaits: 'weight',
      location: end.location,
      item: scan.item,
      quantity: end.sign * (quantity - met),
      other: end.sign < 0 ? scan.to : scan.from,
      at_ms: end.at_ms,
      until_ms: turn.at_ms + late_ms,
    });
  }
  noteBooked(
    turn,
    parts,
    scan.ends.flatMap(({ location, met }) => (met === undefined ? [] : [location])),
  );
  if (!differs) return;
  raise(turn, {
    id: scanQuestion(scan),
    kind: 'scan-unresolved',
    device: scan.device,
    location: scan.ends[0]?.location ?? scan.from,
    item: scan.item,
    question: `${scan.who} ${scan.work === undefined ? 'scanned' : 'says'} ${scan.quantity} × ${itemName(index, scan.item)} and the scale shows ${counts.join(' and ')} at ${scan.ends
      .map(({ location }) => locationName(index, location))
      .join(' and ')}; ${quantity} are booked. Which number is right?`,
    evidence: scan.evidence,
  });
}

/** The weight has said nothing of it in time: with one end seen it is booked, with none a person is asked. */
export function expireScan(turn: Turn, parts: SenseParts, scan: HeldScan): void {
  if (scan.ends.some(({ met }) => met !== undefined)) {
    finishScan(turn, parts, scan);
    return;
  }
  const { fusion } = parts;
  const [end] = scan.ends;
  const isAway = scan.ends.every(({ location }) => !isWeighed(turn, parts, location, scan.item));
  if (isAway || scan.ends.every(({ location }) => isUnfelt(turn, parts, location, scan.item))) {
    creditBoth(turn, parts, scan);
    finishScan(turn, parts, { ...scan, ends: [], says: '' });
    fusion.scans = fusion.scans.filter((each) => each !== scan);
    turn.books.counters.add(`scans booked against a scale that ${isAway ? 'went away' : 'feels nothing'}`);
    return;
  }
  if (scan.asked || end === undefined) {
    fusion.scans = fusion.scans.filter((each) => each !== scan);
    return;
  }
  scan.asked = true;
  scan.due_ms = turn.at_ms + late_ms;
  awaitSweep(fusion, scan.due_ms);
  const question: QuestionDraft = {
    id: scanQuestion(scan),
    kind: 'scan-unresolved',
    device: scan.device,
    location: end.location,
    item: scan.item,
    question: `${scan.who} ${scan.work === undefined ? 'scanned' : 'says'} ${scan.quantity} × ${itemName(turn.index, scan.item)} (${scan.kind}) at ${locationName(turn.index, end.location)}, and the scale there shows no such change; nothing is booked. What became of it?`,
    evidence: scan.evidence,
  };
  raise(turn, question, 0, { location: end.location, item: scan.item });
}

function isBlind(turn: Turn, { scales }: SenseParts, location: string): boolean {
  const { rest_band_mg } = turn.index.site.rules.weight;
  const channels = turn.index.senses.get(location)?.channels ?? [];
  return channels.every(({ device, channel }) => {
    const state = scales.devices.get(device)?.get(channel)?.state;
    return state !== undefined && showsNothing(state, rest_band_mg);
  });
}

/** A line taken back before it was booked; undefined when it is not held. */
export function withdrawScan({ fusion }: SenseParts, movement: string): HeldScan | undefined {
  const held = fusion.scans.find(({ key }) => scanMovement(key) === movement);
  fusion.scans = fusion.scans.filter((each) => each !== held);
  return held;
}
