/** A capture, device by device, as what was said: no settings are needed, no stock follows. */
import type { ConfiguredUnit, DecodeSettings, Driver } from '../../devices/driver.ts';
import type { JournalRow } from '../ledger/reader.ts';
import type { Site } from '../stock/site.ts';
import type { CaptureHeader } from './capture.ts';
import { CaptureLines } from './capture-lines.ts';
import { decodeSettingsOf } from './decode-settings.ts';
import type { Surroundings } from './deriver.ts';
import { type Heard, type Hearing, hearingOf } from './hearing.ts';

/** What says how frames are read; the first that knows counts: a driver for all, settings, the capture's own word. */
export interface ReadingsBy {
  readonly driver?: Driver;
  readonly unit?: ConfiguredUnit;
  readonly site?: Site;
}

export type ReadingsEnd =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly readings: number;
      readonly refused: number;
      readonly noise_bytes: number;
      /** Frames of devices whose driver nobody named. */
      readonly unread: number;
      /** Lines passed over; each rule they break was told. */
      readonly lines_refused: number;
    }
  | { readonly ok: false; readonly says: string };

export async function replayReadings(
  lines: AsyncIterable<string>,
  by: ReadingsBy,
  around: Surroundings,
  listener: { heard(row: JournalRow, heard: Heard): void; note(says: string): void },
): Promise<ReadingsEnd> {
  const counts = { rows: 0, readings: 0, refused: 0, noise_bytes: 0, unread: 0 };
  const hearings = new Map<string, Hearing>();
  let header: CaptureHeader | undefined;
  let site = by.site;
  const taking = new CaptureLines();

  function driverFor(device: string): { readonly driver?: Driver; readonly settings: DecodeSettings } {
    const unit = by.unit ?? header?.unit;
    const told = unit === undefined ? {} : { unit };
    if (by.driver !== undefined) return { driver: by.driver, settings: told };
    const named = site?.devices.find(({ id }) => id === device);
    const driver = around.driverOf(named?.driver ?? header?.driver ?? '');
    const settings = named === undefined ? told : { ...decodeSettingsOf(named), ...told };
    return driver === undefined ? { settings } : { driver, settings };
  }
  function hearing(device: string): Hearing {
    const known = hearings.get(device);
    if (known !== undefined) return known;
    const made = hearingOf({ ...driverFor(device), chunks: header?.chunks === true });
    hearings.set(device, made);
    return made;
  }
  function take(row: JournalRow): void {
    const device = row.device ?? '';
    if (row.event === 'connected') hearings.get(device)?.gap();
    if (row.event === 'started') for (const each of hearings.values()) each.gap();
    if (row.event === 'settings' && by.site === undefined) {
      // A gateway's capture brings its own settings along; each revision counts from its row on.
      site = around.siteOf(JSON.parse(row.detail ?? 'null')) ?? site;
      hearings.clear();
    }
    if (row.kind !== 'frame') return;
    for (const each of hearing(device).hear(row)) {
      if (each.kind === 'readings') counts.readings += each.readings.length;
      else if (each.kind === 'noise') counts.noise_bytes += each.bytes;
      else counts[each.kind] += 1;
      listener.heard(row, each);
    }
  }

  for await (const text of lines) {
    const line = taking.take(text);
    if (line === undefined) continue;
    if (typeof line === 'string') return { ok: false, says: line };
    if (line.kind === 'header') {
      header = line.header;
      continue;
    }
    counts.rows += 1;
    take(line.row);
  }
  const end = taking.end((says) => listener.note(says));
  if (typeof end === 'string') return { ok: false, says: end };
  return { ok: true, ...counts, lines_refused: end.refused };
}
