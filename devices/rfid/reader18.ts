/** UHF readers of the Reader18 family (Chafon, RRU, UHFReader18, CF-RU5xxx), serial at 57600 baud, 8N1, or TCP port 6000. */
import { hexOfNumber } from '../codec/bytes.ts';
import { driver, type SessionSettings } from '../driver.ts';
import type { Reading } from '../reading.ts';
import {
  type ModulePower,
  type ModuleSaid,
  ModuleSession,
  type ModuleStep,
  type ModuleTalk,
} from './module-session.ts';
import { reader18Examples } from './reader18-examples.ts';
import {
  encodeReader18Request,
  type Reader18Reply,
  reader18_commands,
  reader18_status,
  reader18Frame,
  reader18Framing,
} from './reader18-frame.ts';

const everybody = 0xff;
const poll_ms_default = 200;
const poll_ms_min = 50;
const poll_ms_max = 60_000;

const troubles: Readonly<Record<number, string>> = {
  [reader18_status.antenna_fault]: 'antenna fault; check the cable and that the antenna is connected.',
  249: 'the command could not be carried out.',
  250: 'a tag is there but is heard too badly to be read.',
  253: 'the length of the command is wrong.',
  254: 'the reader does not know the command.',
  255: 'a parameter of the command is wrong.',
};

/**
 * Regions by the names used in settings, as the band and the number of its last channel; a region is all its channels. `eu3`
 * is Europe's four channels of higher power. From the maker's manual; the ranges are those of the bands' own channels.
 */
const bands: Readonly<Record<string, { readonly band: number; readonly last_channel: number }>> = {
  cn: { band: 0b0001, last_channel: 19 },
  na: { band: 0b0010, last_channel: 49 },
  kr: { band: 0b0011, last_channel: 31 },
  eu: { band: 0b0100, last_channel: 14 },
  eu3: { band: 0b1001, last_channel: 3 },
};

/** Whole dBm in one byte; what is beyond its own amplifier it refuses itself. */
const power: ModulePower = { min: 0, max: 3_300, step: 100 };

/** First the last channel with the upper bits of the band, then the first channel with the lower ones. */
function regionBytes(region: string): string | undefined {
  const of = bands[region];
  if (of === undefined) return undefined;
  const { band, last_channel } = of;
  return hexOfNumber(((band >> 2) << 6) | last_channel, 1) + hexOfNumber((band & 0b11) << 6, 1);
}

/** Where region and power stand in its information, in digits. */
const told_at = { region: [8, 12], power: [12, 14] } as const;

function talk({ poll_ms = poll_ms_default, antennas = [], region = '' }: SessionSettings): ModuleTalk {
  const ask = (command: number, data = '') => encodeReader18Request({ address: everybody, command, data });
  const { inventory, information, region: set_region, power: set_power } = reader18_commands;
  let known = '';
  const step = (command: number, data: string, asks: string): ModuleStep => ({
    send: ask(command, data),
    command,
    asks,
  });
  // It remembers both, in a memory that wears: what is so already is not written again.
  const setRegion = (data: string): ModuleStep => ({
    ...step(set_region, data, 'its region'),
    sets: 'region',
    is_so: () => known.slice(...told_at.region) === data,
  });
  const setPower = (data: string): ModuleStep => ({
    ...step(set_power, data, 'its power'),
    sets: 'power',
    is_so: () => known.slice(...told_at.power) === data,
  });
  const region_bytes = regionBytes(region);
  return {
    name: 'Reader18 reader',
    steps: ({ power_cdbm }) => [
      step(information, '', 'its version'),
      ...(region_bytes === undefined ? [] : [setRegion(region_bytes)]),
      ...(power_cdbm === undefined ? [] : [setPower(hexOfNumber(power_cdbm / power.step, 1))]),
    ],
    forms: 1,
    power,
    antennas: antennas.length === 0 ? [1] : antennas,
    poll: { send: ask(inventory), every_ms: Math.min(poll_ms_max, Math.max(poll_ms_min, poll_ms)) },
    // A round takes as long as the reader has been set to, one second from the factory.
    answer_ms: 3_000,
    silence_ms: 3_000,
    said(bytes) {
      const decoded = reader18Frame.decode(bytes);
      if (!decoded.ok) return { as: 'news' };
      const reply = decoded.value;
      if (reply.kind === 'other' && reply.command === information) known = reply.data;
      return said(reply);
    },
  };
}

function said(reply: Reader18Reply): ModuleSaid {
  if (reply.kind === 'inventory') {
    if (reply.status === reader18_status.more_follows) return { as: 'tags', more: true };
    return reply.tags.length > 0 || reply.status === reader18_status.memory_full ? { as: 'tags' } : { as: 'alive' };
  }
  const { command, status } = reply;
  if (command === reader18_commands.inventory) {
    return status === reader18_status.no_tags ? { as: 'alive' } : { as: 'news' };
  }
  const is_setting = command === reader18_commands.region || command === reader18_commands.power;
  if (!is_setting || status === 0) return { as: 'answer', command };
  return { as: 'answer', command, refusal: `The Reader18 reader refuses a setting. ${statusText(status)}` };
}

export const reader18 = driver<Reader18Reply>({
  id: 'reader18',
  title: 'UHF RFID reader Reader18, Chafon, CF-RU5xxx',
  family: 'rfid',
  wires: ['serial', 'tcp'],
  says: 'tags',
  caveats: [
    'Serial port: 57600 baud, 8N1; over TCP port 6000.',
    'Old readers tell EPCs alone, newer ones antenna and strength too; which of both it is shows only in that the lengths add up.',
    "The strength is a byte on the reader's own scale, no dBm, and is not given on.",
  ],
  framing: reader18Framing,
  frame: reader18Frame,

  readings(reply): readonly Reading[] {
    if (reply.kind === 'other') return trouble(reply.command, reply.status);
    const antenna = reply.form === 'antenna' ? { antenna: reply.antenna } : {};
    const readings: Reading[] = reply.tags.map(({ epc, tid }) => ({
      kind: 'tag',
      epc,
      ...antenna,
      ...(tid !== undefined && { tid }),
      count: 1,
    }));
    if (reply.status === reader18_status.memory_full) {
      readings.push({
        kind: 'condition',
        condition: 'buffer-overflow',
        says: 'Status 04: more tags than it can remember.',
      });
    }
    return readings;
  },

  session: (settings: SessionSettings) => new ModuleSession(talk(settings), settings.power_cdbm),
  regions: Object.keys(bands),
  power_cdbm: power,
  commands: ['antenna-power'],
  examples: reader18Examples,
});

function trouble(command: number, status: number): readonly Reading[] {
  if (command !== reader18_commands.inventory || status === reader18_status.no_tags || status === 0) return [];
  return [{ kind: 'condition', condition: 'fault', says: statusText(status) }];
}

function statusText(status: number): string {
  const named = troubles[status];
  return `Status ${hexOfNumber(status, 1)}${named === undefined ? '.' : `: ${named}`}`;
}
