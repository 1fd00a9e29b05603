/** What is remembered of a scale's channel, and what the settings say of it. */
import { assert } from '../base/assert.ts';
import type { Evidence } from '../stock/movement.ts';
import type { SiteIndex } from '../stock/site-index.ts';
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
  readonly item: string;
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
  /** The level that what was booked explains. */
  resolved: Rest | undefined;
  /** The level of the last rest; off the resolved one while a question is open. */
  current: Rest | undefined;
  /** How far the resolved level has followed drift, and since when it last did. */
  crept_mg: number;
  followed_ms: number;
  /** A step was put to a person. */
  asked: boolean;
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
type Later = 'shift_mg' | 'is_shift_known' | 'jump';
export type SavedChannel = Omit<ChannelState, Later> & Partial<Pick<ChannelState, Later>>;

/** From the settings of the moment. */
export interface ChannelPlan {
  readonly unit_mg: number;
  readonly piece_sd_mg: number;
  readonly empty_mg: number | undefined;
  readonly band_mg: number;
  readonly rest_ms: number;
  /** Smaller steps are drift. */
  readonly least_mg: number;
  readonly confidence_min_permille: number;
}

export interface Channel {
  readonly state: ChannelState;
  plan: ChannelPlan;
  /** An entry in the deadlines stands for it. */
  waiting: boolean;
}

export interface Scales {
  /** By device, then channel. A channel without an item of known mass is not here. */
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
    for (const { channel, location } of channels.values()) {
      const item = index.locations.get(location)?.item;
      const plan = planOf(index, settings.id, channel);
      if (item === undefined || plan === undefined) continue;
      const known = before.get(settings.id)?.get(channel);
      const isSame = known?.state.location === location && known.state.item === item;
      const state = channelStateOf(settings.id, channel, location, item);
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
  for (const each of saved) {
    const state: ChannelState = { shift_mg: 0, is_shift_known: true, jump: undefined, ...each };
    const plan = planOf(index, state.device, state.channel);
    assert(
      plan !== undefined,
      `the checkpoint has a channel ${state.device}/${state.channel} that its settings do not have`,
    );
    const channel = { state, plan, waiting: false };
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

/** The question about a step of this channel; there is one at a time. */
export function stepQuestion({ device, channel }: ChannelState): string {
  return `weight-unresolved/${device}/${channel}`;
}

/** The question about how much lay there when it was first weighed. */
export function contentsQuestion(state: ChannelState): string {
  return `${stepQuestion(state)}/contents`;
}

/** The question about what a tare may have hidden. */
export function tareQuestion(state: ChannelState): string {
  return `${stepQuestion(state)}/tare`;
}

export function restEvidence({ channel }: ChannelState, { ref, mass_mg }: Rest): Evidence {
  return evidenceOf(ref, `channel ${channel}: ${gramsText(mass_mg)} at rest`);
}

function planOf(index: SiteIndex, device: string, channel: string): ChannelPlan | undefined {
  const place = index.devices.get(device)?.channels.get(channel);
  const item = index.items.get(index.locations.get(place?.location ?? '')?.item ?? '');
  const unit_mg = item?.unit_mass_mg;
  if (unit_mg === undefined) return undefined;
  const rules = index.site.rules.weight;
  return {
    unit_mg,
    piece_sd_mg: item?.unit_mass_sd_mg ?? unit_mg / 100,
    empty_mg: place?.empty_mass_mg,
    band_mg: rules.rest_band_mg,
    rest_ms: rules.rest_ms,
    least_mg: (unit_mg * rules.step_min_permille) / 1_000,
    confidence_min_permille: rules.confidence_min_permille,
  };
}

function channelStateOf(device: string, channel: string, location: string, item: string): ChannelState {
  return {
    device,
    channel,
    location,
    item,
    run: runOf(),
    last: undefined,
    last_arrived_ms: 0,
    says_stable: false,
    moved: false,
    gap: false,
    restarted: false,
    resolved: undefined,
    current: undefined,
    crept_mg: 0,
    followed_ms: 0,
    asked: false,
    shift_mg: 0,
    is_shift_known: true,
    jump: undefined,
  };
}
