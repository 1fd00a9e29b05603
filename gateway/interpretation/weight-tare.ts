/**
 * Tare and zero: the mass shown jumps and no piece has moved. From the command on until its outcome is known and shown, the next
 * rest decides:
 *
 * - at the level before: nothing has jumped. Some seconds after the outcome that is final.
 * - near zero: that is the new level, and no movement. Where something moved meanwhile, or nobody was watching, a person is
 *   asked as well, because a piece taken in that moment does not show.
 * - anywhere else: the jump and a piece moved together, and nobody can tell them apart. A new level, no movement, and a question.
 *
 * A scale that refuses ends the waiting; if it shows zero all the same, a person is asked. What the scale shows less since
 * (`shift_mg`) moves its empty mass along, so that a lifted bin is still known and whoever counts anew starts rightly. A restart
 * may undo the tare, and is known by the mass going back by as much. An edited empty mass is measured with the tare in it.
 */
import type { CommandOutcome, DeviceCommand } from '../../devices/driver.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import type { Outcome } from './interpretation.ts';
import type { Turn } from './turn.ts';
import type { Channel, Rest, Scales } from './weight-channel.ts';
import { onTareDoubt, type WeightParts } from './weight-pieces.ts';

/** So long a scale may take to say what became of a command; many wait for rest first. */
const outcome_ms = 60_000;
/** So long after the outcome a rest may still be made of readings from before. */
const settle_ms = 5_000;

/** A tare or zero that is not over. */
export interface Jump {
  /** The journal row of the command. */
  readonly n: number;
  readonly kind: 'tare' | 'zero';
  /** The device, or the gateway for it, has said what became of it. */
  is_told: boolean;
  /** A rest that began from this time on, and at the level before, says that nothing jumped. */
  settled_ms: number;
  /** Something moved since the command, and when it last did; absent in older checkpoints. */
  disturbed: boolean;
  moved_ms?: number;
  /** Nobody was watching for a while since the command. */
  unwatched: boolean;
  /** The jump was seen, and what became of the command is still awaited. */
  shown: boolean;
}

/** Zero is the true zero of an empty scale; with stock on it a person means tare, or is wrong about the stock. */
export function refuseZero(
  turn: Turn,
  scales: Scales,
  device: string,
  { kind, channel }: Extract<DeviceCommand, { readonly kind: 'tare' | 'zero' }>,
): Outcome['refused'] {
  if (kind !== 'zero') return undefined;
  for (const { state } of channelsOf(scales, device, channel)) {
    const { location } = state;
    const [item, level] = [...(turn.books.levels.get(location) ?? [])].find(([, quantity]) => quantity > 0) ?? [];
    if (item === undefined) continue;
    const says = `${locationName(turn.index, location)} holds ${level} × ${itemName(turn.index, item)}, and zero is for an empty scale; tare it, or count it to 0 first`;
    return { code: 'scale-loaded', field: 'command', says };
  }
  return undefined;
}

/** The channels of a device, or the one named, are about to jump. */
export function expectJump(
  turn: Turn,
  scales: Scales,
  n: number,
  device: string,
  { kind, channel }: Extract<DeviceCommand, { readonly kind: 'tare' | 'zero' }>,
): void {
  for (const { state } of channelsOf(scales, device, channel)) {
    const disturbed = state.away || state.blocks.has_stray || state.blocks.jumps.length > 0;
    const settled_ms = turn.at_ms + outcome_ms;
    const moved_ms = state.blocks.last_ms;
    state.jump = { n, kind, is_told: false, settled_ms, disturbed, moved_ms, unwatched: false, shown: false };
  }
}

/** The device says what became of the command, or nobody knows. */
export function onJumpTold(
  turn: Turn,
  parts: WeightParts,
  device: string,
  { command_n, outcome }: { readonly command_n: number; readonly outcome: CommandOutcome },
): void {
  for (const channel of channelsOf(parts.scales, device, undefined)) {
    const { state } = channel;
    const { jump, current } = state;
    if (jump === undefined || jump.n !== command_n) continue;
    const isRefused = !outcome.ok && outcome.is_unsure !== true;
    jump.is_told = true;
    jump.settled_ms = turn.at_ms + settle_ms;
    if (isRefused || jump.shown) state.jump = undefined;
    if (isRefused && jump.shown && current !== undefined) {
      askJump(
        turn,
        parts,
        channel,
        current,
        current,
        `did not take its ${jump.kind} (${outcome.says}) and yet shows nothing`,
      );
    }
  }
}

