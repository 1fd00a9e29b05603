/** The site's settings in their file: read, watched, and written whole or not at all. */
import { type FSWatcher, watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Low } from 'lowdb';
import type { Clock } from '../base/clock.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import type { Log } from '../base/log.ts';
import type { Site } from '../stock/site.ts';
import type { KnownDriver } from './check-devices.ts';
import { documentOf } from './document.ts';
import { DurableJson, type Stored } from './durable-json.ts';
import { parseSite } from './parse-site.ts';
import { lineOf, type Problem } from './problem.ts';

export interface SiteOptions {
  readonly knownDrivers: readonly KnownDriver[];
  readonly clock: Clock;
  readonly log: Log;
}

export type Written = { readonly ok: true } | { readonly ok: false; readonly problems: readonly Problem[] };

/** `how`: by somebody's edit of the file, or by `write`. */
export type ChangeListener = (site: Site, how: 'edited' | 'written', before: Site) => void;

export interface SiteFile {
  readonly current: Site;
  /** SHA-256 of the bytes that `current` came from, hexadecimal. */
  readonly sha256: string;
  /** What is wrong with the file as it stands; empty while `current` is what the file says. */
  readonly problems: readonly Problem[];
  /** Called after `current` has changed, by an edit of the file or by `write`. The returned function ends it. */
  onChange(listener: ChangeListener): () => void;
  /** Called when `problems` has changed: an edit is not taken over, or the file is sound again. */
  onProblems(listener: (problems: readonly Problem[]) => void): () => void;
  /**
   * Replaces the settings, on disk first. Refused, with nothing changed, when they are invalid or when the file holds an
   * edit that is not taken over yet. Throws `settings-unwritable`. Whoever changes a part gives a function of what is current
   * when its turn has come: writes wait for one another, and none must undo what the one before it wrote.
   */
  write(site: Site | ((current: Site) => Site)): Promise<Written>;
  /** Idempotent; after it no listener is called. */
  close(): Promise<void>;
}

/** Reads a settings file once. Throws `settings-unreadable`, or `settings-invalid` with every problem in its message. */
export async function readSite(path: string, knownDrivers: readonly KnownDriver[]): Promise<Site> {
  return siteOf(await new DurableJson(path).read(), path, knownDrivers);
}

/** Reads a settings file and keeps watching it. Throws like `readSite`. */
export async function openSite(path: string, options: SiteOptions): Promise<SiteFile> {
  const adapter = new DurableJson(await behindLinks(resolve(path)));
  const stored = await adapter.read();
  const site = siteOf(stored, path, options.knownDrivers);
  const file = new WatchedSite(adapter, stored, site, options);
  file.start();
  return file;
}

/** An edit through a link happens in the directory of the file itself, and a write must leave the link a link. */
async function behindLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // Whatever is in the way, reading meets it again and says it better.
    return path;
  }
}

function siteOf(stored: Stored, path: string, knownDrivers: readonly KnownDriver[]): Site {
  const parsed = parseSite(stored.document, knownDrivers);
  if (parsed.ok) return parsed.site;
  const lines = parsed.problems.map((problem) => `\n  ${lineOf(problem)}`);
  throw new GatewayFault('settings-invalid', `${path} cannot be used:${lines.join('')}`);
}

/** An editor writes in several steps; the file is looked at when it has been quiet for this long. */
const quiet_ms = 100;

class WatchedSite implements SiteFile {
  readonly #adapter: DurableJson;
  readonly #database: Low<Stored>;
  readonly #options: SiteOptions;
  readonly #changeListeners = new Set<ChangeListener>();
  readonly #problemListeners = new Set<(problems: readonly Problem[]) => void>();
  #current: Site;
  #sha256: string;
  #problems: readonly Problem[] = [];
  /** Looks and writes take turns. */
  #turn: Promise<unknown> = Promise.resolve();
  #watcher: FSWatcher | undefined;
  #cancelLook: (() => void) | undefined;
  #closed = false;

  constructor(adapter: DurableJson, stored: Stored, site: Site, options: SiteOptions) {
    this.#adapter = adapter;
    this.#database = new Low<Stored>(adapter, stored);
    this.#options = options;
    this.#current = site;
    this.#sha256 = adapter.sha256;
  }

