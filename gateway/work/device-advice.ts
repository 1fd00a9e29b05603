/** What to do about a device: from facts to sentences, each with a next step. The worst comes first. */

import { type Advice, type DeviceFacts, spanWords } from './device-facts.ts';
import { linkAdvice } from './link-advice.ts';
import { readerAdvice } from './reader-advice.ts';
import { scaleAdvice } from './scale-advice.ts';

const hour_ms = 3_600_000;
const day_ms = 24 * hour_ms;
const year_ms = 365 * day_ms;
/** A clock that is further off is not believed; see interpretation's effective time. */
const unbelieved_ms = day_ms;
const noticed_ms = 5_000;
/** Fewer are chance. */
const frames_min = 10;

const tones = ['bad', 'warn', 'note'] as const;

/** In a stable order: by tone, then as the rules stand. */
export function adviceOn(facts: DeviceFacts): readonly Advice[] {
  const all = [
    ...linkAdvice(facts),
    ...frameAdvice(facts),
    ...readerAdvice(facts),
    ...scaleAdvice(facts),
    ...placeAdvice(facts),
    ...conditionAdvice(facts),
    ...clockAdvice(facts),
  ];
  return tones.flatMap((tone) => all.filter((each) => each.tone === tone));
}

/** What came and could not be understood. */
function frameAdvice({ activity, detail, unit, may_need_unit, now_ms }: DeviceFacts): Advice[] {
  const fault = detail?.last_fault;
  if (activity === undefined) return [];
  const { frames, readings, quarantined } = activity;
  const mentionsUnit = fault !== undefined && /\bunit\b/i.test(fault.reason.slice(0, 500));
  if (may_need_unit && unit === undefined && (mentionsUnit || (quarantined > 0 && readings === 0))) {
    return [
      {
        code: 'unit-missing',
        tone: 'bad',
        says: 'It shows numbers without a unit, and the settings do not say which it is set to.',
        next: 'Look at its display, and set `unit` of this device to g, kg, lb or oz.',
      },
    ];
  }
  if (quarantined === 0 || fault === undefined) return [];
  const says = `${quarantined} of ${frames} frames were not understood. The last one: ${fault.reason}.`;
  if (frames >= frames_min && quarantined * 2 >= frames) {
    return [
      {
        code: 'wrong-driver',
        tone: 'bad',
        says,
        next: 'Is its driver the right one, and is it set to the output that driver reads? Compare a frame below with its manual.',
      },
    ];
  }
  if (now_ms - fault.at_ms > day_ms) return [];
  return [
    {
      code: 'frames-quarantined',
      tone: 'warn',
      says,
      next: 'They are kept with their reason. If they come again and again, the line is disturbed or the device sends what its driver does not know.',
    },
  ];
}

/** Readings that lead nowhere. */
function placeAdvice(facts: DeviceFacts): Advice[] {
  const { antennas, channels, has_portal, is_scanner, activity } = facts;
  const has_places = antennas.length > 0 || channels.length > 0 || has_portal || is_scanner;
  if (has_places || (activity?.readings ?? 0) === 0) return [];
  return [
    {
      code: 'no-places',
      tone: 'warn',
      says: 'It is heard, and the settings do not say what it watches: its readings move no stock.',
      next: 'Give its antennas or channels their locations, or make it a scanner, in the settings.',
    },
  ];
}

function conditionAdvice({ detail, now_ms }: DeviceFacts): Advice[] {
  const advice: Advice[] = [];
  for (const { condition, at_ms, times, says } of detail?.conditions ?? []) {
    const age_ms = now_ms - at_ms;
    if (condition === 'data-lost' && age_ms < day_ms) {
      advice.push({
        code: 'data-lost',
        tone: 'warn',
        says: `Messages of it never came, ${spanWords(age_ms)} ago${says === undefined ? '' : `: ${says.replace(/\.$/, '')}`}.`,
        next: 'Count what it watches if a movement may have been among them. Where it publishes with QoS 0, let it use QoS 1.',
      });
    } else if (condition === 'buffer-overflow' && age_ms < day_ms) {
      advice.push({
        code: 'buffer-overflow',
        tone: 'warn',
        says: `It had to drop reports, ${spanWords(age_ms)} ago: nobody took them in time.`,
        next: 'Count what it watches. If it happens again, keep the gateway reachable for it, or let fewer tags report.',
      });
    } else if (condition === 'restarted' && age_ms < hour_ms && times >= 3) {
      advice.push({
        code: 'restarts',
        tone: 'warn',
        says: `It has restarted ${times} times, the last time ${spanWords(age_ms)} ago.`,
        next: 'Look at its power supply and, on Wi-Fi, at its reception. A scale may take the load it finds at a start for its zero.',
      });
    }
  }
  return advice;
}

function clockAdvice({ activity, now_ms }: DeviceFacts): Advice[] {
  const skew_ms = activity?.skew_ms;
  if (skew_ms === undefined || Math.abs(skew_ms) < noticed_ms) return [];
  const direction = skew_ms < 0 ? 'behind' : 'ahead';
  if (Math.abs(skew_ms) < unbelieved_ms) {
    return [
      {
        code: 'clock-skew',
        tone: 'note',
        says: `Its clock is ${spanWords(Math.abs(skew_ms))} ${direction}. That is taken into account.`,
        next: 'Let it set its time from the network (NTP).',
      },
    ];
  }
  const year = 1970 + Math.floor((now_ms + skew_ms) / year_ms);
  return [
    {
      code: year <= 1980 ? 'clock-1970' : 'clock-wrong',
      tone: 'warn',
      says: `Its clock stands in ${year}, so its times are not believed: the times of arrival are used.`,
      next: 'Set its time, best from the network (NTP). Until then what it held back while it was away is told at the time it came.',
    },
  ];
}
