/** What Zebra's readers publish, through the drivers' own tables. */
import { type ZebraEvent, zebraIot } from '../devices/rfid/zebra-iot.ts';
import { type ZebraSledEvent, zebraSled } from '../devices/rfid/zebra-sled.ts';
import type { MqttMessage } from './impinj-reader.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { Seed } from './seed.ts';

export type ZebraMode = 'SIMPLE' | 'INVENTORY' | 'PORTAL' | 'CONVEYOR' | 'CUSTOM' | 'DIRECTIONALITY';

export interface ZebraReaderOptions {
  readonly device: string;
  readonly mode: ZebraMode;
  /** Antenna, strength and count in every event; else what the mode gives by itself. */
  readonly tells_all?: boolean;
  /** So many events in a thousand are counted and never published. */
  readonly lost_permille?: number;
  readonly seed: Seed;
}

export interface ZebraReader {
  /** One message for tags heard together; undefined when all of them were lost. */
  tags(seen: readonly SeenTag[]): MqttMessage | undefined;
  /** A sign of life, with what is connected. */
  heartbeat(at_ms: number, antennas: Readonly<Record<number, boolean>>, is_reading: boolean): MqttMessage;
  /** An input changed. */
  input(pin: number, is_high: boolean, at_ms: number): MqttMessage;
  /** Power is cut: numbers begin again. */
  restart(): void;
}

/** A fixed reader with the IoT Connector. */
export function zebraReader(options: ZebraReaderOptions): ZebraReader {
  const { device, mode, tells_all = false, lost_permille = 0, seed } = options;
  let counted = 0;

  function event({ epc, antenna, rssi_cdbm, at_ms, count = 1 }: SeenTag): ZebraEvent {
    counted += 1;
    const has_antenna = tells_all || mode === 'INVENTORY' || mode === 'CONVEYOR';
    const has_strength = tells_all || mode === 'INVENTORY';
    return {
      type: mode,
      timestamp: at_ms,
      data: {
        eventNum: counted,
        idHex: epc,
        ...(has_antenna && { antenna }),
        // The reader gives whole dBm.
        ...(has_strength && { peakRssi: Math.round(rssi_cdbm / 100) * 100, reads: count }),
      },
    };
  }

  return {
    tags(seen) {
      const events = seen.map(event).filter(() => !seed.happens(lost_permille));
      return events.length === 0
        ? undefined
        : { topic: `zebra/${device}/data`, payload: zebraIot.frame.encode(events) };
    },
    heartbeat(at_ms, antennas, is_reading) {
      const states = Object.entries(antennas).map(([antenna, connected]) => ({ antenna: Number(antenna), connected }));
      const radio_control = {
        antennas: states,
        radioActivity: is_reading ? 'active' : 'inactive',
        radioConnection: 'connected',
      };
      const sign: ZebraEvent = { type: 'heartbeat', timestamp: at_ms, data: { radio_control } };
      return { topic: `zebra/${device}/events`, payload: zebraIot.frame.encode([sign]) };
    },
    input(pin, is_high, at_ms) {
      const changed: ZebraEvent = { type: 'gpi', timestamp: at_ms, data: { pin, state: is_high ? 'HIGH' : 'LOW' } };
      return { topic: `zebra/${device}/events`, payload: zebraIot.frame.encode([changed]) };
    },
    restart() {
      counted = 0;
    },
  };
}

/** A code scanned with a sled. */
export interface SledScan {
  readonly code: string;
  readonly symbology?: string;
}

/** What a handheld sled publishes: tags and bar codes together. */
export function zebraSledMessage(
  device: string,
  {
    tags = [],
    scans = [],
    at_ms,
  }: { readonly tags?: readonly SeenTag[]; readonly scans?: readonly SledScan[]; readonly at_ms: number },
): MqttMessage {
  const tagData = tags.map(({ epc, rssi_cdbm, count = 1 }) => ({
    EPCid: epc,
    EPC: epc,
    peakRssi: Math.round(rssi_cdbm / 100) * 100,
    seenCount: count,
  }));
  const barcodeData = scans.map(({ code, symbology }) => ({
    decodedBarcode: code,
    ...(symbology !== undefined && { symbology }),
  }));
  const data = { ...(tags.length > 0 && { tagData }), ...(scans.length > 0 && { barcodeData }) };
  const event: ZebraSledEvent = { type: 'BALANCED_PERFORMANCE', timestamp: at_ms, data };
  return { topic: `zebra/DATA/clients/data1event/${device}`, payload: zebraSled.frame.encode(event) };
}

/** What a sled says, retained, when it comes and, as its last will, when it goes. */
export function zebraSledStatusMessage(device: string, online: boolean): MqttMessage {
  const event: ZebraSledEvent = { connectionState: online ? 'CONNECTED' : 'DISCONNECTED' };
  return { topic: `zebra/DATA/clients/rfid/${device}`, payload: zebraSled.frame.encode(event) };
}
