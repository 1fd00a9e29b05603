/**
 * What a Modbus instrument answered to one round of questions, as bytes: the gateway's own layout, because the wire's has
 * a unit address and a checksum that the journal does not need, and says of an answer not which registers it holds.
 *
 * Byte 0 is 1, the layout's version. Then, for each question: the function code (3 holding registers, 4 input registers),
 * the address of the first register (two bytes), the number of registers (one byte) and their contents, two bytes each;
 * or the function code and 0x80, the address, and the instrument's exception code (one byte). High bytes first.
 */
import { bytesOfNumber, numberAt } from '../codec/bytes.ts';
import { type Chance, type Codec, fault } from '../codec/codec.ts';
import type { RegisterPlace, RegisterTable } from './modbus-map.ts';

export type RegisterAnswer = RegisterPlace & ({ readonly values: readonly number[] } | { readonly exception: number });

const version = 1;
const answers_max = 64;
/** Of the Modbus specification. */
const registers_max = 125;
const functionOf = { holding: 3, input: 4 } as const;
const refused = 0x80;

export const modbus_frame_bytes_max = 4_096;

export const registerAnswers: Codec<readonly RegisterAnswer[]> = {
  decode(bytes) {
    if (bytes.length > modbus_frame_bytes_max) {
      return fault('too-long', 'frame', `must be at most ${modbus_frame_bytes_max} bytes`);
    }
    if (bytes[0] !== version) return fault('unsupported', 'version', 'must be 1');
    const answers: RegisterAnswer[] = [];
    let at = 1;
    while (at < bytes.length) {
      const place = `answers[${answers.length}]`;
      if (answers.length === answers_max) return fault('too-long', 'answers', `must be at most ${answers_max}`);
      const code = bytes[at] ?? 0;
      const table = tableOf(code & ~refused);
      if (table === undefined) return fault('unsupported', `${place}.table`, 'must be function code 3 or 4');
      if (at + 4 > bytes.length) return fault('truncated', place, 'must have an address and a count');
      const address = numberAt(bytes, at + 1, 2);
      const last = bytes[at + 3] ?? 0;
      at += 4;
      if ((code & refused) !== 0) {
        answers.push({ table, address, exception: last });
        continue;
      }
      if (last < 1 || last > registers_max) return fault('range', `${place}.count`, `must be 1 to ${registers_max}`);
      if (at + 2 * last > bytes.length) return fault('truncated', place, 'must have two bytes for each register');
      const from = at;
      answers.push({
        table,
        address,
        values: Array.from({ length: last }, (_, n) => numberAt(bytes, from + 2 * n, 2)),
      });
      at += 2 * last;
    }
    return answers.length === 0 ? fault('truncated', 'answers', 'must be at least one') : { ok: true, value: answers };
  },
  encode: (answers) => Uint8Array.from([version, ...answers.flatMap(bytesOf)]),
  sample: (chance) => Array.from({ length: chance.int(1, 4) }, () => sampleOf(chance)),
  fields: [
    { name: 'version', says: 'One byte: 1, the version of this layout' },
    { name: 'answers[].table', says: 'One byte: 3 holding registers, 4 input registers; 0x80 more for a refusal' },
    { name: 'answers[].address', says: 'Two bytes: the first register, from 0 as on the wire' },
    { name: 'answers[].count', says: 'One byte: how many registers follow, 1 to 125' },
    { name: 'answers[].values[]', says: 'Two bytes each: the registers' },
    { name: 'answers[].exception', says: 'One byte in place of the count: why the instrument refused' },
  ],
};

function tableOf(code: number): RegisterTable | undefined {
  if (code === functionOf.holding) return 'holding';
  return code === functionOf.input ? 'input' : undefined;
}

function bytesOf(answer: RegisterAnswer): number[] {
  const code = functionOf[answer.table];
  const address = bytesOfNumber(answer.address, 2);
  if ('exception' in answer) return [code | refused, ...address, answer.exception];
  return [code, ...address, answer.values.length, ...answer.values.flatMap((value) => bytesOfNumber(value, 2))];
}

function sampleOf(chance: Chance): RegisterAnswer {
  const place = { table: chance.int(0, 1) === 0 ? 'holding' : 'input', address: chance.int(0, 0xffff) } as const;
  if (chance.int(0, 4) === 0) return { ...place, exception: chance.int(1, 11) };
  return { ...place, values: Array.from({ length: chance.int(1, 8) }, () => chance.int(0, 0xffff)) };
}
