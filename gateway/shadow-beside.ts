/** The shadow beside a running gateway, wired: its thread, what was tried, and the switch to it and back. */

import { isDeepStrictEqual } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Clock } from './base/clock.ts';
import { messageOf } from './base/faults.ts';
import type { Log } from './base/log.ts';
import type { LiveShadowState } from './intake/live-shadow.ts';
import type { ShadowDone, Shadows, ShadowView } from './live/routes/shadow.ts';
import type { FromShadow, ShadowStart } from './shadow-thread.ts';
import type { SiteFile } from './site/site-file.ts';
import type { Rules } from './stock/site.ts';
import { triedRules } from './tried-rules.ts';

export interface ShadowParts {
  readonly directory: string;
  readonly siteFile: Pick<SiteFile, 'current' | 'write'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** So long the thread may take to answer what it has found. */
const answer_ms = 10_000;

interface Running {
  readonly worker: Worker;
  readonly tried: object;
  readonly rules: Rules;
  readonly started_ms: number;
  /** Said when it ended by itself. */
  failed: string | undefined;
}

export class ShadowBeside implements Shadows {
  readonly #parts: ShadowParts;
  #running: Running | undefined;
  /** What it had found when it was stopped. */
  #last: ShadowView | undefined;
  /** The rules that held before the switch, and those that it brought. */
  #switched: { readonly before: Rules; readonly to: Rules } | undefined;

  constructor(parts: ShadowParts) {
    this.#parts = parts;
  }

  async start(person: string, tried: Readonly<Record<string, unknown>>): Promise<ShadowDone> {
    const { siteFile, directory, clock, log } = this.#parts;
    const checked = triedRules(siteFile.current, tried);
    if (!checked.ok) return { ok: false, code: 'rules-invalid', says: checked.problems.join('; ') };
    const { rules } = checked;
    if (isDeepStrictEqual(rules, siteFile.current.rules)) {
      return { ok: false, code: 'rules-same', says: 'These are the rules that hold already.' };
    }
    await this.#end();
    this.#last = undefined;
    const start: ShadowStart = { directory, rules };
    const worker = new Worker(new URL('./shadow-thread.js', import.meta.url), { workerData: start });
    const running: Running = { worker, tried, rules, started_ms: clock.now_ms(), failed: undefined };
    worker.on('message', (message: FromShadow) => {
      if (message.kind === 'failed') running.failed = message.says;
    });
    worker.on('error', (thrown) => {
      running.failed = `It ended by a fault: ${messageOf(thrown)}`;
      log.error({ fault: messageOf(thrown) }, 'the shadow ended');
    });
    this.#running = running;
    log.info({ person, rules: tried }, 'other rules run in the shadow');
    return { ok: true, view: await this.read() };
  }

  async stop(): Promise<ShadowDone> {
    if (this.#running === undefined) return { ok: false, code: 'shadow-off', says: 'No rules are being tried.' };
    await this.#end();
    return { ok: true, view: await this.read() };
  }

  read(): Promise<ShadowView> {
    if (this.#running !== undefined) return this.#viewOf(this.#running);
    const last = this.#last ?? { state: 'off', says: '' };
    return Promise.resolve({ ...last, can_go_back: this.#canGoBack() });
  }

  async switchTo(person: string): Promise<ShadowDone> {
    const tried = this.#running?.rules ?? this.#lastRules;
    if (tried === undefined) return { ok: false, code: 'shadow-off', says: 'No rules have been tried.' };
    const before = this.#parts.siteFile.current.rules;
    const done = await this.#write(person, tried, 'the rules that were tried hold now');
    if (!done.ok) return done;
    this.#switched = { before, to: tried };
    await this.#end();
    return { ok: true, view: await this.read() };
  }

  async goBack(person: string): Promise<ShadowDone> {
    if (!this.#canGoBack() || this.#switched === undefined) {
      return {
        ok: false,
        code: 'nothing-before',
        says: 'There is no switch to go back from, or the rules were changed since.',
      };
    }
    const done = await this.#write(person, this.#switched.before, 'the rules from before the switch hold again');
    if (!done.ok) return done;
    this.#switched = undefined;
    return { ok: true, view: await this.read() };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#running?.worker.terminate();
    this.#running = undefined;
  }

  #lastRules: Rules | undefined;

  #canGoBack(): boolean {
    return this.#switched !== undefined && isDeepStrictEqual(this.#parts.siteFile.current.rules, this.#switched.to);
  }

  async #write(person: string, rules: Rules, what: string): Promise<ShadowDone> {
    const written = await this.#parts.siteFile.write((current) => ({ ...current, rules }));
    if (!written.ok) {
      const says = written.problems.map(({ path, rule }) => `${path} ${rule}`.trim()).join('; ');
      return { ok: false, code: 'settings-refused', says };
    }
    this.#parts.log.info({ person }, what);
    return { ok: true, view: await this.read() };
  }

  async #end(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    const view = await this.#viewOf(running);
    const says = view.state === 'stopped' ? view.says : 'Stopped by a person.';
    this.#running = undefined;
    this.#last = { ...view, state: 'stopped', says };
    this.#lastRules = running.rules;
    await running.worker.terminate();
  }

  async #viewOf(running: Running): Promise<ShadowView> {
    const { tried, started_ms } = running;
    const common = { tried: JSON.stringify(tried), started_ms, can_go_back: this.#canGoBack() };
    const state = running.failed === undefined ? await this.#ask(running) : undefined;
    if (state === undefined) {
      const says = running.failed ?? 'It does not answer yet.';
      return { ...common, state: running.failed === undefined ? 'running' : 'stopped', says };
    }
    const { from_ms, until_ms, ...rest } = state;
    const times = from_ms === undefined || until_ms === undefined ? {} : { from_ms, until_ms };
    return { ...common, ...rest, ...times };
  }

  #ask({ worker }: Running): Promise<LiveShadowState | undefined> {
    return new Promise((resolve) => {
      const end = (state: LiveShadowState | undefined): void => {
        cancel();
        worker.off('message', hear);
        worker.off('exit', gone);
        resolve(state);
      };
      const hear = (message: FromShadow): void => end(message.kind === 'state' ? message.state : undefined);
      const gone = (): void => end(undefined);
      const cancel = this.#parts.clock.after(answer_ms, gone);
      worker.on('message', hear);
      worker.on('exit', gone);
      worker.postMessage('read');
    });
  }
}
