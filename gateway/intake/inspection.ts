/** What the writer tells when somebody asks, without touching the ledger. */
import type { DeviceDetail, FrameNote } from '../base/device-detail.ts';
import type { WalksTold } from '../base/walks-told.ts';
import { walksTold } from '../interpretation/walks-told.ts';
import type { LearnedMass } from '../stock/learned-mass.ts';
import { Desk } from '../work/desk.ts';
import { type ImportDraft, type ImportTrial, tryImport } from '../work/import.ts';
import type { Deriver } from './deriver.ts';
import { massLearned } from './memory-told.ts';
import { booksAround } from './work-desk.ts';

/** What to tell of: one device, one item, the walks, a file to be imported, or, of none, all devices heard since that was last asked. */
export interface Inspected {
  readonly device?: string;
  readonly item?: string;
  readonly walks?: true;
  /** What would come of it; nothing does. */
  readonly trial?: { readonly by: string; readonly at_ms: number; readonly draft: ImportDraft };
}

export interface Inspection {
  readonly details: readonly DeviceDetail[];
  /** Newest first. */
  readonly frames: readonly FrameNote[];
  /** Of the item that was asked for. */
  readonly mass?: LearnedMass;
  readonly walks?: WalksTold;
  readonly trial?: ImportTrial;
}

/** Parts and conditions of one device with its last frames, or of all; what was learned of an item; what was walked. */
export function inspectionOf(deriver: Deriver, { device, item, walks, trial }: Inspected, now_ms: number): Inspection {
  if (item !== undefined) {
    const mass = deriver.read((memory) => massLearned(memory, item));
    return { details: [], frames: [], ...(mass === undefined ? {} : { mass }) };
  }
  if (trial !== undefined) {
    const around = deriver.read(booksAround);
    if (around === undefined) return { details: [], frames: [] };
    const asked = { ...around, work: deriver.work, n: 0, by: trial.by, at_ms: Math.max(now_ms, trial.at_ms) };
    return { details: [], frames: [], trial: tryImport(new Desk(asked), trial.draft) };
  }
  if (walks === true) {
    return { details: [], frames: [], walks: deriver.read((memory) => walksTold(memory.walks, now_ms)) };
  }
  if (device === undefined) return { details: deriver.takeDetails(), frames: [] };
  const found = deriver.inspect(device);
  return found === undefined ? { details: [], frames: [] } : { details: [found.detail], frames: found.frames };
}
