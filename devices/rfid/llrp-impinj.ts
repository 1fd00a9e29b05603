/**
 * Impinj's own LLRP messages and parameters: those a stock gateway asks for. A reader sends and takes them only after
 * IMPINJ_ENABLE_EXTENSIONS, which it forgets with the connection. Numbers as in Impinj's definitions for the LLRP Toolkit;
 * units as in its note on low-level user data: RSSI in hundredths of a dBm, a turn of phase in 4096 parts, Doppler shift
 * in sixteenths of a hertz.
 */
import { i16, u16, words } from './llrp-fields.ts';
import { custom, type ParameterRow } from './llrp-row.ts';

/** Impinj, Inc. among IANA's private enterprise numbers. */
export const impinj = 25_882;

const mode = { mode: u16('1: wanted') };

export const impinjParameters = {
  ImpinjTagReportContentSelector: custom(impinj, 50, {}, [
    'ImpinjEnableSerializedTID',
    'ImpinjEnableRFPhaseAngle',
    'ImpinjEnablePeakRSSI',
    'ImpinjEnableRFDopplerFrequency',
  ]),
  ImpinjEnableSerializedTID: custom(impinj, 51, mode),
  ImpinjEnableRFPhaseAngle: custom(impinj, 52, mode),
  ImpinjEnablePeakRSSI: custom(impinj, 53, mode),
  ImpinjEnableRFDopplerFrequency: custom(impinj, 67, mode),
  ImpinjSerializedTID: custom(impinj, 55, { tid: words("The TID bank's contents") }),
  ImpinjRFPhaseAngle: custom(impinj, 56, { phase: u16('0 to 4095; 4096 would be a whole turn') }),
  ImpinjPeakRSSI: custom(impinj, 57, { rssi_cdbm: i16('Strongest read, hundredths of a dBm') }),
  ImpinjRFDopplerFrequency: custom(impinj, 68, { doppler: i16('Sixteenths of a hertz') }),
} as const satisfies Readonly<Record<string, ParameterRow>>;
