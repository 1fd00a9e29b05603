/** How Zebra's readers write times and antenna states in JSON. */
import { instant } from '../codec/instant.ts';
import type { Shape } from '../codec/json.ts';
import { Misfit } from '../codec/misfit.ts';

/** An offset without its colon, as in `+0000`, which ISO 8601 allows only in its basic form. */
const bare_offset = /([+-]\d\d)(\d\d)$/;

/** A time such as `2026-03-28T07:20:13.028+0000`; the colon may be there too. */
export function zebraInstant(says: string): Shape<number> {
  const read = instant(says);
  return {
    schema: { type: 'string', description: says, maxLength: 40 },
    read: (json) =>
      read.read(typeof json === 'string' && json.length <= 40 ? json.replace(bare_offset, '$1:$2') : json),
    write: (at_ms) => new Date(at_ms).toISOString().replace('Z', '+0000'),
    sample: (chance) => read.sample(chance),
  };
}

export interface AntennaState {
  readonly antenna: number;
  readonly connected: boolean;
}

const antennas_max = 64;
const port = /^[1-9]\d?$/;

/** `{"1":"connected","2":"disconnected"}`; other words are left out, as they say neither. */
export function antennaStates(says: string): Shape<readonly AntennaState[]> {
  return {
    schema: { type: 'object', description: says },
    read(json) {
      if (typeof json !== 'object' || json === null || Array.isArray(json)) {
        return new Misfit('format', 'must be an object');
      }
      const entries = Object.entries(json);
      if (entries.length > antennas_max) return new Misfit('too-long', `must have at most ${antennas_max} members`);
      return entries.flatMap(([name, state]): AntennaState[] => {
        if (!port.test(name) || (state !== 'connected' && state !== 'disconnected')) return [];
        return [{ antenna: Number(name), connected: state === 'connected' }];
      });
    },
    write: (states) =>
      Object.fromEntries(states.map(({ antenna, connected }) => [antenna, connected ? 'connected' : 'disconnected'])),
    sample: (chance) =>
      Array.from({ length: chance.int(0, 8) }, (_, at) => ({ antenna: at + 1, connected: chance.int(0, 1) === 1 })),
  };
}
