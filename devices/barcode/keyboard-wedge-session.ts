/** Listens to a scanner that types: gathers its keystrokes up to the key that ends a code. */
import type { Session, SessionStep } from '../driver.ts';
import { gatheringOf } from './gathering.ts';
import { endsCode, isIdle, keysIn, report_bytes } from './keystrokes.ts';

/** The slowest scanners pause 0.1 s between keys; a code whose end key is switched off is over after this. */
const quiet_ms = 500;

export function keyboardWedgeSession(bytes_max: number): Session {
  const gathering = gatheringOf(bytes_max);
  let before: Uint8Array = new Uint8Array(report_bytes);
  const nothing: SessionStep = { send: [], deliver: false };

  /** The timer runs from the last key. */
  function step(frame: Uint8Array | undefined): SessionStep {
    return {
      ...nothing,
      ...(frame === undefined ? {} : { gathered: [frame] }),
      ...(gathering.isEmpty ? {} : { wake_in_ms: quiet_ms }),
    };
  }

  return {
    opened: () => ({
      ...nothing,
      status: { state: 'ready', says: 'Opened. Codes are read as typed on a US English keyboard.' },
    }),
    heard(report) {
      const keys = keysIn(report);
      // No report of a keyboard: journaled as it is, so that it is refused where people see it.
      if (keys === undefined) return { ...nothing, deliver: true };
      const isLast = endsCode(before, keys);
      before = keys.slice();
      // Keys let go after the end, and an end without a code: the second half of a doubled Enter.
      if (gathering.isEmpty && (isIdle(keys) || isLast)) return nothing;
      return step(gathering.add(keys, isLast));
    },
    waited: () => step(gathering.flush()),
  };
}
