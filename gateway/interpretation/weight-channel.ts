/** What is remembered of a scale's channel, and what the settings say of it. */
import { assert } from '../base/assert.ts';
import type { Evidence } from '../stock/movement.ts';
import type { ChannelPlace } from '../stock/site.ts';
import { plannedItems, type SiteIndex } from '../stock/site-index.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import { tick_ms } from './interpretation.ts';
import type { Rule } from './rule.ts';
import { evidenceOf, type ReadingRef } from './turn.ts';
import { type Watch, watchOf } from './weight-back.ts';
import { type Blocks, blocksOf } from './weight-block.ts';
import { type Drift, driftOf, forgetCreep } from './weight-drift.ts';
import { type Liveliness, livelinessOf } from './weight-health.ts';
import type { Landing } from './weight-landing.ts';
import { type Noise, noiseOf } from './weight-noise.ts';
import { type ChannelPlan, planOf } from './weight-plan.ts';
import { type Level, type Run, runOf } from './weight-rest.ts';
import type { Jump } from './weight-tare.ts';
import { gramsText } from './wording.ts';

export const weightRule: Rule = { name: 'weight-step', version: 8 };

/** A silence of a channel that speaks only of changes is rest after this long. */
const silence_ms = 5_500;
/** One that is seldom heard may be such a channel. */
const silence_of_rare_ms = 15_000;
/** Readings are so far apart: it is seldom heard. */
export const rare_ms = 5_000;
const silences_telling = 3;
/** What waits to be told is looked at again when nothing was said for so long. */
export const pending_ms = 2_000;

/** A level at rest with the reading that settled it. */
export interface Rest extends Level {
  readonly ref: ReadingRef;
}

export interface ChannelState {
  readonly device: string;
  readonly channel: string;
  /** What the levels below are about. */
  readonly location: string;
  /** Ids of what may lie there, told apart only to begin anew when they change. */
  readonly items: readonly string[];
  readonly noise: Noise;
  readonly blocks: Blocks;
  /** The newest reading. */
  last: ReadingRef | undefined;
  last_arrived_ms: number;
  /** The device itself called its newest reading stable, so its silence is rest too. */
  says_stable: boolean;
  /** How often it lately said nothing for long and went on as if nothing were: it speaks only of what changes. */
  silences: number;
  /** The level at rest, up to some blocks ago: changes count from here. Undefined before the first rest. */
  current: Standing | undefined;
  /** How many blocks are in it, and up to when. */
  blocks_in: number;
  followed_ms: number;
  /** The newest blocks at rest, which are not in it yet. */
  readonly newest: number[];
  /** The load has left its rest, or nobody knows; and since when. */
  away: boolean;
  away_ms: number;
  /** What may become the next rest while it is away, and where it stood for a moment on the way there, if anywhere. */
  readonly run: Run;
  landings?: readonly Landing[] | undefined;
  before_ref?: ReadingRef | undefined;
  /** Since when it has been at rest. */
  rested_ms: number;
  /** Nobody was watching since the last rest; and what is known of that. */
  gap: boolean;
  readonly watch: Watch;
  /** The device was switched off since the last rest and may have made the load its zero. */
  restarted: boolean;
  /** What it showed when something of its group left its rest, until that is told. */
  held: Standing | undefined;
  /** It came to rest at another level, and that is not told yet. */
  pending: Pending | undefined;
  readonly drift: Drift;
  readonly liveliness: Liveliness;
  /** What the scale shows since it was tared, less what it would show without; undefined knowledge is told apart. */
  shift_mg: number;
  is_shift_known: boolean;
  /** The scale was told to make its load zero, and that is not over. See `weight-tare.ts`. */
  jump: Jump | undefined;
}

/** A rest that goes on: its level follows the channel, and its reading is the newest one at rest. */
export interface Standing extends Level {
  ref: ReadingRef;
}

export interface Pending {
  /** When the load left its last level for this one. */
  readonly at_ms: number;
  readonly settled_ms: number;
  readonly unwatched: boolean;
  readonly doubt: string | undefined;
}