  get current(): Site {
    return this.#current;
  }

  get sha256(): string {
    return this.#sha256;
  }

  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Watches the directory: editors and we replace the file, and a watch on the file itself would stay with the old one. */
  start(): void {
    const { path } = this.#adapter;
    try {
      this.#watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
        if (name === null || name === basename(path)) this.#lookSoon();
      });
      this.#watcher.on('error', (error) => this.#blind(error));
    } catch (thrown) {
      this.#blind(thrown);
    }
    // An edit between reading and watching would else be missed.
    this.#lookSoon();
  }

  onChange(listener: ChangeListener): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  onProblems(listener: (problems: readonly Problem[]) => void): () => void {
    this.#problemListeners.add(listener);
    return () => this.#problemListeners.delete(listener);
  }

  write(site: Site | ((current: Site) => Site)): Promise<Written> {
    const written = this.#turn.then(() => this.#write(site));
    this.#turn = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook?.();
    this.#watcher?.close();
    await this.#turn;
  }

  #blind(thrown: unknown): void {
    const what = { path: this.#adapter.path, reason: messageOf(thrown) };
    this.#options.log.warn(what, 'the settings file cannot be watched: an edit counts after a restart');
  }

  #lookSoon(): void {
    if (this.#closed) return;
    this.#cancelLook?.();
    this.#cancelLook = this.#options.clock.after(quiet_ms, () => {
      this.#turn = this.#turn.then(() => this.#look());
    });
  }

  /** Takes over what the file says now, whole; or keeps what holds and tells why. */
  async #look(): Promise<void> {
    if (this.#closed) return;
    const fault = await this.#read();
    if (fault !== undefined) return this.#tell([{ path: '', rule: `cannot be used: ${fault}` }]);
    if (this.#adapter.sha256 === this.#sha256) return this.#tell([]);
    const parsed = parseSite(this.#database.data.document, this.#options.knownDrivers);
    if (!parsed.ok) return this.#tell(parsed.problems);
    this.#tell([]);
    this.#take(parsed.site, 'edited');
  }

  async #read(): Promise<string | undefined> {
    try {
      await this.#database.read();
      return undefined;
    } catch (thrown) {
      if (thrown instanceof GatewayFault) return thrown.message;
      throw thrown;
    }
  }

  async #write(asked: Site | ((current: Site) => Site)): Promise<Written> {
    const fault = await this.#read();
    if (fault !== undefined || this.#adapter.sha256 !== this.#sha256) {
      this.#lookSoon();
      const rule = 'was edited meanwhile and that edit is not taken over yet; look at it and try again';
      return { ok: false, problems: [{ path: '', rule }] };
    }
    const site = typeof asked === 'function' ? asked(this.#current) : asked;
    const before = this.#database.data;
    const document = documentOf(site, before.document);
    // What would not be read back is not written.
    const parsed = parseSite(document, this.#options.knownDrivers);
    if (!parsed.ok) return parsed;
    this.#database.data = { document };
    try {
      await this.#database.write();
    } catch (thrown) {
      this.#database.data = before;
      throw thrown;
    }
    this.#take(parsed.site, 'written');
    return { ok: true };
  }

  #take(site: Site, how: 'edited' | 'written'): void {
    const before = this.#current;
    this.#current = site;
    this.#sha256 = this.#adapter.sha256;
    if (this.#closed) return;
    this.#options.log.info({ path: this.#adapter.path, sha256: this.#sha256 }, 'settings taken over');
    for (const listener of this.#changeListeners) listener(site, how, before);
  }

  #tell(problems: readonly Problem[]): void {
    if (this.#closed || isDeepStrictEqual(problems, this.#problems)) return;
    this.#problems = problems;
    if (problems.length > 0) {
      const what = { path: this.#adapter.path, problems: problems.map(lineOf) };
      this.#options.log.warn(what, 'the settings file was edited into something unusable; the settings before it hold');
    }
    for (const listener of this.#problemListeners) listener(problems);
  }
}
