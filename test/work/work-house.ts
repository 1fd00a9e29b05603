/** A small site with suppliers, and the writer's batch: commands of work go in as the gateway gives them to it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../gateway/base/log.ts';
import { Batch, type BatchResult } from '../../gateway/intake/batch.ts';
import type { TakenCommand } from '../../gateway/intake/command.ts';
import type { CommandAnswer } from '../../gateway/intake/command-answer.ts';
import type { Offered } from '../../gateway/intake/offered.ts';
import type { Verdict } from '../../gateway/intake/verify.ts';
import type { LedgerReader } from '../../gateway/ledger/reader.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { siteOfJson, surroundings, verifyLedger } from '../../gateway/main.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { Act } from '../../gateway/work/act.ts';
import type { Document } from '../../gateway/work/document.ts';
import type { ImportDraft, ImportTrial } from '../../gateway/work/import.ts';

/** 2026-11-23T08:00:00Z. */
export const opening_ms = 1_795_420_800_000;

export const workSiteJson = {
  name: 'Depot',
  time_zone: 'Europe/Berlin',
  currency: 'EUR',
  items: [
    { id: 'bolt', gtins: ['9521141000014'], codes: ['B-8'] },
    { id: 'nut' },
    { id: 'washer' },
    { id: 'gear', policy: { class: 'finished' } },
  ],
  locations: [
    { id: 'dock', kind: 'zone' },
    { id: 'cage', kind: 'zone' },
    { id: 'stage', kind: 'zone' },
    { id: 'B1', kind: 'bin', item: 'bolt', full: 1_000 },
    { id: 'B2', kind: 'bin', item: 'bolt', full: 5_000 },
    { id: 'N1', kind: 'shelf', items: ['nut', 'washer'] },
    { id: 'X1', kind: 'shelf' },
    { id: 'elsewhere', kind: 'outside' },
  ],
  suppliers: [{ id: 'acme', lead_time_days: 5 }, { id: 'bolts-r-us' }],
  work: { receiving: 'dock', quarantine: 'cage' },
};

export function siteFrom(json: unknown): Site {
  const site = siteOfJson(json);
  if (site === undefined) throw new Error('the site of this test is not valid');
  return site;
}

export interface WorkHouse {
  readonly data: string;
  readonly site: Site;
  /** The clock of the next command. */
  at_ms: number;
  give(command: TakenCommand, by?: string): CommandAnswer;
  /** A device says something; time goes on. What its person is told, each as `tone says`. */
  offer(offered: Offered): string[];
  /** Time went on to the clock's. */
  idle(): string[];
  act(act: Act, key?: string): CommandAnswer;
  /** The documents of an answer; throws what it was refused for. */
  done(act: Act, key?: string): readonly Document[];
  /** What is wrong with an act, as `field: rule`. */
  refused(act: Act): string;
  /** What would come of a file. */
  tried(draft: ImportDraft): ImportTrial;
  /** New settings hold from now on. */
  use(json: unknown): void;
  document<Kind extends Document['kind']>(id: string, kind: Kind): Extract<Document, { kind: Kind }>;
  level(item: string, location: string): number;
  readonly reader: LedgerReader;
  /** The process ends without a word, and begins again from what is stored. */
  restart(how?: 'killed' | 'stopped'): void;
  /** Closes it, and says what `verify` says. */
  verified(): Verdict;
  clear(): void;
}

function told(result: BatchResult | undefined): string[] {
  return (result?.feedback ?? []).map(({ tone, says }) => `${tone} ${says}`);
}

export function workHouse(json: unknown = workSiteJson): WorkHouse {
  const directory = mkdtempSync(join(tmpdir(), 'tallygate-work-'));
  const data = join(directory, 'data');
  const site = siteFrom(json);
  let batch = new Batch(data, surroundings, site.journal, silentLog);
  let isOpen = true;
  batch.run([
    { kind: 'settings', at_ms: opening_ms, site },
    { kind: 'started', at_ms: opening_ms },
  ]);
  let reader: LedgerReader | undefined;
  const close = () => {
    if (isOpen) batch.close();
    isOpen = false;
  };
  const house: WorkHouse = {
    data,
    site,
    at_ms: opening_ms,
    give(command, by = 'person:anna') {
      house.at_ms += 1_000;
      const answer = batch.run([{ kind: 'command', at_ms: house.at_ms, person: by, command }]).answers.get(0);
      if (answer === undefined) throw new Error('a command without an answer');
      return answer;
    },
    offer(offered) {
      return [...told(batch.run([offered])), ...house.idle()];
    },
    idle: () => told(batch.idle(house.at_ms)),
    act: (act, key) => house.give({ kind: 'work', ...(key === undefined ? {} : { key }), act }),
    done(act, key) {
      const answer = house.act(act, key);
      if (!answer.ok) throw new Error(`refused: ${answer.says}`);
      return (answer.documents ?? []).flatMap((id) => house.reader.documents.document(id) ?? []);
    },
    refused(act) {
      const answer = house.act(act);
      if (answer.ok) throw new Error('it was carried out');
      const { field = '', says } = answer;
      return says.startsWith(`${field} `) ? `${field}: ${says.slice(field.length + 1)}` : says;
    },
    tried(draft) {
      const { trial } = batch.inspect({ trial: { by: 'person:anna', at_ms: house.at_ms, draft } });
      if (trial === undefined) throw new Error('there are no settings yet');
      return trial;
    },
    use(settings) {
      house.at_ms += 1_000;
      batch.run([{ kind: 'settings', at_ms: house.at_ms, site: siteFrom(settings) }]);
    },
    document(id, kind) {
      const found = house.reader.documents.document(id);
      const isOfKind = (document: Document): document is Extract<Document, { kind: typeof kind }> =>
        document.kind === kind;
      if (found === undefined || !isOfKind(found)) throw new Error(`there is no ${kind} ${id}`);
      return found;
    },
    level: (item, location) => house.reader.levels({ item, location })[0]?.quantity ?? 0,
    get reader() {
      reader ??= readerOf(data);
      return reader;
    },
    restart(how = 'killed') {
      if (how === 'killed') batch.abandon();
      else batch.close();
      batch = new Batch(data, surroundings, site.journal, silentLog);
    },
    verified() {
      close();
      return verifyLedger(data);
    },
    clear() {
      reader?.close();
      close();
      rmSync(directory, { recursive: true });
    },
  };
  return house;
}
