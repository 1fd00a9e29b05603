/**
 * When something happened: the device's own time less its estimated skew where the device's clock can be trusted, else the
 * time of arrival. A message can only be late, so the skew is the greatest lead of the device's clock over arrival that was
 * seen lately; a delayed message then keeps its true age, and nothing ever happened after it arrived.
 */

/** What is known of a device's clock: its greatest lead in this stretch of time and in the one before. */
export interface DeviceClock {
  known: boolean;
  stretch_ms: number;
  lead_ms: number;
  lead_before_ms: number;
  /** Of the newest reading, so that a clock set in the midst of a backlog is noticed. All absent in older checkpoints. */
  newest_arrived_ms?: number | undefined;
  newest_device_ms?: number | undefined;
  newest_effective_ms?: number | undefined;
  /** How far the clock went from the reading before it. */
  step_ms?: number;
  /** The lead is only guessed since then: what is heard at once tells it. */
  is_guessed?: boolean;
}

/** Readings of a backlog arrive no further apart than this, and were said so long before. */
const backlog_apart_ms = 1_000;
const backlog_age_ms = 3_000;
/** No short way gains so much: the clock was set. */
const set_min_ms = 5_000;
/** What comes next in a backlog was said no later than so long after the one before, as far as anybody can guess. */
const step_max_ms = 5_000;

/** A clock further off than this says nothing; it is also the greatest age a reading may have. */
export const clock_trust_ms = 86_400_000;

/** Clocks that begin at 1970 are counters, not clocks. 2000-01-01. */
export const earliest_device_ms = 946_684_800_000;

/** A clock set back is believed after one to two stretches; a backlog sent within one is dated rightly. */
const stretch_length_ms = 600_000;

export function deviceClockOf(): DeviceClock {
  return {
    known: false,
    stretch_ms: 0,
    lead_ms: 0,
    lead_before_ms: 0,
    newest_arrived_ms: undefined,
    newest_device_ms: undefined,
    newest_effective_ms: undefined,
    step_ms: 0,
    is_guessed: false,
  };
}

/** The clock was set back: what it was ahead by is no longer known. */
export function forgetLead(clock: DeviceClock): void {
  clock.known = false;
}

/**
 * Learns from a reading that has arrived and has to wait: it may have had the shortest way of all. A greater gain than
 * `within_ms` is no short way but another setting of the clock, and what waits was said before that.
 */
export function noteLead(
  clock: DeviceClock,
  arrived_ms: number,
  device_at_ms: number | undefined,
  within_ms: number,
): void {
  if (device_at_ms === undefined) return;
  if (!clock.known) {
    effectiveTime(clock, arrived_ms, device_at_ms);
    return;
  }
  const gain_ms = device_at_ms - arrived_ms - clock.lead_ms;
  if (gain_ms > 0 && gain_ms <= within_ms) clock.lead_ms += gain_ms;
}

/** Whether what the device's clock says is a time near enough to `near_ms` to be one. */
export function tellsTime(near_ms: number, device_at_ms: number | undefined): device_at_ms is number {
  if (device_at_ms === undefined || device_at_ms < earliest_device_ms) return false;
  return Math.abs(device_at_ms - near_ms) <= clock_trust_ms;
}

/** Effective time in ms, never after `arrived_ms`. Learns from each reading; readings come in order of arrival. */
export function effectiveTime(clock: DeviceClock, arrived_ms: number, device_at_ms: number | undefined): number {
  if (!tellsTime(arrived_ms, device_at_ms)) return arrived_ms;
  const lead_ms = device_at_ms - arrived_ms;
  const before_ms = clock.newest_effective_ms;
  const { newest_arrived_ms = Number.NEGATIVE_INFINITY } = clock;
  const isAtOnce = arrived_ms - newest_arrived_ms > backlog_apart_ms;
  const isOld = !isAtOnce && before_ms !== undefined && newest_arrived_ms - before_ms >= backlog_age_ms;
  const isSet = !clock.known || lead_ms - Math.max(clock.lead_ms, clock.lead_before_ms) > set_min_ms;
  if (isOld && isSet) {
    // It was said soon after the one before it, not when both arrived.
    const said_ms = Math.min(arrived_ms, before_ms + Math.max(0, Math.min(step_max_ms, clock.step_ms ?? 0)));
    beginLead(clock, arrived_ms, device_at_ms - said_ms);
    clock.is_guessed = true;
  } else if (!clock.known || (clock.is_guessed === true && isAtOnce)) {
    beginLead(clock, arrived_ms, lead_ms);
    clock.is_guessed = false;
  } else if (arrived_ms - clock.stretch_ms >= stretch_length_ms) {
    clock.stretch_ms = arrived_ms;
    clock.lead_before_ms = clock.lead_ms;
    clock.lead_ms = lead_ms;
  } else if (lead_ms > clock.lead_ms) clock.lead_ms = lead_ms;
  const effective_ms = Math.round(device_at_ms - Math.max(clock.lead_ms, clock.lead_before_ms));
  const at_ms = arrived_ms - effective_ms > clock_trust_ms ? arrived_ms : effective_ms;
  if (!isSet) clock.step_ms = device_at_ms - (clock.newest_device_ms ?? device_at_ms);
  clock.newest_arrived_ms = arrived_ms;
  clock.newest_device_ms = device_at_ms;
  clock.newest_effective_ms = at_ms;
  return at_ms;
}

function beginLead(clock: DeviceClock, arrived_ms: number, lead_ms: number): void {
  clock.known = true;
  clock.stretch_ms = arrived_ms;
  clock.lead_ms = lead_ms;
  clock.lead_before_ms = lead_ms;
}
