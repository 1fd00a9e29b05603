/**
 * What the changes of a load cell's weight mean where one item lies: pieces taken and filled.
 *
 * - What no number of pieces explains is kept (`doubtful_mg`) and put to a person; the next change may then fit with it or alone,
 *   and a return to what is explained settles the question.
 * - What changed while nobody was watching is booked against the count difference: whoever took or filled may have booked
 *   it elsewhere, and the discrepancy must show.
 * - Less than the empty bin is no number of pieces taken: somebody lifted the bin off, and is asked.
 * - The first rest is a count where the empty mass is known. The settings name one item, so its contents are that item.
 */
import { levelOf } from '../stock/levels.ts';
import type { Movement } from '../stock/movement.ts';
import { filledFrom, itemName, locationName, plannedItems, type SiteIndex, takenTo } from '../stock/site-index.ts';
import { book } from './booking.ts';
import { fitPieces, lean_of_a_step, type PieceFit } from './confidence.ts';
import type { Memory } from './memory.ts';
import type { FirstRest, PlateChange, TareDoubt, WeightChange } from './observation.ts';
import { isOpen, raise, settle } from './questions.ts';
import { ruleText } from './rule.ts';
import type { Turn } from './turn.ts';
import {
  type FormerChannel,
  onCounted,
  type Rest,
  restEvidence,
  type SavedChannel,
  weightRule,
} from './weight-channel.ts';
import { contentsQuestion, countContents } from './weight-contents.ts';
import { gramsText, probabilityText, stepText } from './wording.ts';

/** What is remembered of a place that a plate weighs. */
export interface PieceState {
  readonly device: string;
  readonly channel: string;
  readonly location: string;
  readonly item: string;
  /** The level that what was booked explains; its mass lacks the drift since. */
  resolved: Rest;
  /** What the plate shows more than what was booked explains. */
  doubtful_mg: number;
  /** A change was put to a person. */
  asked: boolean;
}

/** By device and channel. */
export type Pieces = Map<string, PieceState>;

/** What the meaning of a weight is found with. */
export type WeightParts = Pick<Memory, 'scales' | 'pieces'>;

/** From the settings of the moment. */
export interface PiecePlan {
  readonly unit_mg: number;
  readonly piece_sd_mg: number;
  /** Smaller changes are no pieces. */
  readonly least_mg: number;
  readonly confidence_min_permille: number;
}

/** Where the plate weighs one item of known mass, what lies there is counted or becomes what later changes count from. */
export function onFirstRest(turn: Turn, parts: WeightParts, first: FirstRest): void {
  const { device, channel, location, rest } = first;
  const place = placeOf(turn, location);
  if (place === undefined) return;
  const { item, plan } = place;
  const state = { device, channel, location, item, resolved: rest, doubtful_mg: 0, asked: false };
  parts.pieces.set(keyOf(device, channel), state);
  countContents(turn, first, item, plan);
}

export function onWeightChange(turn: Turn, parts: WeightParts, change: WeightChange): void {
  for (const plate of change.plates) {
    const state = parts.pieces.get(keyOf(change.device, plate.channel));
    const place = placeOf(turn, plate.location);
    if (state === undefined || place === undefined) {
      turn.books.counters.add('weight changes at places without one item of known mass');
      continue;
    }
    onPlateChange(turn, { change, plate, state, plan: place.plan });
  }
}

/** A person or a scanner counted here: the weight of now stands for that count, and what was doubtful is settled. */
export function onRecount(turn: Turn, parts: WeightParts): void {
  for (const { item, location } of turn.counted) {
    for (const state of parts.pieces.values()) {
      if (state.location !== location || state.item !== item) continue;
      const unit_mg = turn.index.items.get(item)?.unit_mass_mg ?? 0;
      const channel = parts.scales.devices.get(state.device)?.get(state.channel);
      if (channel !== undefined) {
        onCounted(channel, levelOf(turn.books.levels, item, location) * unit_mg);
        if (channel.state.current !== undefined) state.resolved = channel.state.current;
      }
      state.doubtful_mg = 0;
      state.asked = false;
      settle(turn, stepQuestion(state), 'counted', ruleText(weightRule));
      settle(turn, contentsQuestion(state), 'counted', ruleText(weightRule));
      settle(turn, tareQuestion(state), 'counted', ruleText(weightRule));
    }
  }
}

