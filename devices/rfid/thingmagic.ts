/** Embedded ThingMagic modules (M6e, M6e Nano, M7e) on a serial line, 115200 baud, 8N1, reading without end. */
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
import { phaseOf } from './phase.ts';
import { thingmagicExamples } from './thingmagic-examples.ts';
import {
  encodeThingMagicRequest,
  type ThingMagicReply,
  type ThingMagicTag,
  thingmagic_commands,
  thingmagic_status,
  thingmagicFrame,
  thingmagicFraming,
} from './thingmagic-frame.ts';

const troubles: Readonly<Record<number, string>> = {
  [thingmagic_status.too_hot]: 'too hot, so it reads less; give it air, a heat sink or less power.',
  [thingmagic_status.return_loss]: 'high return loss; an antenna is missing or its cable is damaged.',
};

/** Regions by the names used in settings; a module that was never told one refuses to read, as the law is its owner's. */
export const thingmagic_regions: Readonly<Record<string, number>> = {
  na: 0x01,
  in: 0x04,
  jp: 0x05,
  cn: 0x06,
  eu: 0x08,
  kr: 0x09,
  'cn-840': 0x0a,
  au: 0x0b,
  nz: 0x0c,
  na2: 0x0d,
};

const gen2 = '0005';
const stop_reading = '000002';
/** Search without end over the list of antennas, a second at a time, with all that can be told of each tag. */
const read_without_end = '00000122000005072210001B03E801FF';
const antennas_max = 16;

/** Hundredths of a dBm in two bytes; what is beyond its own amplifier it refuses itself. */
const power: ModulePower = { min: 0, max: 3_150, step: 1 };

function talk({ antennas = [], region }: SessionSettings): ModuleTalk {
  const used = antennas.length === 0 ? [1] : antennas.slice(0, antennas_max);
  const ports = used.map((port) => hexOfNumber(port, 1).repeat(2)).join('');
  const region_code = region === undefined ? undefined : thingmagic_regions[region];
  const {
    read_on,
    version,
    protocol,
    antennas: set_antennas,
    region: set_region,
    power: set_power,
  } = thingmagic_commands;
  const setRegion = (code: number): ModuleStep => ({
    ...step(set_region, hexOfNumber(code, 1), 'its region'),
    sets: 'region',
  });
  const setPower = (cdbm: number): ModuleStep => ({
    ...step(set_power, hexOfNumber(cdbm, 2), 'its power'),
    sets: 'power',
  });
  return {
    name: 'ThingMagic module',
    steps: ({ power_cdbm }) => [
      // It may still be reading for whoever was here before.
      { ...step(read_on, stop_reading, 'silence'), may_fail: true },
      step(version, '', 'its version'),
      step(protocol, gen2, 'the tag protocol'),
      step(set_antennas, `02${ports}`, 'its antennas'),
      ...(region_code === undefined ? [] : [setRegion(region_code)]),
      ...(power_cdbm === undefined ? [] : [setPower(power_cdbm)]),
      step(read_on, read_without_end, 'tags'),
    ],
    forms: 1,
    power,
    antennas: used,
    answer_ms: 1_000,
    // It says once a second that it still reads.
    silence_ms: 3_500,
    said,
  };
}

function step(command: number, data: string, asks: string): ModuleStep {
  return { send: encodeThingMagicRequest({ command, data }), command, asks };
}

function said(bytes: Uint8Array): ModuleSaid {
  const decoded = thingmagicFrame.decode(bytes);
  if (!decoded.ok) return { as: 'news' };
  const reply = decoded.value;
  if (reply.kind === 'tag') return { as: 'tags' };
  const { command, status } = reply;
  if (command === thingmagic_commands.read)
    return status === thingmagic_status.keepalive ? { as: 'alive' } : { as: 'news' };
  if (status === 0) return { as: 'answer', command };
  return { as: 'answer', command, refusal: refusalOf(command, status) };
}

function refusalOf(command: number, status: number): string {
  const why = `command ${hexOfNumber(command, 1)}, status ${statusText(status)}`;
  if (command !== thingmagic_commands.read_on) return `The ThingMagic module refuses a setting: ${why}.`;
  return `The ThingMagic module refuses to read: ${why}. Is its region set, and an antenna connected?`;
}

function statusText(status: number): string {
  return hexOfNumber(status, 2);
}

export const thingmagic = driver<ThingMagicReply>({
  id: 'thingmagic',
  title: 'UHF RFID module ThingMagic M6e, M7e',
  family: 'rfid',
  wires: ['serial', 'tcp'],
  says: 'tags',
  caveats: [
    'Serial port: 115200 baud, 8N1.',
    'A module that was never told its region refuses to read: it is set with the module, or by `region`.',
  ],
  framing: thingmagicFraming,
  frame: thingmagicFrame,

  readings(reply): readonly Reading[] {
    if (reply.kind === 'tag') return [tagReading(reply.tag)];
    const { command, status } = reply;
    if (status === 0) return [];
    if (status === thingmagic_status.keepalive) return [{ kind: 'condition', condition: 'online' }];
    const named = troubles[status];
    const says = `Status ${statusText(status)}${named === undefined ? ` in answer to command ${hexOfNumber(command, 1)}.` : `: ${named}`}`;
    return [{ kind: 'condition', condition: 'fault', says }];
  },

  session: (settings: SessionSettings) => new ModuleSession(talk(settings), settings.power_cdbm),
  regions: Object.keys(thingmagic_regions),
  power_cdbm: power,
  commands: ['antenna-power'],
  examples: thingmagicExamples,
});

/** Times count from the module's last sign of life, so they are no time of day; arrival serves as well. */
function tagReading({ epc, pc, antennas, rssi_dbm, phase, frequency_khz, reads = 1 }: ThingMagicTag): Reading {
  const antenna = antennas === undefined ? 0 : antennas >> 4;
  return {
    kind: 'tag',
    epc,
    pc,
    count: Math.max(1, reads),
    ...(antenna > 0 && { antenna }),
    ...(rssi_dbm !== undefined && { rssi_cdbm: rssi_dbm * 100 }),
    // The module tells half a turn: a phase and its opposite are the same to it.
    ...(phase !== undefined && { phase_mdeg: phaseOf(phase * 1_000) }),
    ...(frequency_khz !== undefined && { frequency_khz }),
  };
}
