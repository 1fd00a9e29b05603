/** What a reader reports of a tag it has read, in as much detail as its client has asked for. */
import { type LlrpParameter, llrpParameter, numberOf, parameterOf } from '../devices/rfid/llrp-message.ts';

/** A tag in front of an antenna. */
export interface SeenTag {
  /** EPC bank contents in hexadecimal. */
  readonly epc: string;
  readonly antenna: number;
  /** At the strongest power the reader can send with. */
  readonly rssi_cdbm: number;
  readonly at_ms: number;
  /** Reads this stands for; 1 when absent. */
  readonly count?: number;
  /** Four hexadecimal digits; by the EPC's length when absent. */
  readonly pc?: string;
  readonly tid?: string;
  /** Reported in steps of 360°/4096. */
  readonly phase_mdeg?: number;
  /** Reported in steps of 1/16 Hz. */
  readonly doppler_millihertz?: number;
}

/** What a client wants to be told. */
export interface WantedDetails {
  /** TagReportContentSelector. */
  readonly select: number;
  readonly protocol_control: boolean;
  /** Names of Impinj's switches that are on. */
  readonly impinj: readonly string[];
}

export const nothingWanted: WantedDetails = { select: 0, protocol_control: false, impinj: [] };

/** From an ROReportSpec. */
export function wantedDetails(report: LlrpParameter | undefined): WantedDetails {
  const selector = report && parameterOf(report, 'TagReportContentSelector');
  const memory = selector && parameterOf(selector, 'C1G2EPCMemorySelector');
  const impinj = report && parameterOf(report, 'ImpinjTagReportContentSelector');
  return {
    select: (selector && numberOf(selector, 'select')) ?? 0,
    protocol_control: memory !== undefined && ((numberOf(memory, 'select') ?? 0) & 0x40) !== 0,
    impinj: (impinj?.parameters ?? []).filter((each) => numberOf(each, 'mode') === 1).map(({ name }) => name),
  };
}

/** Bits of TagReportContentSelector, from the top (LLRP 1.1, 17.2.7.2). */
const selected = {
  antenna: 0x1000,
  channel: 0x0800,
  rssi: 0x0400,
  first_seen: 0x0200,
  last_seen: 0x0100,
  count: 0x0080,
} as const;

/** `at_us`: when it was seen by the reader's own clock. */
export function tagReport(seen: SeenTag, channel: number, at_us: number, wanted: WantedDetails): LlrpParameter {
  const { select } = wanted;
  const epc =
    seen.epc.length === 24 ? llrpParameter('EPC-96', { epc: seen.epc }) : llrpParameter('EPCData', { epc: seen.epc });
  const rssi_dbm = Math.max(-128, Math.min(127, Math.round(seen.rssi_cdbm / 100)));
  const parameters = [epc];
  if (select & selected.antenna) parameters.push(llrpParameter('AntennaID', { antenna: seen.antenna }));
  if (select & selected.rssi) parameters.push(llrpParameter('PeakRSSI', { rssi_dbm }));
  if (select & selected.channel) parameters.push(llrpParameter('ChannelIndex', { channel }));
  if (select & selected.first_seen) parameters.push(llrpParameter('FirstSeenTimestampUTC', { at_us }));
  if (select & selected.last_seen) parameters.push(llrpParameter('LastSeenTimestampUTC', { at_us }));
  if (select & selected.count) parameters.push(llrpParameter('TagSeenCount', { count: seen.count ?? 1 }));
  if (wanted.protocol_control) parameters.push(llrpParameter('C1G2PC', { pc: protocolControl(seen) }));
  parameters.push(...impinjDetails(seen, wanted.impinj));
  return llrpParameter('TagReportData', {}, parameters);
}

/** The five highest bits count the EPC's words (Gen2, 6.3.2.1.2.2). */
function protocolControl({ epc, pc }: SeenTag): number {
  return pc === undefined ? Math.ceil(epc.length / 4) << 11 : Number.parseInt(pc, 16);
}

function impinjDetails(seen: SeenTag, wanted: readonly string[]): readonly LlrpParameter[] {
  const { tid, phase_mdeg, doppler_millihertz, rssi_cdbm } = seen;
  const parameters: LlrpParameter[] = [];
  if (wanted.includes('ImpinjEnableSerializedTID') && tid !== undefined) {
    parameters.push(llrpParameter('ImpinjSerializedTID', { tid }));
  }
  if (wanted.includes('ImpinjEnableRFPhaseAngle') && phase_mdeg !== undefined) {
    const phase = Math.round((phase_mdeg * 4_096) / 360_000) % 4_096;
    parameters.push(llrpParameter('ImpinjRFPhaseAngle', { phase }));
  }
  if (wanted.includes('ImpinjEnablePeakRSSI')) parameters.push(llrpParameter('ImpinjPeakRSSI', { rssi_cdbm }));
  if (wanted.includes('ImpinjEnableRFDopplerFrequency') && doppler_millihertz !== undefined) {
    const doppler = Math.round((doppler_millihertz * 16) / 1_000);
    parameters.push(llrpParameter('ImpinjRFDopplerFrequency', { doppler }));
  }
  return parameters;
}