/** What every checkpoint has of a channel; the rest began with a later one. */
type Always = 'device' | 'channel' | 'location' | 'gap' | 'restarted';
export type SavedChannel = Pick<ChannelState, Always> & Partial<Omit<ChannelState, Always>> & FormerChannel;

/** Members that only older checkpoints have, from when the channel knew its item. */
export interface FormerChannel {
  readonly item?: string;
  readonly resolved?: Rest;
  readonly asked?: boolean;
}

export interface Channel {
  state: ChannelState;
  plan: ChannelPlan;
  /** The soonest entry in the deadlines that stands for it; infinite without one. */
  awaited_ms: number;
  /** When a tick last looked whether it is silent. */
  looked_ms: number;
  group: Group;
}

/** Plates that share a lean, in the order of the settings; or one that stands alone. */
export interface Group {
  readonly name: string;
  readonly channels: Channel[];
}

export interface Scales {
  /** By device, then channel: every channel of the settings. */
  readonly devices: Map<string, Map<string, Channel>>;
  readonly deadlines: Deadlines;
}

export function scalesOf(): Scales {
  return { devices: new Map(), deadlines: deadlinesOf() };
}

/** Brings the channels in line with the settings. A channel that now weighs something else starts from nothing. */
export function planScales(scales: Scales, index: SiteIndex): void {
  const before = new Map(scales.devices);
  scales.devices.clear();
  for (const { settings, channels } of index.devices.values()) {
    const planned = new Map<string, Channel>();
    for (const place of channels.values()) {
      const plan = planOf(index, place);
      const state = stateFor(before.get(settings.id)?.get(place.channel), plan, index, settings.id, place);
      planned.set(place.channel, channelOf(state, plan, place.channel));
    }
    if (planned.size > 0) scales.devices.set(settings.id, planned);
    groupPlates(planned, channels);
    for (const channel of planned.values()) awaitSilence(scales, channel);
  }
}

function stateFor(
  known: Channel | undefined,
  plan: ChannelPlan,
  index: SiteIndex,
  device: string,
  { channel, location }: ChannelPlace,
): ChannelState {
  const items = plannedItems(index, location);
  const fresh = channelStateOf({ device, channel, location, items }, plan);
  if (known === undefined) return fresh;
  const isSame = known.state.location === location && isSameList(known.state.items, items);
  // The noise and the tare are the scale's, whatever lies on it; an edited empty mass was measured with the tare in it.
  const state = isSame ? known.state : { ...fresh, noise: known.state.noise };
  const isKept = known.plan.empty_mg === plan.empty_mg;
  state.shift_mg = isKept ? known.state.shift_mg : 0;
  state.is_shift_known = isKept ? known.state.is_shift_known : true;
  return state;
}

function channelOf(state: ChannelState, plan: ChannelPlan, name: string): Channel {
  const group: Group = { name, channels: [] };
  const channel: Channel = { state, plan, awaited_ms: Number.POSITIVE_INFINITY, looked_ms: 0, group };
  group.channels.push(channel);
  return channel;
}

function groupPlates(planned: ReadonlyMap<string, Channel>, places: ReadonlyMap<string, ChannelPlace>): void {
  const groups = new Map<string, Group>();
  for (const [name, channel] of planned) {
    const group = places.get(name)?.group;
    if (group === undefined) continue;
    const known = groups.get(group);
    if (known === undefined) {
      channel.group = { name: group, channels: [channel] };
      groups.set(group, channel.group);
    } else {
      known.channels.push(channel);
      channel.group = known;
    }
  }
}

export function saveScales(scales: Scales): ChannelState[] {
  return [...scales.devices.values()].flatMap((channels) => [...channels.values()].map(({ state }) => state));
}

