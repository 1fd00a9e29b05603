/** LLRP as a codec: decode, encode, samples and field list from the one pair of tables. */
import type { Chance, Codec } from '../codec/codec.ts';
import { decodeLlrp } from './llrp-decode.ts';
import { encodeLlrp } from './llrp-encode.ts';
import type { LlrpField } from './llrp-fields.ts';
import {
  isParameterName,
  type LlrpFields,
  type LlrpMessage,
  type LlrpParameter,
  messageNames,
  parameterNames,
} from './llrp-message.ts';
import { llrpMessages } from './llrp-messages.ts';
import { llrpParameters, type ParameterName } from './llrp-parameters.ts';
import type { ParameterRow } from './llrp-row.ts';

export const llrpFrame: Codec<LlrpMessage> = {
  decode: (bytes) => decodeLlrp(bytes),
  encode: encodeLlrp,
  sample: sampleMessage,
  fields: parameterNames.flatMap((parameter) =>
    Object.entries(llrpParameters[parameter].fields).map(([field, { says }]) => ({
      name: `${parameter}.${field}`,
      says,
    })),
  ),
};

function sampleMessage(chance: Chance): LlrpMessage {
  const name = messageNames[chance.int(0, messageNames.length - 1)] ?? 'KEEPALIVE';
  const row = llrpMessages[name];
  return {
    name,
    version: chance.int(1, 2),
    id: chance.int(0, 0xffffffff),
    fields: sampleFields(row.fields, chance),
    parameters: sampleParameters(row.holds, chance),
  };
}

function sampleFields(table: Readonly<Record<string, LlrpField>>, chance: Chance): LlrpFields {
  return Object.fromEntries(Object.entries(table).map(([name, field]) => [name, field.sample(chance)]));
}

function sampleParameters(names: readonly string[], chance: Chance): LlrpParameter[] {
  return names
    .filter(isParameterName)
    .filter(() => chance.int(0, 1) === 1)
    .map((name) => sampleParameter(name, chance));
}

function sampleParameter(name: ParameterName, chance: Chance): LlrpParameter {
  const row: ParameterRow = llrpParameters[name];
  const needed = row.needs.filter(isParameterName);
  const one = needed[chance.int(0, Math.max(0, needed.length - 1))];
  return {
    name,
    fields: sampleFields(row.fields, chance),
    parameters: [...(one === undefined ? [] : [sampleParameter(one, chance)]), ...sampleParameters(row.holds, chance)],
  };
}
