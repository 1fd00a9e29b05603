/** UHF modules with the M100 chip and its clones (QM100, YRM100, R200) on a serial line, 115200 baud, 8N1. */
import { hexOfNumber } from '../codec/bytes.ts';
import { driver, type SessionSettings } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { m100Examples } from './m100-examples.ts';
import { type M100Frame, type M100Marks, m100_commands, m100Command, m100Frame, m100Framing } from './m100-frame.ts';
import {
  type ModulePower,
  type ModuleSaid,
  ModuleSession,
  type ModuleStep,
  type ModuleTalk,
} from './module-session.ts';

const no_tag = 0x15;
const no_channel = 0x20;
const errors: Readonly<Record<number, string>> = {
  23: 'the module does not know the command.',
  32: 'no free radio channel; is another reader close by?',
};

/** Regions by the names used in settings; `cn-840` is China's lower band. A module without power forgets the region. */
export const m100_regions: Readonly<Record<string, number>> = { cn: 1, na: 2, eu: 3, 'cn-840': 4, kr: 6 };

/** What its chip can be asked for; what is beyond its own amplifier it refuses itself. */
const power: ModulePower = { min: 0, max: 3_300, step: 1 };
/** Bytes around frames: clones that use others do not hear the usual ones. */
const forms: readonly M100Marks[] = ['bb', 'aa'];
/** As many inventory rounds as the command can ask for; when they are done the module falls silent and is asked again. */
const rounds = 'FFFF';
/** All it has to say to a setting that it has taken. */
const done = '00';

function talk(region: string | undefined): ModuleTalk {
  const region_code = region === undefined ? undefined : m100_regions[region];
  return {
    name: 'M100 module',
    steps({ power_cdbm, form }) {
      const step = (command: number, parameters: string, asks: string): ModuleStep => ({
        send: m100Command(command, parameters, forms[form]),
        command,
        asks,
      });
      const setRegion = (code: number): ModuleStep => ({
        ...step(m100_commands.region, hexOfNumber(code, 1), 'its region'),
        sets: 'region',
      });
      const setPower = (cdbm: number): ModuleStep => ({
        ...step(m100_commands.power, hexOfNumber(cdbm, 2), 'its power'),
        sets: 'power',
      });
      return [
        // It may still be polling for whoever was here before.
        { ...step(m100_commands.stop, '', 'silence'), may_fail: true },
        step(m100_commands.version, '00', 'its version'),
        ...(region_code === undefined ? [] : [setRegion(region_code)]),
        ...(power_cdbm === undefined ? [] : [setPower(power_cdbm)]),
        step(m100_commands.multi_poll, `22${rounds}`, 'tags'),
      ];
    },
    forms: forms.length,
    power,
    antennas: [1],
    answer_ms: 500,
    silence_ms: 2_000,
    said,
  };
}

function said(bytes: Uint8Array): ModuleSaid {
  const decoded = m100Frame.decode(bytes);
  if (!decoded.ok) return { as: 'news' };
  const frame = decoded.value;
  switch (frame.kind) {
    case 'tag':
      return { as: 'tags' };
    case 'failed':
      if (frame.code === no_tag) return { as: 'alive' };
      return frame.code === no_channel ? { as: 'news' } : { as: 'error', says: refusalText(errorText(frame.code)) };
    case 'other': {
      const { type, command, parameters } = frame;
      if (type === 'command') return { as: 'echo' };
      const is_setting = command === m100_commands.region || command === m100_commands.power;
      if (!is_setting || parameters === done) return { as: 'answer', command };
      return { as: 'answer', command, refusal: refusalText(`It answered ${parameters}.`) };
    }
  }
}

function refusalText(why: string): string {
  return `The M100 module refuses a setting. ${why}`;
}

export const m100 = driver<M100Frame>({
  id: 'm100',
  title: 'UHF RFID module M100, QM100, YRM100, R200',
  family: 'rfid',
  wires: ['serial', 'tcp'],
  says: 'tags',
  caveats: [
    'Serial port: 115200 baud, 8N1.',
    'The sum at the end of a frame is one byte: one damaged frame in 256 passes it.',
    'Some clones put other bytes around their frames; both are read.',
  ],
  framing: m100Framing,
  frame: m100Frame,

  readings(frame): readonly Reading[] {
    switch (frame.kind) {
      case 'tag': {
        const { epc, pc, rssi_dbm } = frame;
        return [{ kind: 'tag', epc, pc, rssi_cdbm: rssi_dbm * 100, count: 1 }];
      }
      case 'failed':
        return frame.code === no_tag ? [] : [{ kind: 'condition', condition: 'fault', says: errorText(frame.code) }];
      case 'other':
        return [];
    }
  },

  session: ({ region, power_cdbm }: SessionSettings) => new ModuleSession(talk(region), power_cdbm),
  regions: Object.keys(m100_regions),
  power_cdbm: power,
  commands: ['antenna-power'],
  examples: m100Examples,
});

function errorText(code: number): string {
  const named = errors[code];
  return `Error ${code.toString(16).toUpperCase().padStart(2, '0')}${named === undefined ? '.' : `: ${named}`}`;
}
