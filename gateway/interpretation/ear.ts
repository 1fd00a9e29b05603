/**
 * What a reader, or one of its antennas, hears at all, whichever tag it is. When several tags fall silent in the same moments and nothing
 * else is heard, it is the reader that pauses: its silence says nothing of one of them (`tag-leave.ts`).
 */
import { notePause, pause_min_ms, type Rhythm, rhythm_count, usualSilence_ms } from './rhythm.ts';

export interface Ear {
  /** Undefined for the reader as a whole. */
  readonly antenna: number | undefined;
  /** When it heard anything last, by arrival, and which tag. */
  heard_ms: number;
  epc: string;
  /** When it heard another tag than that one last. */
  other_ms: number | undefined;
  /** When it began to hear after its newest pause. */
  awake_ms: number;
  /** How far apart what it hears is, on the mean. */
  every_ms: number;
  /** Its pauses after which the same tags were there again. */
  rhythm: Rhythm | undefined;
}

/** Tags whose last reads lie so close fell silent together. */
const together_ms = 3_000;
/** A silence of so many of its intervals, and not less than this, is an outage. */
const outage_times = 10;
const outage_min_ms = 10_000;
const gain = 0.05;
/** The tags of a silent reader may have gone all at once: so long it is waited for, and longer where nobody would notice its loss. */
const watched_ms = 60_000;
const unwatched_ms = 120_000;

export function earOf(ears: Ear[], antenna: number | undefined, epc: string, at_ms: number): Ear {
  for (const ear of ears) if (ear.antenna === antenna) return ear;
  const ear: Ear = {
    antenna,
    heard_ms: at_ms,
    epc,
    other_ms: undefined,
    awake_ms: at_ms,
    every_ms: 0,
    rhythm: undefined,
  };
  ears.push(ear);
  return ear;
}

/**
 * A read. `last_ms`: when the same tag was last heard at its place by this antenna, undefined for one that was not. True when several
 * tags had fallen silent together and it is no usual pause that ends: then nobody knows what happened meanwhile.
 */
export function hearAt(ear: Ear, epc: string, at_ms: number, last_ms: number | undefined): boolean {
  const pause_ms = at_ms - ear.heard_ms;
  let is_outage = false;
  if (pause_ms >= pause_min_ms) {
    const is_joint = isJoint(ear);
    ear.awake_ms = at_ms;
    const usual_ms = Math.max(outage_min_ms, outage_times * ear.every_ms, usualSilence_ms(ear.rhythm, ear.heard_ms));
    is_outage = is_joint && pause_ms > usual_ms;
    // Who ends the pause was there before it.
    if (last_ms !== undefined && last_ms >= ear.heard_ms - together_ms) {
      ear.rhythm = notePause(ear.rhythm, pause_ms, at_ms, is_joint && ear.antenna === undefined ? rhythm_count : 1);
    }
  } else if (pause_ms > 0) ear.every_ms += (pause_ms - ear.every_ms) * gain;
  if (epc !== ear.epc) ear.other_ms = ear.heard_ms;
  ear.epc = epc;
  ear.heard_ms = at_ms;
  return is_outage;
}

/**
 * How long a silence since `since_ms` says nothing, because its reader or antenna has its usual pauses. One that has heard others ever
 * since has none.
 */
export function usualPause_ms(
  ears: readonly Ear[],
  antenna: number | undefined,
  since_ms: number,
  at_ms: number,
): number {
  let pause_ms = 0;
  for (const ear of ears) {
    if (ear.antenna !== undefined && ear.antenna !== antenna) continue;
    if (since_ms >= ear.awake_ms && at_ms - ear.heard_ms < pause_min_ms) continue;
    pause_ms = Math.max(pause_ms, usualSilence_ms(ear.rhythm, since_ms));
  }
  return pause_ms;
}

/** Whether the reader or the antenna as a whole was silent since then, and goes on. */
export function hasPaused(ears: readonly Ear[], antenna: number | undefined, since_ms: number): boolean {
  return ears.some((ear) => (ear.antenna === undefined || ear.antenna === antenna) && ear.awake_ms > since_ms);
}

/**
 * Until when a reader of several tags as a whole is only silent itself, which says nothing of any of them; undefined while it is not
 * silent. `is_watched`: whether its loss would be noticed.
 */
export function silentUntil_ms(ears: readonly Ear[], is_watched: boolean, at_ms: number): number | undefined {
  const ear = ears.find(({ antenna }) => antenna === undefined);
  if (ear === undefined || at_ms - ear.heard_ms < pause_min_ms || !isJoint(ear)) return undefined;
  return ear.heard_ms + (is_watched ? watched_ms : unwatched_ms);
}

/** Until when the silence of one tag was its own: until now, or where several fell silent together, until then. */
export function listenedUntil_ms(ears: readonly Ear[], at_ms: number): number {
  const ear = ears.find(({ antenna }) => antenna === undefined);
  return ear === undefined || !isJoint(ear) ? at_ms : Math.min(at_ms, ear.heard_ms);
}

function isJoint({ heard_ms, other_ms }: Ear): boolean {
  return other_ms !== undefined && other_ms >= heard_ms - together_ms;
}
