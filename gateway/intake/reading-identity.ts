/** Is this reading known already? Its identity when it is new, see docs/decisions/0004-redelivery.md. */
import type { Reading } from '../../devices/reading.ts';
import { assert } from '../base/assert.ts';
import type { JournalRow } from '../ledger/reader.ts';
import { type IdentityMemory, isSameMoment, newSequence, type ReadingIdentity, type Repeats } from './identity.ts';

export interface ReadingOfRow {
  /** Which reading of its frame, from 0. */
  readonly index: number;
  readonly reading: Reading;
  /** What is known of its message, where the reading has no number. */
  readonly repeats: Repeats | undefined;
}

/** Undefined when it came before. */
export function readingIdentity(
  identity: IdentityMemory,
  row: JournalRow,
  { index, reading, repeats }: ReadingOfRow,
): ReadingIdentity | undefined {
  if (reading.seq === undefined) {
    const isRepeat = repeats?.is_redelivery === true || isSameMoment(reading, repeats?.since_ms);
    return isRepeat ? undefined : { id: `${row.device}:n${row.n}:${index}` };
  }
  const { device, data } = row;
  assert(device !== undefined && data !== undefined, 'a numbered reading has a device and bytes');
  // A snapshot states what is; the broker may repeat it for ever and it books no event.
  if (reading.snapshot === true) return { id: `${device}:n${row.n}:${index}` };
  const boot = newSequence(identity, device, { boot: reading.boot, seq: reading.seq, n: row.n, data });
  return boot === undefined ? undefined : { id: `${device}:${boot}:${reading.seq}:${index}`, boot };
}
