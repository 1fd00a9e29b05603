/** What every reading keeps to, whichever driver it comes from. */
import type { Reading, TagReading } from '../../devices/reading.ts';

/** The first rule the reading breaks, or undefined. */
export function unsoundness(reading: Reading): string | undefined {
  return stampUnsoundness(reading) ?? bodyUnsoundness(reading);
}

function stampUnsoundness({ seq, boot, device_at_ms }: Reading): string | undefined {
  if (seq !== undefined && !(isWhole(seq) && seq >= 0)) return `seq ${seq}`;
  if (boot !== undefined && boot === '') return 'an empty boot';
  if (device_at_ms !== undefined && !(isWhole(device_at_ms) && device_at_ms >= 0))
    return `device_at_ms ${device_at_ms}`;
  return undefined;
}

function bodyUnsoundness(reading: Reading): string | undefined {
  switch (reading.kind) {
    case 'weight':
      if (!isWhole(reading.mass_mg)) return `mass_mg ${reading.mass_mg}`;
      return reading.channel === '' ? 'an empty channel' : undefined;
    case 'tag':
      if (!/^(?:[0-9A-F]{2})+$/.test(reading.epc)) return `epc ${reading.epc}`;
      if (reading.pc !== undefined && !/^[0-9A-F]{4}$/.test(reading.pc)) return `pc ${reading.pc}`;
      if (!isWhole(reading.count) || reading.count < 1) return `count ${reading.count}`;
      if (reading.antenna !== undefined && !isWhole(reading.antenna)) return `antenna ${reading.antenna}`;
      if (reading.rssi_cdbm !== undefined && !isWhole(reading.rssi_cdbm)) return `rssi_cdbm ${reading.rssi_cdbm}`;
      return tagDetailUnsoundness(reading) ?? (reading.meaning === undefined ? 'no meaning' : undefined);
    case 'scan':
      if (reading.code === '') return 'an empty code';
      if ([...reading.code].some((character) => character.charCodeAt(0) > 0xff)) return 'a code that is not latin1';
      if (reading.aim !== undefined && !/^\][A-Za-z][0-9A-Za-z]$/.test(reading.aim)) return `aim ${reading.aim}`;
      return reading.meaning === undefined ? 'no meaning' : undefined;
    case 'condition':
      return (reading.says?.length ?? 0) > 200 ? 'more than 200 characters to say' : undefined;
  }
}

function tagDetailUnsoundness({ tid, phase_mdeg, doppler_millihertz, frequency_khz }: TagReading): string | undefined {
  if (tid !== undefined && !/^(?:[0-9A-F]{2})+$/.test(tid)) return `tid ${tid}`;
  if (phase_mdeg !== undefined && !(isWhole(phase_mdeg) && phase_mdeg >= 0 && phase_mdeg < 360_000)) {
    return `phase_mdeg ${phase_mdeg}`;
  }
  if (doppler_millihertz !== undefined && !isWhole(doppler_millihertz)) return `doppler ${doppler_millihertz}`;
  if (frequency_khz !== undefined && !(isWhole(frequency_khz) && frequency_khz >= 0)) return `khz ${frequency_khz}`;
  return undefined;
}

/** A whole number that a double holds exactly, and not the zero below zero. */
function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && !Object.is(value, -0);
}
