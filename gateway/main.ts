/** Wiring: the only file that builds the whole gateway. No rule about stock, no protocol, no decision of its own. */
import { randomBytes } from 'node:crypto';
import { nativeReadingSchema } from '../devices/native/native.ts';
import { driverOf, drivers } from '../devices/registry.ts';
import * as credentials from './access/device-credentials.ts';
import { admissionOf, type SetupOffer } from './admission.ts';
import { startAlerting } from './alerting.ts';
import { systemClock } from './base/clock.ts';
import { countersOf } from './base/counters.ts';
import { GatewayFault } from './base/faults.ts';
import { type LogLevel, logOf } from './base/log.ts';
import { randomOf } from './base/random.ts';
import { closeAll, once } from './closing.ts';
import { CountDesk } from './count-desk.ts';
import { assetsDirectory } from './dashboard-assets.ts';
import { explain } from './explain.ts';
import { driverFactsOf, findingWith } from './finding.ts';
import { inShell } from './in-shell.ts';
import { askedOf, inspectWith } from './inspect.ts';
import { captureJsonSchema } from './intake/capture.ts';
import { renamedNote } from './intake/capture-file.ts';
import type { Surroundings } from './intake/deriver.ts';
import { firstQuarantined } from './intake/first-quarantined.ts';
import { type Intake, type IntakeListener, startIntake, writerThread } from './intake/intake.ts';
import { type ReplayEnd, type ReplayListener, replay } from './intake/replay.ts';
import type { Verdict } from './intake/verify.ts';
import { KanbanDesk } from './kanban-desk.ts';
import { labelAnswer } from './labels.ts';
import { type DirectoryLock, holdDirectory } from './ledger/lock.ts';
import { peopleReader } from './ledger/people.ts';
import { readerOf } from './ledger/sqlite-reader.ts';
import { type Links, startLinks } from './links.ts';
import { LiveState } from './live/live-state.ts';
import { startLive } from './live/server.ts';
import { PlanningBeside, planningThread } from './planning-beside.ts';
import { ReportingBeside, reportingThread } from './reporting-beside.ts';
import { ShadowBeside } from './shadow-beside.ts';
import { siteOfJson } from './shadowed-site.ts';
import { siteJsonSchema } from './site/schema.ts';
import { openSite, readSite } from './site/site-file.ts';
import type { Site } from './stock/site.ts';
import { startSync } from './sync/sync.ts';
import { hidBus } from './transport/hid-bus.ts';
import { verifyLedgerWith } from './verifying.ts';
import { whyOfLedger } from './why.ts';

export type { SetupOffer } from './admission.ts';
export { movementLine, questionLine } from './intake/result-lines.ts';
export { siteOfJson } from './shadowed-site.ts';

export interface GatewayOptions {
  readonly site_file: string;
  readonly data_dir: string;
  readonly log_level: LogLevel;
  readonly capture_file?: string;
  /** Whoever comes from this machine is its administrator. For a simulated warehouse only. */
  readonly demo?: true;
}

export interface RunningGateway {
  readonly dashboard_url: string;
  /** Where MQTT devices connect, in words. */
  readonly broker: string;
  /** What the operator should know at the start, one sentence each. */
  readonly notes: readonly string[];
  /** What makes the first administrator; absent once there is one. */
  readonly setup?: SetupOffer;
  /** Resolves with the fault when the gateway cannot go on; never otherwise. */
  readonly failed: Promise<GatewayFault>;
  /** Ends everything in order: wires, upstream, screens, ledger. Idempotent. */
  stop(): Promise<void>;
}

const links_look_ms = 250;
const details_look_ms = 2_000;

/** What `Deriver` needs of the rest: the registry and the check of settings. */
export const surroundings: Surroundings = { driverOf, siteOf: siteOfJson };