/** Nobody can tell what a tare hid: the level stays, and a person is asked. */
export function onTareDoubt(turn: Turn, parts: WeightParts, doubt: TareDoubt): void {
  const state = parts.pieces.get(keyOf(doubt.device, doubt.channel));
  if (state === undefined) return;
  const { before, after } = doubt;
  const where = locationName(turn.index, state.location);
  const level = levelOf(turn.books.levels, state.item, state.location);
  raise(turn, {
    id: tareQuestion(state),
    kind: 'weight-unresolved',
    device: state.device,
    location: state.location,
    item: state.item,
    question: `${where} ${doubt.what}: ${gramsText(before.mass_mg)} before, ${gramsText(after.mass_mg)} now. The level stays ${level}; how many ${itemName(
      turn.index,
      state.item,
    )} are there?`,
    evidence:
      before === after ? [restEvidence(state, after)] : [restEvidence(state, before), restEvidence(state, after)],
  });
  if (!doubt.is_anew) return;
  state.resolved = after;
  state.doubtful_mg = 0;
}

/** Forgets places whose plate the settings no longer have, or that now hold something else. */
export function planPieces(pieces: Pieces, index: SiteIndex): void {
  for (const [key, { device, channel, location, item }] of pieces) {
    const place = index.devices.get(device)?.channels.get(channel);
    const items = plannedItems(index, location);
    if (place?.location !== location || items.length !== 1 || items[0] !== item) pieces.delete(key);
  }
}

/** From a checkpoint; in older ones the channels knew what their weights mean. */
export function restorePieces(
  pieces: Pieces,
  saved: readonly PieceState[] | undefined,
  channels: readonly SavedChannel[],
): void {
  for (const state of saved ?? channels.flatMap(formerState)) pieces.set(keyOf(state.device, state.channel), state);
}

function formerState(channel: SavedChannel & FormerChannel): PieceState[] {
  const { device, channel: name, location, item, resolved, current, asked } = channel;
  if (item === undefined || resolved === undefined) return [];
  const doubtful_mg = current === undefined ? 0 : current.mass_mg - resolved.mass_mg;
  return [{ device, channel: name, location, item, resolved, doubtful_mg, asked: asked ?? false }];
}

interface Seen {
  readonly change: WeightChange;
  readonly plate: PlateChange;
  readonly state: PieceState;
  readonly plan: PiecePlan;
}

function onPlateChange(turn: Turn, seen: Seen): void {
  const { change, plate, state, plan } = seen;
  const { before, after } = plate;
  if (state.asked && !isOpen(turn, stepQuestion(state))) {
    state.asked = false;
    state.doubtful_mg = 0;
    state.resolved = before;
  }
  const doubtful_mg = state.doubtful_mg;
  const resolved: Rest = { ...state.resolved, mass_mg: before.mass_mg - doubtful_mg };
  state.resolved = resolved;
  state.doubtful_mg = after.mass_mg - resolved.mass_mg;
  if (Math.abs(state.doubtful_mg) < plan.least_mg) {
    if (state.asked)
      settle(turn, stepQuestion(state), `the weight is back at ${gramsText(after.mass_mg)}`, ruleText(weightRule));
    state.asked = false;
    return;
  }
  if (change.doubt !== undefined) {
    if (!state.asked) askStep(turn, seen, change.doubt);
    return;
  }
  resolveStep(turn, seen, Math.abs(doubtful_mg) >= plan.least_mg);
}

/** A step counts from the resolved level; while that is in doubt, from the last rest if it fits there. */
function resolveStep(turn: Turn, seen: Seen, isDoubtful: boolean): void {
  const { plate, state, plan } = seen;
  const { before, after } = plate;
  const wasBelow = isBelowEmpty(plate, before, plan);
  if (isBelowEmpty(plate, after, plan) && !wasBelow) {
    askStep(turn, seen, 'shows less than when it is empty');
    return;
  }
  const whole = fitStep(plan, state.resolved, after);
  // What a bin weighs that is put back says nothing about pieces, only what it holds against the resolved level.
  const isPutBack = wasBelow && !isBelowEmpty(plate, after, plan);
  const partly = isDoubtful && !isPutBack ? fitStep(plan, before, after) : undefined;
  const isPartly = partly !== undefined && partly.permille >= plan.confidence_min_permille;
  const fit = isPartly ? partly : whole;
  if (fit.permille < plan.confidence_min_permille) {
    askStep(turn, seen, 'changed by what is no number of pieces');
    return;
  }
  bookStep(turn, seen, isPartly ? before : state.resolved, fit);
  if (isPartly) {
    state.doubtful_mg -= after.mass_mg - before.mass_mg;
    return;
  }
  state.resolved = after;
  state.doubtful_mg = 0;
  if (state.asked) settle(turn, stepQuestion(state), 'a later weight explains it', ruleText(weightRule));
  state.asked = false;
}

