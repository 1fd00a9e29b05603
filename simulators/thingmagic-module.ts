/** A ThingMagic module: has to be told protocol, antennas and region, then tells every tag by itself, and once a second that it still reads. */
import { hexBytes, numberAt } from '../devices/codec/bytes.ts';
import { framerOf } from '../devices/codec/framer.ts';
import {
  decodeThingMagicRequest,
  type ThingMagicRequest,
  thingmagic_commands,
  thingmagic_status,
  thingmagicFrame,
  thingmagicRequestFraming,
} from '../devices/rfid/thingmagic-frame.ts';
import { airFrameOf, dbmOf } from './air.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { RfidModule } from './rfid-module.ts';

export interface ThingMagicModuleOptions {
  /** False: it forgets its region with the power, as a module does that was never told to keep it. */
  readonly remembers_region?: boolean;
  /** More than that it refuses. */
  readonly power_cdbm_max?: number;
}

export interface ThingMagicModule extends RfidModule {
  /** It says so until it is told that all is well again. */
  suffer(from: 'too_hot' | 'return_loss' | undefined): void;
  /** As it was told; undefined leaves it to the module. It forgets it with the power. */
  readonly power_cdbm: number | undefined;
}

const bad_value = 0x0105;
const unknown_command = 0x0101;
const alive_ms = 1_000;
/** Boot loader, hardware, date and number of the firmware, protocols. */
const version = '141208003000000220221107010B031E00000010';
const frequency_khz = 866_300;

function reply(command: number, status = 0, data = ''): Uint8Array {
  return thingmagicFrame.encode({ kind: 'other', command, status, data });
}

/** What it says of one tag, when it last gave a sign of life at this time. */
function tagFrame({ epc, antenna, rssi_cdbm, at_ms, count = 1 }: SeenTag, alive_at_ms: number): Uint8Array {
  return thingmagicFrame.encode({
    kind: 'tag',
    status: 0,
    option: 0x10,
    search_flags: 0x1b,
    reply: 1,
    tag: {
      reads: count,
      rssi_dbm: dbmOf(rssi_cdbm),
      antennas: antenna * 17,
      frequency_khz,
      since_ms: Math.max(0, at_ms - alive_at_ms),
      phase: 0,
      protocol: 5,
      embedded: '',
      gpio: 0,
      ...airFrameOf(epc),
    },
  });
}

export function thingmagicModule({
  remembers_region = false,
  power_cdbm_max = 2_700,
}: ThingMagicModuleOptions): ThingMagicModule {
  let framer = framerOf(thingmagicRequestFraming);
  let has_region = remembers_region;
  let antennas: readonly number[] = [];
  let is_reading = false;
  let alive_at_ms = 0;
  let trouble: 'too_hot' | 'return_loss' | undefined;
  let power_cdbm: number | undefined;

  function read(data: string, at_ms: number): Uint8Array {
    const command = thingmagic_commands.read_on;
    // The third byte is 1 to begin and 2 to end.
    if (numberAt(hexBytes(data), 2, 1) !== 1) {
      is_reading = false;
      return reply(command, 0, data);
    }
    if (!has_region || antennas.length === 0) return reply(command, bad_value);
    is_reading = true;
    alive_at_ms = at_ms;
    return reply(command);
  }
  function answer({ command, data }: ThingMagicRequest, at_ms: number): Uint8Array {
    switch (command) {
      case thingmagic_commands.version:
        return reply(command, 0, version);
      case thingmagic_commands.protocol:
        return reply(command);
      case thingmagic_commands.antennas:
        antennas = [...hexBytes(data.slice(2))].filter((_, at) => at % 2 === 0);
        return reply(command);
      case thingmagic_commands.region:
        has_region = true;
        return reply(command);
      case thingmagic_commands.power: {
        const wanted = numberAt(hexBytes(data), 0, 2);
        if (wanted > power_cdbm_max) return reply(command, bad_value);
        power_cdbm = wanted;
        return reply(command);
      }
      case thingmagic_commands.read_on:
        return read(data, at_ms);
      default:
        return reply(command, unknown_command);
    }
  }

  return {
    get power_cdbm() {
      return power_cdbm;
    },
    heard(chunk, at_ms) {
      return framer.push(chunk).flatMap((cut) => {
        const request = cut.kind === 'frame' ? decodeThingMagicRequest(cut.data) : undefined;
        if (request?.ok !== true) return [];
        // While it reads it takes no settings.
        if (is_reading && request.value.command !== thingmagic_commands.read_on) {
          return [reply(request.value.command, unknown_command)];
        }
        return [answer(request.value, at_ms)];
      });
    },
    spoken(tags, at_ms) {
      if (!is_reading) return [];
      const audible = tags.filter(({ antenna }) => antennas.includes(antenna));
      const said = audible.map((tag) => tagFrame(tag, alive_at_ms));
      if (at_ms - alive_at_ms < alive_ms) return said;
      alive_at_ms = at_ms;
      const status = thingmagic_status[trouble ?? 'keepalive'];
      return [...said, reply(thingmagic_commands.read, status)];
    },
    suffer(from) {
      trouble = from;
    },
    restart() {
      framer = framerOf(thingmagicRequestFraming);
      has_region = remembers_region;
      antennas = [];
      is_reading = false;
      power_cdbm = undefined;
    },
  };
}