/** Starts everything. Throws GatewayFault with one clear sentence when it cannot; then nothing is left running. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const opened: (() => Promise<void> | void)[] = [];
  const stop = once(() => closeAll(opened.reverse()));
  try {
    return await open(options, opened, stop);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function open(
  options: GatewayOptions,
  opened: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<RunningGateway> {
  const clock = systemClock;
  const log = logOf(options.log_level);
  const counters = countersOf();
  const random = randomOf(randomBytes(4).readUInt32LE());
  const siteFile = await openSite(options.site_file, { knownDrivers: drivers, clock, log });
  opened.push(() => siteFile.close());
  // An edit while we start is taken over at the end: until then all parts use the same settings.
  const site = siteFile.current;
  const lock: DirectoryLock = holdDirectory(options.data_dir);
  opened.push(() => lock.release());

  let tellFailed: (fault: GatewayFault) => void = () => {};
  const failed = new Promise<GatewayFault>((resolve) => {
    tellFailed = resolve;
  });
  const later: Pick<IntakeListener, 'committed'> & Pick<Links, 'tell' | 'command' | 'readings'> = {
    committed() {},
    tell() {},
    readings: (_device, _request, response) => {
      response.writeHead(503, { 'Retry-After': '1' }).end();
    },
    command: (_device, _command, done) => done({ ok: false, says: 'The gateway is starting.' }),
  };
  const thread = writerThread(new URL('./writer-thread.js', import.meta.url), {
    directory: options.data_dir,
    site,
    log_level: options.log_level,
    ...(options.capture_file === undefined ? {} : { capture: options.capture_file }),
  });
  const intake: Intake = await startIntake(thread, clock, {
    committed: (commit, feedback, commands) => later.committed(commit, feedback, commands),
    failed(fault) {
      log.error({ code: fault.code }, fault.message);
      tellFailed(fault);
    },
  });
  opened.push(() => intake.stop());

  const reader = readerOf(options.data_dir);
  opened.push(() => reader.close());
  const state = new LiveState({
    epoch: randomBytes(8).toString('hex'),
    clock,
    reader,
    site,
    commandsOf: (driver) => (driverOf(driver)?.commands ?? []).filter((kind) => kind !== 'feedback'),
    counters,
    driverFacts: driverFactsOf,
  });
  state.applyCommit(intake.opening);
  state.start();
  opened.push(() => state.stop());
  const sync = startSync({
    reader,
    targets: site.upstream,
    advance: (target, seq) => intake.advance(target, seq),
    clock,
    random,
    log,
    counters,
  });
  opened.push(() => sync.stop());
  const warnOfQuarantined = firstQuarantined(intake.opening, log);
  later.committed = (commit, feedback, commands) => {
    state.applyCommit(commit);
    warnOfQuarantined(commit);
    state.applyFeedback(feedback);
    later.tell(feedback);
    for (const each of commands) later.command(each.device, each.command, (outcome) => intake.told(each, outcome));
    if (commit.movements.length > 0) sync.wake();
  };
  const secrets = credentials.deviceCredentials(options.data_dir, clock);
  opened.push(() => secrets.stop());
  const bus = hidBus({ clock });
  const finding = findingWith({
    siteFile,
    bus,
    clock,
    counters,
    log,
    adoptedBy: intake.adopted,
    hasSecret: (connection) => secrets.has(connection),
    makeSecret: (connection) => credentials.enrol(options.data_dir, connection, clock.now_ms()),
  });
  opened.push(() => finding.stop());
  const shadow = new ShadowBeside({ directory: options.data_dir, siteFile, clock, log });
  opened.push(() => shadow.close());
  const kept = peopleReader(options.data_dir);
  opened.push(() => kept.close());
  const plans = new PlanningBeside({
    start: () => planningThread(options.data_dir),
    time_zone: () => siteFile.current.time_zone,
    forecasts: { reader: kept.forecasts, write: (writes) => intake.people(writes) },
    clock,
    log,
    counters,
  });
  opened.push(() => plans.close());
  const books = new ReportingBeside({ start: () => reportingThread(options.data_dir), plans, clock, log, counters });
  opened.push(() => books.close());
  const admission = admissionOf({
    data_dir: options.data_dir,
    write: (writes) => intake.people(writes),
    clock,
    counters,
    log,
    demo: options.demo === true,
  });
  opened.push(() => admission.stop());
  siteFile.onChange((after, how, before) => (how === 'edited' ? admission.edited(before, after) : undefined));
  const programmes = new CountDesk({ intake, reader, plans, siteFile, clock, log });
  opened.push(() => programmes.close());
  const kanban = new KanbanDesk({ intake, reader, plans, siteFile, state, clock, log, counters });
  opened.push(() => kanban.close());
  const base = { clock, random, log, counters, countsDue: () => programmes.facts(), cardsLate: () => kanban.facts() };
  const alerts = startAlerting(options.data_dir, { intake, ledger: reader, state, siteFile, ...base });
  opened.push(() => alerts.stop());
  const { dashboard } = site.network;
  const explained = (n: number) => explain(reader, siteFile.current, n);
  const live = await startLive({
    ...dashboard,
    access: admission.access,
    reader,
    state,
    command: (person, command) => intake.command(person, command),
    explain: explained,
    inspect: inspectWith(intake, reader, () => siteFile.current),
    ...askedOf(intake),
    finder: finding.finder,
    print: (query) => labelAnswer(siteFile.current, query),
    why: whyOfLedger({ reader, site: () => siteFile.current, now_ms: () => clock.now_ms(), explain: explained }),
    shadow,
    plans,
    programmes,
    kanban,
    books,
    alerts,
    readings: (device, request, response) => later.readings(device, request, response),
    assets_dir: assetsDirectory(),
    clock,
    log,
    counters,
  });
  opened.push(() => live.stop());

  const links = await startLinks({ intake, clock, random, log, counters, bus, strangers: finding.discovery }, site, {
    authenticate: (connection, secret) => secrets.verify(connection, secret),
    hasSecret: (connection) => secrets.has(connection),
    client_id: `tallygate-${intake.gateway_id}`,
    enrolCommand: (connection) =>
      `npx tallygate enrol ${connection} --data ${inShell(options.data_dir)} --site ${inShell(options.site_file)}`,
  });
  opened.push(() => links.stop());
  later.tell = (feedback) => links.tell(feedback);
  later.command = (device, command, done) => links.command(device, command, done);
  later.readings = (device, request, response) => links.readings(device, request, response);
  secrets.onRevoked((connection) => links.disconnect(connection));

  const look = every(links_look_ms, () => {
    state.applyLinks(links.states());
    state.applySync(sync.states());
  });
  opened.push(look);
  const detailsLook = every(details_look_ms, () => {
    void intake.inspect().then(({ details }) => state.applyDetails(details));
  });
  opened.push(detailsLook);
  const addresses = JSON.stringify(site.network);
  const tellTroubles = () => {
    const troubles = siteFile.problems.map((each) => `Settings not taken over: ${each.path}: ${each.rule}`);
    if (JSON.stringify(siteFile.current.network) !== addresses)
      troubles.push('Edited addresses count from the next start.');
    state.applyHealth({ troubles });
  };
  siteFile.onProblems(tellTroubles);
  let taken: Promise<unknown> = Promise.resolve();
  const takeOver = (next: Site) => {
    taken = taken
      .then(() => intake.settings(next))
      .then(() => {
        state.applySite(next);
        tellTroubles();
        return Promise.all([sync.update(next.upstream), links.update(next)]);
      })
      .catch((thrown: unknown) => {
        if (thrown instanceof GatewayFault) tellFailed(thrown);
        else throw thrown;
      });
  };
  siteFile.onChange(takeOver);
  if (siteFile.current !== site) takeOver(siteFile.current);
  opened.unshift(() => log.info({}, 'The gateway has stopped.'));
  const notes = [...links.notes, ...renamedNote(options.capture_file, intake.capture)];
  const setup = await admission.offerSetup();
  const offered = setup === undefined ? {} : { setup };
  return { dashboard_url: live.url, broker: links.broker, notes, ...offered, failed, stop };

  function every(wait_ms: number, then: () => void): () => void {
    let cancel = () => {};
    const again = () => {
      then();
      cancel = clock.after(wait_ms, again);
    };
    again();
    return () => cancel();
  }
}

/** Replays a capture with the settings of a file. Throws GatewayFault when the settings cannot be used. */
export async function replayCapture(
  lines: AsyncIterable<string>,
  site_file: string,
  listener: ReplayListener,
): Promise<ReplayEnd> {
  return replay(lines, await readSite(site_file, drivers), surroundings, listener);
}

export function verifyLedger(data_dir: string): Verdict {
  return verifyLedgerWith(data_dir, surroundings);
}

export function schemaOf(name: string): object | undefined {
  switch (name) {
    case 'site':
      return siteJsonSchema();
    case 'capture':
      return captureJsonSchema();
    case 'reading':
      return nativeReadingSchema;
    default:
      return undefined;
  }
}
