/** What goes wrong with messages on their way to a broker, by chance from a seed, and with the clocks of their senders. */
import type { MqttMessage } from './impinj-reader.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { Seed } from './seed.ts';

/** How often, in a thousand messages. All absent: a network without faults. */
export interface MessageFaults {
  /** The message never comes. */
  readonly lost_permille?: number;
  /** The message comes twice. */
  readonly doubled_permille?: number;
  /** The message comes after the next one. */
  readonly late_permille?: number;
  /** The message comes as one array with the next one; only for formats that know arrays. */
  readonly merged_permille?: number;
  /** The message is cut short. */
  readonly cut_permille?: number;
}

/** Messages as they are sent to messages as they come. */
export function faultyMessages(faults: MessageFaults, seed: Seed): (message: MqttMessage) => readonly MqttMessage[] {
  const happens = (permille: number | undefined) => permille !== undefined && seed.happens(permille);
  let late: MqttMessage | undefined;
  let merging: MqttMessage | undefined;

  function onTheWay(message: MqttMessage): readonly MqttMessage[] {
    if (happens(faults.lost_permille)) return [];
    if (happens(faults.cut_permille)) {
      const payload = message.payload.subarray(0, seed.int(0, message.payload.length - 1));
      return [{ ...message, payload }];
    }
    return happens(faults.doubled_permille) ? [message, message] : [message];
  }

  return (given) => {
    let message = given;
    if (merging !== undefined && merging.topic === given.topic) {
      message = { ...given, payload: arrayOf(merging.payload, given.payload) };
      merging = undefined;
    }
    if (merging === undefined && happens(faults.merged_permille)) {
      merging = message;
      return [];
    }
    const before = late;
    late = undefined;
    if (before === undefined && happens(faults.late_permille)) {
      late = message;
      return [];
    }
    return [message, ...(before === undefined ? [] : [before])].flatMap(onTheWay);
  };
}

/** The events of two JSON messages in one array. */
function arrayOf(...payloads: readonly Uint8Array[]): Uint8Array {
  const events = payloads.flatMap((payload): unknown => JSON.parse(new TextDecoder().decode(payload)));
  return new TextEncoder().encode(JSON.stringify(events));
}

/** As a reader tells them whose clock was never set: since it was powered, it is 1970 there. */
export function withUnsetClock(tags: readonly SeenTag[], powered_ms: number): readonly SeenTag[] {
  return tags.map((tag) => ({ ...tag, at_ms: Math.max(0, tag.at_ms - powered_ms) }));
}