export function restoreScales(scales: Scales, saved: readonly SavedChannel[], index: SiteIndex): void {
  planScales(scales, index);
  for (const each of saved) {
    const channel = scales.devices.get(each.device)?.get(each.channel);
    assert(
      channel !== undefined,
      `the checkpoint has a channel ${each.device}/${each.channel} that its settings do not have`,
    );
    const { item, resolved: _resolved, asked: _asked, noise, ...known } = each;
    const state = { ...channel.state, items: item === undefined ? [] : [item], ...known };
    // Older checkpoints have no noise, and runs of another kind.
    if (noise === undefined) Object.assign(state, { run: runOf(), away: true, away_ms: state.last_arrived_ms });
    channel.state = { ...state, noise: noise ?? state.noise };
    awaitSilence(scales, channel);
  }
}

/** Makes sure that a tick looks at a channel whose silence would be rest. */
export function awaitSilence(scales: Scales, channel: Channel): void {
  const { state } = channel;
  const isPending = state.pending !== undefined;
  const wait_ms = isPending ? pending_ms : silenceOf(channel);
  const isOpen = isPending || state.blocks.masses.length > 0 || (state.away && state.run.blocks > 0);
  if (wait_ms === undefined || !isOpen) return;
  const due_ms = Math.max(state.last_arrived_ms + wait_ms, channel.looked_ms + tick_ms);
  // A device that calls its weight stable is waited for less long than before: a restored memory knows no other wait.
  if (due_ms >= channel.awaited_ms) return;
  channel.awaited_ms = due_ms;
  addDeadline(scales.deadlines, `${state.device}\u0000${state.channel}`, due_ms);
}

/** Silence of a channel that is longer than this is rest; undefined where it says nothing. */
export function silenceOf({ state, plan }: Channel): number | undefined {
  if (state.says_stable) return plan.rest_ms;
  if (speaksOfChanges(state)) return silence_ms;
  const { interval_ms } = state.blocks;
  return interval_ms === 0 || interval_ms >= rare_ms ? silence_of_rare_ms : undefined;
}

/** It was silent for long and went on as if nothing were. */
export function speaksOfChanges({ silences, blocks }: ChannelState): boolean {
  return silences >= (blocks.interval_ms >= rare_ms ? 1 : silences_telling);
}

/** What the channel shows when its location is empty, as far as that is known. */
export function emptyOf({ state, plan }: Channel): number | undefined {
  return plan.empty_mg === undefined || !state.is_shift_known ? undefined : plan.empty_mg + state.shift_mg;
}

/** Somebody counted what lies there: what it has crept until now is in that, and it is known again what it shows when empty. */
export function onCounted({ state, plan }: Channel, contents_mg: number): void {
  const { current, is_shift_known } = state;
  forgetCreep(state.drift, current?.mass_mg);
  if (is_shift_known || current === undefined || plan.empty_mg === undefined) return;
  state.shift_mg = current.mass_mg - contents_mg - plan.empty_mg;
  state.is_shift_known = true;
}

export function restEvidence({ channel }: { readonly channel: string }, { ref, mass_mg }: Rest): Evidence {
  return evidenceOf(ref, `channel ${channel}: ${gramsText(mass_mg)} at rest`);
}

function isSameList(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, at) => each === others[at]);
}

function channelStateOf(
  { device, channel, location, items }: Pick<ChannelState, 'device' | 'channel' | 'location' | 'items'>,
  { band_mg }: ChannelPlan,
): ChannelState {
  return {
    device,
    channel,
    location,
    items,
    noise: noiseOf(band_mg),
    blocks: blocksOf(),
    last: undefined,
    last_arrived_ms: 0,
    says_stable: false,
    silences: 0,
    current: undefined,
    blocks_in: 0,
    followed_ms: 0,
    newest: [],
    away: true,
    away_ms: 0,
    run: runOf(),
    rested_ms: 0,
    gap: false,
    watch: watchOf(),
    restarted: false,
    held: undefined,
    pending: undefined,
    drift: driftOf(),
    liveliness: livelinessOf(),
    shift_mg: 0,
    is_shift_known: true,
    jump: undefined,
  };
}
