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
  /** How many parameters were passed over when it was decoded because the tables do not know them; absent: none. */
  readonly skipped?: number;
}

/** A message to send; its version is 1 until `inVersion` says otherwise. */
export function llrpMessage(
  name: MessageName,
  id: number,
  fields: LlrpFields = {},
  parameters: readonly LlrpParameter[] = [],
): LlrpMessage {
  return { name, version: 1, id, fields, parameters };
}

/** The message that answers one of this name; undefined for those that have no answer. */
export function answerTo(name: MessageName): MessageName | undefined {
  const answer = `${name}_RESPONSE`;
  return isMessageName(answer) ? answer : undefined;
}

/** The same message for a talk in another version. */
export function inVersion(message: LlrpMessage, version: number): LlrpMessage {
  return { ...message, version };
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

/** All parameters of that name, in their order. */
export function parametersOf(
  holder: { readonly parameters: readonly LlrpParameter[] } | undefined,
  name: ParameterName,
): readonly LlrpParameter[] {
  return holder?.parameters.filter((parameter) => parameter.name === name) ?? [];
}

export function numberOf(holder: { readonly fields: LlrpFields }, field: string): number | undefined {
  const value = holder.fields[field];
  return typeof value === 'number' ? value : undefined;
}

export function textOf(holder: { readonly fields: LlrpFields }, field: string): string | undefined {
  const value = holder.fields[field];
  return typeof value === 'string' ? value : undefined;
}

export function listOf(holder: { readonly fields: LlrpFields }, field: string): readonly number[] | undefined {
  const value = holder.fields[field];
  return typeof value === 'object' ? value : undefined;
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
