/** UHF modules with the M100 chip and its clones (QM100, YRM100, R200) on a serial line, 115200 baud, 8N1. */
import { driver, type SessionSettings } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { m100Examples } from './m100-examples.ts';
import { type M100Frame, m100_commands, m100Command, m100Frame, m100Framing } from './m100-frame.ts';
import { type ModuleSaid, ModuleSession, type ModuleTalk } from './module-session.ts';

const no_tag = 0x15;
const errors: Readonly<Record<number, string>> = {
  23: 'the module does not know the command.',
  32: 'no free radio channel; is another reader close by?',
};

/** As many inventory rounds as the command can ask for; when they are done the module falls silent and is asked again. */
const rounds = 'FFFF';
const talk: ModuleTalk = {
  name: 'M100 module',
  steps: [
    // It may still be polling for whoever was here before.
    { send: m100Command(m100_commands.stop), command: m100_commands.stop, asks: 'silence', may_fail: true },
    { send: m100Command(m100_commands.version, '00'), command: m100_commands.version, asks: 'its version' },
    { send: m100Command(m100_commands.multi_poll, `22${rounds}`), command: m100_commands.multi_poll, asks: 'tags' },
  ],
  answer_ms: 500,
  silence_ms: 2_000,
  said,
};

function said(bytes: Uint8Array): ModuleSaid {
  const decoded = m100Frame.decode(bytes);
  if (!decoded.ok) return { as: 'news' };
  const frame = decoded.value;
  switch (frame.kind) {
    case 'tag':
      return { as: 'tags' };
    case 'failed':
      return frame.code === no_tag ? { as: 'alive' } : { as: 'news' };
    case 'other':
      return { as: 'answer', command: frame.command };
  }
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

  session: (_: SessionSettings) => new ModuleSession(talk),
  examples: m100Examples,
});

function errorText(code: number): string {
  const named = errors[code];
  return `Error ${code.toString(16).toUpperCase().padStart(2, '0')}${named === undefined ? '.' : `: ${named}`}`;
}
