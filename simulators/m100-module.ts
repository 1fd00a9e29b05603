/** A module with the M100 chip: polls when told to, tells every tag of a round, and of an empty round that it was empty. */
import { hexBytes, numberAt } from '../devices/codec/bytes.ts';
import { framerOf } from '../devices/codec/framer.ts';
import { type M100Frame, m100_commands, m100Frame, m100Framing } from '../devices/rfid/m100-frame.ts';
import { airFrameOf, dbmOf } from './air.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { RfidModule } from './rfid-module.ts';

export interface M100ModuleOptions {
  /** `aa`: a clone with other bytes around its frames, which hears no others. */
  readonly marks?: 'bb' | 'aa';
  /** More than that it refuses. */
  readonly power_cdbm_max?: number;
}

export interface M100Module extends RfidModule {
  /** As it was told; it forgets both with the power. */
  readonly power_cdbm: number;
  readonly region: number;
}

const no_tag = 0x15;
const unknown_command = 0x17;
const bad_parameter = 0x0e;
const done = '00';
const power_cdbm_usual = 2_000;
const region_usual = 1;
/** Kind of text, then "M100 V1.00". */
const version = '004D3130302056312E3030';

export function m100Module({ marks = 'bb', power_cdbm_max = 2_600 }: M100ModuleOptions): M100Module {
  let framer = framerOf(m100Framing);
  let rounds = 0;
  let power_cdbm = power_cdbm_usual;
  let region = region_usual;

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
      case m100_commands.power: {
        const wanted = numberAt(hexBytes(parameters), 0, 2);
        if (wanted > power_cdbm_max) return [failed(bad_parameter)];
        power_cdbm = wanted;
        return [response(command, done)];
      }
      case m100_commands.region:
        region = numberAt(hexBytes(parameters), 0, 1);
        return [response(command, done)];
      default:
        return [failed(unknown_command)];
    }
  }

  return {
    get power_cdbm() {
      return power_cdbm;
    },
    get region() {
      return region;
    },
    heard(chunk) {
      return framer.push(chunk).flatMap((cut) => {
        const decoded = cut.kind === 'frame' ? m100Frame.decode(cut.data) : undefined;
        if (decoded?.ok !== true || decoded.value.kind !== 'other' || decoded.value.type !== 'command') return [];
        if (decoded.value.marks !== marks) return [];
        // While it polls it hears nothing but the request to stop.
        if (rounds > 0 && decoded.value.command !== m100_commands.stop) return [];
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
      power_cdbm = power_cdbm_usual;
      region = region_usual;
    },
  };
}
