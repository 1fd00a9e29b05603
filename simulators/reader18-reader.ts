/** A reader of the Reader18 family: says what it has heard since it was last asked, and nothing unasked. */
import { hexBytes, hexOfNumber, numberAt } from '../devices/codec/bytes.ts';
import { framerOf } from '../devices/codec/framer.ts';
import {
  decodeReader18Request,
  type Reader18Reply,
  type Reader18Request,
  reader18_commands,
  reader18_status,
  reader18Frame,
  reader18RequestFraming,
} from '../devices/rfid/reader18-frame.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { RfidModule } from './rfid-module.ts';

/** Old readers tell EPCs alone, newer ones the antenna too. */
export type Reader18Form = 'epcs' | 'antenna';

export interface Reader18ReaderOptions {
  readonly form: Reader18Form;
  readonly address?: number;
  /** More than that it refuses; whole dBm. */
  readonly power_dbm_max?: number;
  /** Where it was used before; Europe when absent. */
  readonly band?: 'eu' | 'na';
}

export interface Reader18Reader extends RfidModule {
  /** As it was told and remembers, in whole dBm. */
  readonly power_dbm: number;
  /** How often it has written a setting into its memory. */
  readonly writes: number;
}

const everybody = 0xff;
/** Version 2.81 and its kind; then its band, power and time. */
const version = '02510903';
const scan_time = '0A';
/** All channels of each, as its documents have them. */
const bands = { eu: '4E00', na: '3180' } as const;
const power_dbm_usual = 30;
const wrong_parameter = 0xff;
const unknown_command = 0xfe;
/** So many EPCs of 12 bytes fit into a frame whose length is one byte. */
const tags_per_frame = 14;
const remembered_max = 200;

export function reader18Reader({
  form,
  address = 0,
  power_dbm_max = 30,
  ...options
}: Reader18ReaderOptions): Reader18Reader {
  let framer = framerOf(reader18RequestFraming);
  let band: string = bands[options.band ?? 'eu'];
  let power_dbm = Math.min(power_dbm_usual, power_dbm_max);
  let writes = 0;
  /** By EPC and antenna; the loudest stays. */
  let heard = new Map<string, SeenTag>();

  function inventory(): readonly Uint8Array[] {
    const tags = [...heard.values()];
    heard = new Map();
    if (tags.length === 0) return [other(address, reader18_commands.inventory, reader18_status.no_tags, '')];
    const groups = new Map<number, SeenTag[]>();
    for (const tag of tags) {
      const antenna = form === 'epcs' ? 0 : tag.antenna;
      groups.set(antenna, [...(groups.get(antenna) ?? []), tag]);
    }
    const lists = [...groups].flatMap(([antenna, all]) => parted(all).map((some) => ({ antenna, some })));
    return lists.map(({ antenna, some }, at) => {
      const status = at === lists.length - 1 ? reader18_status.done_early : reader18_status.more_follows;
      return reader18Frame.encode(listing({ form, address }, antenna, status, some));
    });
  }

  function answer(request: Reader18Request): readonly Uint8Array[] {
    if (request.address !== address && request.address !== everybody) return [];
    const { command, data } = request;
    switch (command) {
      case reader18_commands.inventory:
        return inventory();
      case reader18_commands.information:
        return [other(address, command, 0, version + band + hexOfNumber(power_dbm, 1) + scan_time)];
      case reader18_commands.region:
        band = data;
        writes += 1;
        return [other(address, command, 0, '')];
      case reader18_commands.power: {
        const wanted = numberAt(hexBytes(data), 0, 1);
        if (wanted > power_dbm_max) return [other(address, command, wrong_parameter, '')];
        power_dbm = wanted;
        writes += 1;
        return [other(address, command, 0, '')];
      }
      default:
        return [other(address, command, unknown_command, '')];
    }
  }

  return {
    get power_dbm() {
      return power_dbm;
    },
    get writes() {
      return writes;
    },
    heard(chunk) {
      return framer.push(chunk).flatMap((cut) => {
        const request = cut.kind === 'frame' ? decodeReader18Request(cut.data) : undefined;
        return request?.ok === true ? answer(request.value) : [];
      });
    },
    spoken(tags) {
      for (const tag of tags) {
        const key = `${tag.epc}/${tag.antenna}`;
        const before = heard.get(key);
        if (before === undefined && heard.size >= remembered_max) continue;
        if (before === undefined || before.rssi_cdbm < tag.rssi_cdbm) heard.set(key, tag);
      }
      return [];
    },
    restart() {
      framer = framerOf(reader18RequestFraming);
      heard = new Map();
    },
  };
}

function listing(
  { form, address = 0 }: Reader18ReaderOptions,
  antenna: number,
  status: number,
  tags: readonly SeenTag[],
): Reader18Reply {
  if (form === 'epcs') return { kind: 'inventory', address, status, form, tags: tags.map(({ epc }) => ({ epc })) };
  const read = tags.map(({ epc, rssi_cdbm }) => ({ epc, strength: Math.max(0, Math.round(rssi_cdbm / 100) + 128) }));
  return { kind: 'inventory', address, status, form, antenna, tags: read };
}

function other(address: number, command: number, status: number, data: string): Uint8Array {
  return reader18Frame.encode({ kind: 'other', address, command, status, data });
}

function parted(tags: readonly SeenTag[]): readonly (readonly SeenTag[])[] {
  const parts = Math.ceil(tags.length / tags_per_frame);
  return Array.from({ length: parts }, (_, at) => tags.slice(at * tags_per_frame, (at + 1) * tags_per_frame));
}
