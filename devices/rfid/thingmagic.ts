/** Embedded ThingMagic modules (M6e, M6e Nano, M7e) on a serial line, 115200 baud, 8N1, reading without end. */
import { driver, type SessionSettings } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { type ModuleSaid, ModuleSession, type ModuleStep, type ModuleTalk } from './module-session.ts';
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
  au: 0x0b,
  nz: 0x0c,
};

const gen2 = '0005';
const stop_reading = '000002';
/** Search without end over the list of antennas, a second at a time, with all that can be told of each tag. */
const read_without_end = '00000122000005072210001B03E801FF';
const antennas_max = 16;

function steps({ antennas = [], region }: SessionSettings): readonly ModuleStep[] {
  const used = antennas.length === 0 ? [1] : antennas.slice(0, antennas_max);
  const ports = used.map((port) => hexByte(port).repeat(2)).join('');
  const region_code = region === undefined ? undefined : thingmagic_regions[region];
  return [
    // It may still be reading for whoever was here before.
    { ...step(thingmagic_commands.read_on, stop_reading, 'silence'), may_fail: true },
    step(thingmagic_commands.version, '', 'its version'),
    step(thingmagic_commands.protocol, gen2, 'the tag protocol'),
    step(thingmagic_commands.antennas, `02${ports}`, 'its antennas'),
    ...(region_code === undefined ? [] : [step(thingmagic_commands.region, hexByte(region_code), 'its region')]),
    step(thingmagic_commands.read_on, read_without_end, 'tags'),
  ];
}

function step(command: number, data: string, asks: string): ModuleStep {
  return { send: encodeThingMagicRequest({ command, data }), command, asks };
}

function hexByte(number: number): string {
  return (number & 0xff).toString(16).toUpperCase().padStart(2, '0');
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
  const why = `command ${hexByte(command)}, status ${statusText(status)}`;
  if (command !== thingmagic_commands.read_on) return `The ThingMagic module refuses a setting: ${why}.`;
  return `The ThingMagic module refuses to read: ${why}. Is its region set, and an antenna connected?`;
}

function statusText(status: number): string {
  return status.toString(16).toUpperCase().padStart(4, '0');
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
    const says = `Status ${statusText(status)}${named === undefined ? ` in answer to command ${hexByte(command)}.` : `: ${named}`}`;
    return [{ kind: 'condition', condition: 'fault', says }];
  },

  session(settings) {
    const talk: ModuleTalk = {
      name: 'ThingMagic module',
      steps: steps(settings),
      answer_ms: 1_000,
      // It says once a second that it still reads.
      silence_ms: 3_500,
      said,
    };
    return new ModuleSession(talk);
  },
  examples: thingmagicExamples,
});

/** Times count from the module's last sign of life, so they are no time of day; arrival serves as well. */
function tagReading({ epc, pc, antennas, rssi_dbm, reads = 1 }: ThingMagicTag): Reading {
  const antenna = antennas === undefined ? 0 : antennas >> 4;
  return {
    kind: 'tag',
    epc,
    pc,
    count: Math.max(1, reads),
    ...(antenna > 0 && { antenna }),
    ...(rssi_dbm !== undefined && { rssi_cdbm: rssi_dbm * 100 }),
  };
}
