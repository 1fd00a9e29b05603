/**
 * What of a reader's own answers decides what its later reports mean: its frequencies, which reports name by their place in a
 * table. They come anew with every connection; until then those of the last one hold.
 */
import type { Followed, Follower, FrameContext } from '../driver.ts';
import { capabilitiesOf, configurationOf, type HopTable } from './llrp-capabilities.ts';
import type { LlrpMessage } from './llrp-message.ts';
import { llrpReadings } from './llrp-readings.ts';

/** Frequencies remembered of one reader, over all its hop tables; tables beyond are left out. */
const frequencies_max = 1_024;

interface Remembered {
  readonly tables: readonly HopTable[];
  /** The table the reader is set to, by its number. */
  readonly used: number;
}

export function llrpFollower(saved?: unknown): Follower<LlrpMessage> {
  let remembered: Remembered = isRemembered(saved) ? saved : { tables: [], used: 0 };
  let channels = channelsOf(remembered);

  function remember(now: Remembered): void {
    remembered = now;
    channels = channelsOf(now);
  }

  return {
    follow(message: LlrpMessage, _context: FrameContext): Followed {
      if (message.name === 'GET_READER_CAPABILITIES_RESPONSE') {
        const tables = capabilitiesOf(message)?.tables ?? [];
        remember({ tables: fewEnough(tables), used: tables[0]?.table ?? 0 });
      } else if (message.name === 'GET_READER_CONFIG_RESPONSE') {
        const [first] = configurationOf(message).transmitters.values();
        if (first !== undefined) remember({ ...remembered, used: first.table });
      }
      const readings = llrpReadings(message, channels);
      return message.skipped === undefined ? { readings } : { readings, passed_over: message.skipped };
    },
    saved: () => remembered,
  };
}

/** The table in use; the first where the reader names one that it did not tell of. */
function channelsOf({ tables, used }: Remembered): readonly number[] {
  const table = tables.find((each) => each.table === used) ?? tables[0];
  return table?.frequencies_khz ?? [];
}

function fewEnough(tables: readonly HopTable[]): readonly HopTable[] {
  let left = frequencies_max;
  return tables.filter(({ frequencies_khz }) => {
    if (frequencies_khz.length > left) return false;
    left -= frequencies_khz.length;
    return true;
  });
}

function isRemembered(saved: unknown): saved is Remembered {
  if (typeof saved !== 'object' || saved === null || !('tables' in saved) || !('used' in saved)) return false;
  return typeof saved.used === 'number' && Array.isArray(saved.tables) && saved.tables.every(isHopTable);
}

function isHopTable(value: unknown): value is HopTable {
  if (typeof value !== 'object' || value === null || !('table' in value) || !('frequencies_khz' in value)) return false;
  const { table, frequencies_khz } = value;
  return (
    typeof table === 'number' &&
    Array.isArray(frequencies_khz) &&
    frequencies_khz.every((each) => typeof each === 'number')
  );
}
