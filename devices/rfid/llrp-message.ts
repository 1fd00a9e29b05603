/** LLRP messages as values: what decoding gives and encoding takes. */
import type { FieldValue } from './llrp-fields.ts';
import { llrpMessages, type MessageName } from './llrp-messages.ts';
import { llrpParameters, type ParameterName } from './llrp-parameters.ts';

export type LlrpFields = Readonly<Record<string, FieldValue>>;

export interface LlrpParameter {
  readonly name: ParameterName;
  readonly fields: LlrpFields;
  readonly parameters: readonly LlrpParameter[];
}

export interface LlrpMessage {
  readonly name: MessageName;
  /** 1: LLRP 1.0.1, 2: LLRP 1.1. */
  readonly version: number;
  readonly id: number;
  readonly fields: LlrpFields;
  readonly parameters: readonly LlrpParameter[];
}

/** A message to send; `version` is 1 unless said otherwise, which readers of every version take. */
export function llrpMessage(
  name: MessageName,
  id: number,
  fields: LlrpFields = {},
  parameters: readonly LlrpParameter[] = [],
): LlrpMessage {
  return { name, version: 1, id, fields, parameters };
}

export function llrpParameter(
  name: ParameterName,
  fields: LlrpFields = {},
  parameters: readonly LlrpParameter[] = [],
): LlrpParameter {
  return { name, fields, parameters };
}

/** The first parameter of that name. */
export function parameterOf(
  holder: { readonly parameters: readonly LlrpParameter[] },
  name: ParameterName,
): LlrpParameter | undefined {
  return holder.parameters.find((parameter) => parameter.name === name);
}

export function numberOf(holder: { readonly fields: LlrpFields }, field: string): number | undefined {
  const value = holder.fields[field];
  return typeof value === 'number' ? value : undefined;
}

export function textOf(holder: { readonly fields: LlrpFields }, field: string): string | undefined {
  const value = holder.fields[field];
  return typeof value === 'string' ? value : undefined;
}

/** Every message of the table. */
export const messageNames = Object.keys(llrpMessages).filter(isMessageName);
export const parameterNames = Object.keys(llrpParameters).filter(isParameterName);

function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(llrpMessages, name);
}

export function isParameterName(name: string): name is ParameterName {
  return Object.hasOwn(llrpParameters, name);
}