/** A reading while a jump is awaited: what lies neither where it lay nor at zero has moved. Undefined: only that it moves. */
export function watchJump({ state, plan }: Channel, mass_mg: number | undefined, at_ms: number): void {
  const { jump, current } = state;
  if (jump === undefined || jump.shown) return;
  const isOld = mass_mg !== undefined && current !== undefined && Math.abs(mass_mg - current.mass_mg) <= plan.band_mg;
  const isZero = mass_mg !== undefined && Math.abs(mass_mg) <= plan.band_mg;
  if (isOld || isZero) return;
  jump.disturbed = true;
  jump.moved_ms = at_ms;
}

/** True when a rest is the jump, or cannot be told from it, and is dealt with. `began_ms`: of its first reading. */
export function takeJump(
  turn: Turn,
  parts: WeightParts,
  channel: Channel,
  { current, rest, began_ms }: { readonly current: Rest; readonly rest: Rest; readonly began_ms: number },
): boolean {
  const { state, plan } = channel;
  const { jump } = state;
  if (jump === undefined) return false;
  const wasZero = Math.abs(current.mass_mg) <= plan.band_mg;
  const isZero = Math.abs(rest.mass_mg) <= plan.band_mg;
  const isOld = Math.abs(rest.mass_mg - current.mass_mg) < plan.least_mg;
  const isFinal = began_ms >= jump.settled_ms;
  if (jump.shown || isOld || (wasZero && !isZero)) {
    // What was put on an empty scale and then tared away shows as nothing at all.
    if (!jump.shown && wasZero && isZero && jump.disturbed) {
      askJump(turn, parts, channel, current, rest, `was told to ${jump.kind} while something moved`);
      state.jump = undefined;
    }
    if (isOld) jump.disturbed = false;
    if (isFinal) state.jump = undefined;
    return false;
  }
  if (!isZero) {
    askJump(
      turn,
      parts,
      channel,
      current,
      rest,
      `was told to ${jump.kind} and shows neither zero nor what it did`,
      true,
    );
    state.jump = undefined;
    state.current = { ...rest };
    state.is_shift_known = false;
    return true;
  }
  if (jump.disturbed || jump.unwatched) {
    const when = jump.unwatched ? 'while nobody was watching' : 'while something moved';
    askJump(turn, parts, channel, current, rest, `was told to ${jump.kind} ${when}`);
  }
  shiftTo(channel, current, rest);
  if (jump.is_told) state.jump = undefined;
  else jump.shown = true;
  return true;
}

/** After a restart: whether the scale shows its load without the tare again. `unclear`: neither with it nor without. */
export function lostTare({ state, plan }: Channel, current: Rest, rest: Rest): 'no' | 'lost' | 'unclear' {
  const { shift_mg, is_shift_known } = state;
  if ((shift_mg === 0 && is_shift_known) || Math.abs(rest.mass_mg - current.mass_mg) < plan.least_mg) return 'no';
  if (!is_shift_known) return 'unclear';
  return Math.abs(rest.mass_mg - (current.mass_mg - shift_mg)) < plan.least_mg ? 'lost' : 'unclear';
}

/**
 * Tared at the scale itself, and nobody told: it showed nothing, though its empty bin weighs something, and now it shows less than
 * nothing. Where the bin was lifted away it would not. What it shows when empty is known again once somebody counts.
 */
export function noteHandTare(channel: Channel, current: Rest, rest: Rest): void {
  const { state, plan } = channel;
  const empty_mg = plan.empty_mg === undefined || !state.is_shift_known ? undefined : plan.empty_mg + state.shift_mg;
  if (empty_mg === undefined || state.gap || Math.abs(current.mass_mg) > plan.band_mg) return;
  const least_mg = Math.max(plan.least_mg, plan.band_mg);
  if (empty_mg > current.mass_mg + least_mg && rest.mass_mg < current.mass_mg - least_mg) state.is_shift_known = false;
}

/** The load stands where it stood before it was ever tared. */
export function forgetTare(channel: Channel, current: Rest, rest: Rest): void {
  shiftTo(channel, current, rest);
  channel.state.shift_mg = 0;
}

/** The level that changes count from moves along. */
function shiftTo({ state }: Channel, current: Rest, rest: Rest): void {
  state.current = { ...rest };
  state.shift_mg += rest.mass_mg - current.mass_mg;
}

function askJump(
  turn: Turn,
  parts: WeightParts,
  { state }: Channel,
  before: Rest,
  after: Rest,
  what: string,
  is_anew = false,
): void {
  const { device, channel, location } = state;
  onTareDoubt(turn, parts, { kind: 'tare-doubt', device, channel, location, before, after, what, is_anew });
}

function channelsOf(scales: Scales, device: string, channel: string | undefined): readonly Channel[] {
  const channels = [...(scales.devices.get(device)?.values() ?? [])];
  return channel === undefined ? channels : channels.filter(({ state }) => state.channel === channel);
}
