/** What is remembered of a scale's channel, and what the settings say of it. */
import { assert } from '../base/assert.ts';
import type { Evidence } from '../stock/movement.ts';
import type { ChannelPlace } from '../stock/site.ts';
import { channelPlace, plannedItems, type SiteIndex } from '../stock/site-index.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import type { Rule } from './rule.ts';
import { evidenceOf, type ReadingRef } from './turn.ts';
import { type Level, type Run, runOf } from './weight-rest.ts';
import { gramsText } from './wording.ts';

export const weightRule: Rule = { name: 'weight-step', version: 1 };

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
  readonly run: Run;
  /** The newest reading of the run. */
  last: ReadingRef | undefined;
  last_arrived_ms: number;
  /** The device itself called its newest reading stable, so its silence is rest too. */
  says_stable: boolean;
  /** Readings left the band since the last rest. */
  moved: boolean;
  /** Nobody was watching since the last rest. */
  gap: boolean;
  /** The device was switched off since the last rest and may have made the load its zero. */
  restarted: boolean;
  /** The level of the last rest: changes count from here. */
  current: Rest | undefined;
  /** How far the level went without a step that was told, less what drift accounts for; and up to when that is known. */
  crept_mg: number;
  followed_ms: number;
  /** What the scale shows since it was tared, less what it would show without; undefined knowledge is told apart. */
  shift_mg: number;
  is_shift_known: boolean;
  /** The scale was told to make its load zero, and that is not over. See `weight-tare.ts`. */
  jump: Jump | undefined;
}

export interface Jump {
  /** The journal row of the command. */
  readonly n: number;
  readonly kind: 'tare' | 'zero';
  /** The device, or the gateway for it, has said what became of it. */
  is_told: boolean;
  /** A rest that began from this time on, and at the level before, says that nothing jumped. */
  settled_ms: number;
  /** Something moved since the command. */
  disturbed: boolean;
  /** Nobody was watching for a while since the command. */
  unwatched: boolean;
  /** The jump was seen, and what became of the command is still awaited. */
  shown: boolean;
}

/** Members that older checkpoints do not have. */
type Later = 'shift_mg' | 'is_shift_known' | 'jump' | 'items';
export type SavedChannel = Omit<ChannelState, Later> & Partial<Pick<ChannelState, Later>> & FormerChannel;

/** Members that only older checkpoints have, from when the channel knew its item. */
export interface FormerChannel {
  readonly item?: string;
  readonly resolved?: Rest;
  readonly asked?: boolean;
}

/** From the settings of the moment. */
export interface ChannelPlan {
  /** The least that any piece weighs there; undefined where no item has a mass. */
  readonly piece_mg: number | undefined;
  readonly empty_mg: number | undefined;
  readonly band_mg: number;
  readonly rest_ms: number;
  /** Smaller steps are drift. */
  readonly least_mg: number;
}

export interface Channel {
  readonly state: ChannelState;
  plan: ChannelPlan;
  /** An entry in the deadlines stands for it. */
  waiting: boolean;
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
      const { channel, location } = place;
      const plan = planOf(index, place);
      const items = plannedItems(index, location);
      const known = before.get(settings.id)?.get(channel);
      const isSame = known?.state.location === location && isSameList(known.state.items, items);
      const state = channelStateOf(settings.id, channel, location, items);
      // The tare is the scale's, whatever lies on it; an edited empty mass was measured with it.
      if (known !== undefined && known.plan.empty_mg === plan.empty_mg) {
        state.shift_mg = known.state.shift_mg;
        state.is_shift_known = known.state.is_shift_known;
      }
      if (known === undefined || !isSame) planned.set(channel, { state, plan, waiting: false });
      else {
        const { shift_mg, is_shift_known } = state;
        Object.assign(known.state, { shift_mg, is_shift_known });
        planned.set(channel, Object.assign(known, { plan }));
      }
    }
    if (planned.size > 0) scales.devices.set(settings.id, planned);
  }
}

export function saveScales(scales: Scales): ChannelState[] {
  return [...scales.devices.values()].flatMap((channels) => [...channels.values()].map(({ state }) => state));
}

export function restoreScales(scales: Scales, saved: readonly SavedChannel[], index: SiteIndex): void {
  planScales(scales, index);
  for (const { item, resolved: _resolved, asked: _asked, ...each } of saved) {
    const items = item === undefined ? [] : [item];
    const state: ChannelState = { shift_mg: 0, is_shift_known: true, jump: undefined, items, ...each };
    const place = channelPlace(index, state.device, state.channel);
    assert(
      place !== undefined,
      `the checkpoint has a channel ${state.device}/${state.channel} that its settings do not have`,
    );
    const channel = { state, plan: planOf(index, place), waiting: false };
    scales.devices.get(state.device)?.set(state.channel, channel);
    awaitSilence(scales, channel);
  }
}

/** Makes sure that a tick looks at a channel once its device has called it stable and said nothing since for `rest_ms`. */
export function awaitSilence(scales: Scales, channel: Channel, after_ms = 0): void {
  const { state, plan } = channel;
  if (channel.waiting || !state.says_stable || state.run.taken === 0) return;
  channel.waiting = true;
  addDeadline(
    scales.deadlines,
    `${state.device}\u0000${state.channel}`,
    Math.max(state.last_arrived_ms + plan.rest_ms, after_ms + 1),
  );
}

/** The channel of an entry in the deadlines. */
export function awaitedChannel(scales: Scales, key: string): Channel | undefined {
  const [device = '', channel = ''] = key.split('\u0000');
  return scales.devices.get(device)?.get(channel);
}

/** What the channel shows when its location is empty, as far as that is known. */
export function emptyOf({ state, plan }: Channel): number | undefined {
  return plan.empty_mg === undefined || !state.is_shift_known ? undefined : plan.empty_mg + state.shift_mg;
}

/** Somebody counted what lies there: the slow bleed until now is in it, and it is known again what it shows when empty. */
export function onCounted({ state, plan }: Channel, contents_mg: number): void {
  const { current, is_shift_known } = state;
  state.crept_mg = 0;
  if (is_shift_known || current === undefined || plan.empty_mg === undefined) return;
  state.shift_mg = current.mass_mg - contents_mg - plan.empty_mg;
  state.is_shift_known = true;
}

export function restEvidence({ channel }: { readonly channel: string }, { ref, mass_mg }: Rest): Evidence {
  return evidenceOf(ref, `channel ${channel}: ${gramsText(mass_mg)} at rest`);
}

function planOf(index: SiteIndex, { location, empty_mass_mg }: ChannelPlace): ChannelPlan {
  const masses = plannedItems(index, location).flatMap((item) => index.items.get(item)?.unit_mass_mg ?? []);
  const piece_mg = masses.length === 0 ? undefined : Math.min(...masses);
  const rules = index.site.rules.weight;
  return {
    piece_mg,
    empty_mg: empty_mass_mg,
    band_mg: rules.rest_band_mg,
    rest_ms: rules.rest_ms,
    least_mg: piece_mg === undefined ? rules.rest_band_mg : (piece_mg * rules.step_min_permille) / 1_000,
  };
}

function isSameList(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, at) => each === others[at]);
}

function channelStateOf(device: string, channel: string, location: string, items: readonly string[]): ChannelState {
  return {
    device,
    channel,
    location,
    items,
    run: runOf(),
    last: undefined,
    last_arrived_ms: 0,
    says_stable: false,
    moved: false,
    gap: false,
    restarted: false,
    current: undefined,
    crept_mg: 0,
    followed_ms: 0,
    shift_mg: 0,
    is_shift_known: true,
    jump: undefined,
  };
}
