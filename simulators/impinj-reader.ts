/** What an Impinj reader with the IoT Device Interface publishes, through the driver's own table. */
import { type ImpinjEvent, impinjIot } from '../devices/rfid/impinj-iot.ts';
import type { SeenTag } from './llrp-reader-memory.ts';

export interface MqttMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** One message with a tag event for each tag; a single tag is a single event, several are an array. */
export function impinjTagMessage(device: string, tags: readonly SeenTag[]): MqttMessage {
  return impinjMessage(device, tags.map(impinjTagEvent));
}

/** One message when an antenna cable is plugged in or out. */
export function impinjAntennaMessage(
  device: string,
  given: { readonly antenna: number; readonly connected: boolean; readonly at_ms: number },
): MqttMessage {
  const { antenna: antennaPort, connected, at_ms: timestamp } = given;
  const event: ImpinjEvent = connected
    ? { eventType: 'antennaConnected', timestamp, antennaConnectedEvent: { antennaPort } }
    : { eventType: 'antennaDisconnected', timestamp, antennaDisconnectedEvent: { antennaPort } };
  return impinjMessage(device, [event]);
}

/** What such a reader is set up to say, retained, when it comes and, as its last will, when it goes. */
export function impinjStatusMessage(device: string, online: boolean): MqttMessage {
  return { topic: `impinj/${device}/status`, payload: impinjIot.frame.encode({ kind: 'liveness', online }) };
}

function impinjMessage(device: string, message: readonly ImpinjEvent[]): MqttMessage {
  return { topic: `impinj/${device}/events`, payload: impinjIot.frame.encode({ kind: 'message', message }) };
}

/** What it tells of one tag. */
export function impinjTagEvent({ epc, antenna, rssi_cdbm, at_ms }: SeenTag): ImpinjEvent {
  return {
    eventType: 'tagInventory',
    timestamp: at_ms,
    tagInventoryEvent: { epc, antennaPort: antenna, peakRssiCdbm: rssi_cdbm, lastSeenTime: at_ms },
  };
}