function bookStep(turn: Turn, { change, plate, state, plan }: Seen, before: Rest, fit: PieceFit): void {
  const { location, item } = state;
  const { after } = plate;
  const { unwatched } = change;
  const step_mg = after.mass_mg - before.mass_mg;
  const isTaken = step_mg < 0;
  const outside = unwatched
    ? 'count-difference'
    : isTaken
      ? takenTo(turn.index, location)
      : filledFrom(turn.index, location);
  const kind: Movement['kind'] = unwatched ? 'changed-while-offline' : isTaken ? 'taken' : 'filled';
  book(turn, {
    id: `${change.ref.id}/${weightRule.name}`,
    kind,
    item,
    quantity: fit.pieces,
    from: isTaken ? location : outside,
    to: isTaken ? outside : location,
    at_ms: change.at_ms,
    confidence_permille: fit.permille,
    rule: ruleText(weightRule),
    why: `${locationName(turn.index, location)}: ${stepText(step_mg)} = ${fit.pieces} × ${gramsText(plan.unit_mg)} (${itemName(
      turn.index,
      item,
    )}), p ${probabilityText(fit.permille)}${unwatched ? ', changed while nobody was watching' : ''}`,
    evidence: [restEvidence(state, before), restEvidence(state, after)],
  });
}

/** By more than a piece: the bin itself was lifted off, or its scale made another load its zero. */
function isBelowEmpty({ empty_mg }: PlateChange, { mass_mg }: Rest, { unit_mg }: PiecePlan): boolean {
  return empty_mg !== undefined && mass_mg < empty_mg - unit_mg;
}

function fitStep(plan: PiecePlan, before: Rest, after: Rest): PieceFit {
  return fitPieces(
    Math.abs(after.mass_mg - before.mass_mg),
    {
      unit_mg: plan.unit_mg,
      piece_sd_mg: plan.piece_sd_mg,
      measured_sd_mg: Math.sqrt(before.sd_mg * before.sd_mg + after.sd_mg * after.sd_mg),
      lean: lean_of_a_step,
    },
    1,
  );
}

function askStep(turn: Turn, { plate, state, plan }: Seen, what: string): void {
  const { resolved } = state;
  const { after } = plate;
  const step_mg = after.mass_mg - resolved.mass_mg;
  state.asked = true;
  raise(turn, {
    id: stepQuestion(state),
    kind: 'weight-unresolved',
    device: state.device,
    location: state.location,
    item: state.item,
    question: `${locationName(turn.index, state.location)} ${what}: ${gramsText(resolved.mass_mg)} before, ${gramsText(
      after.mass_mg,
    )} now, ${stepText(step_mg)}; one ${itemName(turn.index, state.item)} is ${gramsText(
      plan.unit_mg,
    )}, the nearest number is ${Math.round(Math.abs(step_mg) / plan.unit_mg)}. What happened?`,
    evidence: [restEvidence(state, resolved), restEvidence(state, after)],
  });
}

/** A place where one item of known mass lies. */
function placeOf(turn: Turn, location: string): { readonly item: string; readonly plan: PiecePlan } | undefined {
  const { index } = turn;
  const [item, ...others] = plannedItems(index, location);
  const settings = item === undefined || others.length > 0 ? undefined : index.items.get(item);
  const unit_mg = settings?.unit_mass_mg;
  if (item === undefined || unit_mg === undefined) return undefined;
  const rules = index.site.rules.weight;
  const plan = {
    unit_mg,
    piece_sd_mg: settings?.unit_mass_sd_mg ?? unit_mg / 100,
    least_mg: (unit_mg * rules.step_min_permille) / 1_000,
    confidence_min_permille: rules.confidence_min_permille,
  };
  return { item, plan };
}

interface Plate {
  readonly device: string;
  readonly channel: string;
}

/** The question about a change of this plate; there is one at a time. */
function stepQuestion({ device, channel }: Plate): string {
  return `weight-unresolved/${device}/${channel}`;
}

/** The question about what a tare may have hidden. */
function tareQuestion(plate: Plate): string {
  return `${stepQuestion(plate)}/tare`;
}

function keyOf(device: string, channel: string): string {
  return `${device}\u0000${channel}`;
}
