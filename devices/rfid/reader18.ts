/** UHF readers of the Reader18 family (Chafon, RRU, UHFReader18, CF-RU5xxx), serial at 57600 baud, 8N1, or TCP port 6000. */
import { driver, type SessionSettings } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { type ModuleSaid, ModuleSession, type ModuleTalk } from './module-session.ts';
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

function talk(poll_ms: number): ModuleTalk {
  const ask = (command: number) => encodeReader18Request({ address: everybody, command, data: '' });
  return {
    name: 'Reader18 reader',
    steps: [
      {
        send: ask(reader18_commands.information),
        command: reader18_commands.information,
        asks: 'its version',
      },
    ],
    poll: { send: ask(reader18_commands.inventory), every_ms: poll_ms },
    // A round takes as long as the reader has been set to, one second from the factory.
    answer_ms: 3_000,
    silence_ms: 3_000,
    said,
  };
}

function said(bytes: Uint8Array): ModuleSaid {
  const decoded = reader18Frame.decode(bytes);
  if (!decoded.ok) return { as: 'news' };
  const reply = decoded.value;
  if (reply.kind === 'inventory') {
    if (reply.status === reader18_status.more_follows) return { as: 'tags', more: true };
    return reply.tags.length > 0 || reply.status === reader18_status.memory_full ? { as: 'tags' } : { as: 'alive' };
  }
  if (reply.command !== reader18_commands.inventory) return { as: 'answer', command: reply.command };
  return reply.status === reader18_status.no_tags ? { as: 'alive' } : { as: 'news' };
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
    const readings: Reading[] = reply.tags.map(({ epc }) =>
      reply.form === 'antenna'
        ? { kind: 'tag', epc, antenna: reply.antenna, count: 1 }
        : { kind: 'tag', epc, count: 1 },
    );
    if (reply.status === reader18_status.memory_full) {
      readings.push({
        kind: 'condition',
        condition: 'buffer-overflow',
        says: 'Status 04: more tags than it can remember.',
      });
    }
    return readings;
  },

  session({ poll_ms = poll_ms_default }: SessionSettings) {
    return new ModuleSession(talk(Math.min(poll_ms_max, Math.max(poll_ms_min, poll_ms))));
  },
  examples: reader18Examples,
});

function trouble(command: number, status: number): readonly Reading[] {
  if (command !== reader18_commands.inventory || status === reader18_status.no_tags || status === 0) return [];
  const code = status.toString(16).toUpperCase().padStart(2, '0');
  const named = troubles[status];
  return [{ kind: 'condition', condition: 'fault', says: `Status ${code}${named === undefined ? '.' : `: ${named}`}` }];
}
