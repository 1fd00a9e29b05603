/** Bar code scanners of Zebra (and Symbol, Motorola) set to the SSI host: packets that are acknowledged when they are stored. */
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { type SsiMessage, ssiMessage } from './ssi-message.ts';
import { ssiFraming } from './ssi-packet.ts';
import { ssiSession } from './ssi-session.ts';
import { byType } from './ssi-types.ts';

/** Event 3: the scanner was switched on. */
const boot_event = 3;

export const ssi = driver<SsiMessage>({
  id: 'ssi',
  title: 'Zebra bar code scanner, SSI',
  family: 'barcode',
  wires: ['serial', 'tcp', 'tcp-server'],
  says: 'scans, acknowledged when stored; it beeps what is rejected',
  caveats: [
    'The scanner must be set to send packets (`decode data packet format`), or it sends bare text.',
    'Composite codes come without a symbology identifier.',
    'It waits about two seconds for its acknowledgement and then sends again; what it marks as sent again is booked once.',
  ],
  framing: ssiFraming,
  frame: ssiMessage,
  readings: readingsOf,
  session: ssiSession,
  commands: ['beep', 'feedback'],
  examples: [
    {
      says: 'a GS1-128 with a lot and a serial number',
      proof: 'specification',
      hex: '1f f3 00 00 0f 30 31 30 39 35 30 36 30 30 30 31 33 34 33 35 32 31 30 41 42 2d 31 1d 32 31 37 f9 bf',
      readings: [{ kind: 'scan', code: '010950600013435210AB-1\x1d217', aim: ']C1' }],
    },
    {
      says: 'an EAN-13, sent again because no answer came',
      proof: 'specification',
      hex: '12 f3 00 01 0b 39 35 30 36 30 30 30 31 33 34 33 35 32 fc 59',
      readings: [{ kind: 'scan', code: '9506000134352', aim: ']E0', resent: true }],
    },
    {
      says: 'a UPC-A, twelve digits',
      proof: 'specification',
      hex: '11 f3 00 00 08 30 34 32 31 30 30 30 30 35 32 36 34 fc 9c',
      readings: [{ kind: 'scan', code: '0042100005264', aim: ']E0' }],
    },
    {
      says: 'a UPC-E, which stands for the same',
      proof: 'specification',
      hex: '0d f3 00 00 09 30 34 32 35 32 36 31 34 fd 5f',
      readings: [{ kind: 'scan', code: '0042100005264', aim: ']E0' }],
    },
    {
      says: 'a QR Code from a scanner that sends symbology identifiers',
      proof: 'specification',
      hex: '1c f3 00 00 1c 5d 51 33 30 31 30 39 35 30 36 30 30 30 31 33 34 33 35 32 31 30 41 42 f9 e9',
      readings: [{ kind: 'scan', code: '010950600013435210AB', aim: ']Q3' }],
    },
    {
      says: 'a command printed by Tallygate in Code 128, with the carriage return the scanner adds',
      proof: 'specification',
      hex: '14 f3 00 00 03 54 47 2d 43 4d 44 2e 52 45 43 45 49 56 45 0d fb 1c',
      readings: [{ kind: 'scan', code: 'TG-CMD.RECEIVE' }],
    },
    {
      says: 'switched on',
      proof: 'specification',
      hex: '05 f6 00 00 03 ff 02',
      readings: [{ kind: 'condition', condition: 'restarted', says: 'The scanner was switched on.' }],
    },
    {
      says: 'another event',
      proof: 'specification',
      hex: '05 f6 00 00 20 fe e5',
      readings: [],
    },
    {
      says: 'its answer to a command',
      proof: 'specification',
      hex: '04 d0 00 00 ff 2c',
      readings: [],
    },
    {
      says: 'the value of a parameter it was asked for',
      proof: 'specification',
      hex: '0a c6 00 00 ff f4 f0 3e 04 ff fb 0c',
      readings: [],
    },
  ],
});

function readingsOf(message: SsiMessage): readonly Reading[] {
  switch (message.kind) {
    case 'scan': {
      const { type, resent, code } = message;
      const scan = message.aim === undefined ? byType(type, code) : { aim: message.aim, code };
      return [{ kind: 'scan', ...scan, ...(resent ? { resent: true } : {}) }];
    }
    case 'event':
      return message.code === boot_event
        ? [{ kind: 'condition', condition: 'restarted', says: 'The scanner was switched on.' }]
        : [];
    case 'other':
      return [];
  }
}
