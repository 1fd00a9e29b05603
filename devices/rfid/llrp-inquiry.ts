/**
 * What an LLRP reader is, asked without touching what it does: its greeting, its general capabilities, good-bye. Nothing
 * is configured, added, started or released, so a reader that holds reports for its next client goes on holding them.
 */
import type { Inquiry, Introduction } from '../driver.ts';
import { llrpMakers } from './llrp-capabilities.ts';
import { decodeLlrp } from './llrp-decode.ts';
import { encodeLlrp } from './llrp-encode.ts';
import { type LlrpMessage, llrpMessage, numberOf, parameterOf, textOf } from './llrp-message.ts';
import { refusalOf, statusOf, wordsOf } from './llrp-status.ts';

/** Assigned by IANA; LLRP 1.1, 20.1.1. */
export const llrp_port = 5_084;

/** GET_READER_CAPABILITIES for the device alone (LLRP 1.1, 10.1). */
const what_the_device_is = 1;

export class LlrpInquiry implements Inquiry {
  #asked = false;

  heard(frame: Uint8Array): ReturnType<Inquiry['heard']> {
    const decoded = decodeLlrp(frame);
    if (!decoded.ok) {
      // Of a reader that greeted, an answer in a form of its maker's is still an answer.
      if (this.#asked) return { send: [goodbye()], over: { kind: 'there', name: 'LLRP reader', facts: [] } };
      const { place, rule } = decoded.fault;
      return { send: [], over: { kind: 'stranger', says: `What it said first is no LLRP: ${place} ${rule}.` } };
    }
    const message = decoded.value;
    if (!this.#asked) return this.#greeted(message);
    if (message.name === 'GET_READER_CAPABILITIES_RESPONSE' || message.name === 'ERROR_MESSAGE') {
      return { send: [goodbye()], over: introductionOf(message) };
    }
    return { send: [] };
  }

  #greeted(message: LlrpMessage): ReturnType<Inquiry['heard']> {
    const data = parameterOf(message, 'ReaderEventNotificationData');
    const attempt = data && parameterOf(data, 'ConnectionAttemptEvent');
    if (attempt === undefined) {
      return { send: [], over: { kind: 'stranger', says: `It began with ${message.name} and not with a greeting.` } };
    }
    const refusal = refusalOf(attempt);
    if (refusal !== undefined) return { send: [], over: { kind: 'owned', says: refusal } };
    this.#asked = true;
    return { send: [encodeLlrp(llrpMessage('GET_READER_CAPABILITIES', 1, { which: what_the_device_is }))] };
  }
}

function goodbye(): Uint8Array {
  return encodeLlrp(llrpMessage('CLOSE_CONNECTION', 2));
}

function introductionOf(answer: LlrpMessage): Introduction {
  const device = parameterOf(answer, 'GeneralDeviceCapabilities');
  if (device === undefined) {
    const why = statusOf(answer)?.says;
    return {
      kind: 'there',
      name: 'LLRP reader',
      facts: why === undefined ? [] : [`It does not say what it is: ${why}`],
    };
  }
  const number = numberOf(device, 'manufacturer') ?? 0;
  const maker = llrpMakers.get(number);
  const firmware = wordsOf(textOf(device, 'firmware') ?? '');
  const antennas = numberOf(device, 'antennas') ?? 0;
  return {
    kind: 'there',
    name: maker === undefined ? 'LLRP reader' : `${maker} reader`,
    facts: [
      `${antennas} antennas`,
      `model ${numberOf(device, 'model')}`,
      ...(maker === undefined ? [`maker ${number}`] : []),
      ...(firmware === '' ? [] : [`firmware ${firmware}`]),
    ],
    ...(antennas > 0 ? { antennas } : {}),
  };
}
