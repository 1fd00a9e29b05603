/** A module with the M100 chip: polls when told to, tells every tag of a round, and of an empty round that it was empty. */
import { hexBytes, numberAt } from '../devices/codec/bytes.ts';
import { framerOf } from '../devices/codec/framer.ts';
import { type M100Frame, m100_commands, m100Frame, m100Framing } from '../devices/rfid/m100-frame.ts';
import { airFrameOf, dbmOf } from './air.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { RfidModule } from './rfid-module.ts';

export interface M100ModuleOptions {
  /** `aa`: a clone with other bytes around its frames. */
  readonly marks?: 'bb' | 'aa';
}

const no_tag = 0x15;
const unknown_command = 0x17;
const done = '00';
/** Kind of text, then "M100 V1.00". */
const version = '004D3130302056312E3030';

export function m100Module({ marks = 'bb' }: M100ModuleOptions): RfidModule {
  let framer = framerOf(m100Framing);
  let rounds = 0;

  function said(frame: M100Frame): Uint8Array {
    return m100Frame.encode({ ...frame, marks });
  }
  function response(command: number, parameters: string): Uint8Array {
    return said({ kind: 'other', marks, type: 'response', command, parameters });
  }
  function failed(code: number): Uint8Array {
    return said({ kind: 'failed', marks, code, details: '' });
  }
  function tag({ epc, rssi_cdbm }: SeenTag): Uint8Array {
    return said({ kind: 'tag', marks, type: 'notice', rssi_dbm: dbmOf(rssi_cdbm), ...airFrameOf(epc) });
  }
  /** Polling is answered by its notices alone. */
  function answer(command: number, parameters: string): readonly Uint8Array[] {
    switch (command) {
      case m100_commands.version:
        return [response(command, version)];
      case m100_commands.multi_poll:
        rounds = numberAt(hexBytes(parameters), 1, 2);
        return [];
      case m100_commands.stop:
        rounds = 0;
        return [response(command, done)];
      case m100_commands.power:
        return [response(command, done)];
      default:
        return [failed(unknown_command)];
    }
  }

  return {
    heard(chunk) {
      return framer.push(chunk).flatMap((cut) => {
        const decoded = cut.kind === 'frame' ? m100Frame.decode(cut.data) : undefined;
        if (decoded?.ok !== true || decoded.value.kind !== 'other' || decoded.value.type !== 'command') return [];
        return answer(decoded.value.command, decoded.value.parameters);
      });
    },
    spoken(tags) {
      if (rounds === 0) return [];
      rounds -= 1;
      return tags.length === 0 ? [failed(no_tag)] : tags.map(tag);
    },
    restart() {
      framer = framerOf(m100Framing);
      rounds = 0;
    },
  };
}
