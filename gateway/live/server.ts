/** The dashboard's port: REST, live channel and files, on loopback or behind a TLS proxy. */
import { createServer, type Server } from 'node:http';
import type { Access } from '../access/access.ts';
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import type { Log } from '../base/log.ts';
import { localDayText } from '../base/site-time.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import type { TlsProxy } from '../stock/site.ts';
import { LiveChannel } from './channel.ts';
import { Gate } from './gate.ts';
import { type HandleReadings, httpApp } from './http.ts';
import type { LiveState } from './live-state.ts';
import { isLoopbackName } from './origin.ts';
import type { AnyRoute } from './route.ts';
import { type Alerts, alertRoutes } from './routes/alerts.ts';
import { associationRoutes } from './routes/associations.ts';
import { auditRoutes } from './routes/audit.ts';
import { type CarryOut, commandRoutes } from './routes/commands.ts';
import { type CountProgrammes, countProgrammeRoutes } from './routes/count-programmes.ts';
import { countRoutes } from './routes/counts.ts';
import { devicePageRoutes, type Inspect } from './routes/device.ts';
import { deviceCommandRoutes } from './routes/device-commands.ts';
import { deviceRoutes } from './routes/devices.ts';
import { discoveredRoutes, type Finder } from './routes/discovered.ts';
import { documentRoutes } from './routes/documents.ts';
import { forecastOverrideRoutes } from './routes/forecast-overrides.ts';
import { type Explain, frameRoutes } from './routes/frames.ts';
import { goodsNoteRoutes } from './routes/goods-notes.ts';
import { handlingUnitRoutes } from './routes/handling-units.ts';
import { holdRoutes } from './routes/holds.ts';
import { importRoutes, type TryImport } from './routes/imports.ts';
import { type InspectItem, itemRoutes } from './routes/items.ts';
import { type Kanban, kanbanRoutes } from './routes/kanban.ts';
import { labelRoutes, type PrintLabels } from './routes/labels.ts';
import { levelRoutes } from './routes/levels.ts';
import { type Listener, listenRoute } from './routes/listen.ts';
import { locationRoutes } from './routes/locations.ts';
import { lotWayRoutes } from './routes/lot-ways.ts';
import { lotRoutes } from './routes/lots.ts';
import { movementFileRoutes } from './routes/movement-file.ts';
import { movementRoutes } from './routes/movements.ts';
import { mrpRoutes } from './routes/mrp.ts';
import { ownerRoutes } from './routes/owners.ts';
import { peopleRoutes, tokenRoutes } from './routes/people.ts';
import { type Plans, plansRoutes } from './routes/plans.ts';
import { productionOrderRoutes } from './routes/production-orders.ts';
import { purchaseOrderRoutes } from './routes/purchase-orders.ts';
import { putAwayRoutes } from './routes/put-aways.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { questionRoutes } from './routes/questions.ts';
import { receiptRoutes } from './routes/receipts.ts';
import { reportRoutes } from './routes/reports.ts';
import { reservationRoutes } from './routes/reservations.ts';
import { sessionRoutes } from './routes/session.ts';
import { type Shadows, shadowRoutes } from './routes/shadow.ts';
import { shipmentRoutes } from './routes/shipments.ts';
import { stateRoutes } from './routes/state.ts';
import { type StatusSources, statusRoutes } from './routes/status.ts';
import { transferRoutes } from './routes/transfers.ts';
import { utilisationRoutes } from './routes/utilisation.ts';
import { type Books, valuationRoutes } from './routes/valuation.ts';
import { type InspectWalks, walkRoutes } from './routes/walks.ts';
import { wholeUnitRoutes } from './routes/whole-units.ts';
import { type AskWhy, whyRoutes } from './routes/why.ts';

const headers_timeout_ms = 10_000;
const request_timeout_ms = 30_000;

export interface LiveOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly tls_proxy?: TlsProxy;
  readonly access: Access;
  readonly reader: LedgerReader;
  /** Started and stopped by whoever made it. */
  readonly state: LiveState;
  readonly command: CarryOut;
  readonly explain: Explain;
  readonly inspect: Inspect;
  readonly inspectItem: InspectItem;
  readonly inspectWalks: InspectWalks;
  readonly tryImport: TryImport;
  readonly finder: Finder & Listener;
  readonly print: PrintLabels;
  readonly why: AskWhy;
  readonly shadow: Shadows;
  readonly plans: Plans;
  readonly programmes: CountProgrammes;
  readonly kanban: Kanban;
  readonly books: Books;
  readonly alerts: Alerts;
  /** Answers a request in which a device posts what it has to say. */
  readonly readings: HandleReadings;
  /** Where the built dashboard is. */
  readonly assets_dir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

export interface Live {
  readonly url: string;
  readonly port: number;
  /** Screens connected now. */
  readonly clients: number;
  /** Idempotent; resolves when nothing listens and nobody is connected any more. */
  stop(): Promise<void>;
}

/** Throws GatewayFault `address-refused` for an address beyond this machine, `port-in-use` when the port is taken. */
export async function startLive(options: LiveOptions): Promise<Live> {
  const { host, reader, state, clock, counters, log } = options;
  const { tls_proxy, access } = options;
  if (!isLoopbackName(host) && tls_proxy === undefined) {
    throw new GatewayFault(
      'address-refused',
      `the dashboard listens on loopback only and not on ${host}: passwords never go over the network in the clear; put a proxy that speaks TLS before it and name it in the settings (network.dashboard.tls_proxy), or use 127.0.0.1 and an SSH tunnel`,
    );
  }
  const routes = apiRoutes(options, { reader, state, clock, clients: () => channel.clients });
  let { port } = options;
  const gate = new Gate({ access, proxy: tls_proxy, port: () => port, counters });
  const timeouts = { headersTimeout: headers_timeout_ms, requestTimeout: request_timeout_ms };
  // The channel takes its own requests out of those that were listened to before it came.
  const server = createServer(
    timeouts,
    httpApp({ routes, gate, trail: access.trail, assets_dir: options.assets_dir, readings: options.readings, log }),
  );
  const channel = new LiveChannel({ server, state, gate, access, clock, counters });
  port = await listen(server, host, options.port);
  channel.start();
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/`,
    port,
    get clients() {
      return channel.clients;
    },
    stop() {
      stopped ??= channel.stop();
      server.closeAllConnections();
      return stopped;
    },
  };
}

/** The whole API, in the order of its documentation. */
export function apiRoutes(
  options: Pick<
    LiveOptions,
    | 'access'
    | 'command'
    | 'explain'
    | 'inspect'
    | 'inspectItem'
    | 'inspectWalks'
    | 'tryImport'
    | 'finder'
    | 'print'
    | 'why'
    | 'shadow'
    | 'plans'
    | 'programmes'
    | 'kanban'
    | 'books'
    | 'alerts'
  >,
  sources: StatusSources,
): AnyRoute[] {
  const { reader, state, clock } = sources;
  const work = { carryOut: options.command, documents: reader.documents };
  const today = () => localDayText(clock.now_ms(), state.site.time_zone);
  return [
    ...levelRoutes(sources),
    ...holdRoutes(work, sources),
    ...lotRoutes(sources),
    ...lotWayRoutes(reader),
    ...movementRoutes(sources),
    ...movementFileRoutes(sources),
    ...importRoutes({ ...work, state, clock, tryImport: options.tryImport }),
    ...itemRoutes(sources, options.inspectItem),
    ...locationRoutes(sources),
    ...whyRoutes(options.why),
    ...stateRoutes(sources),
    ...deviceRoutes(sources, options.explain),
    ...devicePageRoutes(sources, options.inspect, options.explain),
    ...deviceCommandRoutes(reader, state, options.command),
    ...associationRoutes(reader, state, options.command),
    ...walkRoutes(options.command, options.inspectWalks),
    ...discoveredRoutes(options.finder),
    listenRoute(options.finder),
    ...questionRoutes(sources),
    ...frameRoutes(options.explain),
    ...quarantineRoutes(reader),
    ...statusRoutes(sources),
    ...commandRoutes(options.command, () => state.site.time_zone),
    ...documentRoutes(reader.documents),
    ...purchaseOrderRoutes(work),
    ...receiptRoutes(work, today),
    ...putAwayRoutes(work),
    ...countProgrammeRoutes(options.programmes),
    ...countRoutes({ ...work, reader, state, plans: options.plans }),
    ...reservationRoutes({ ...work, reader, site: () => state.site, today }),
    ...shipmentRoutes(work),
    ...transferRoutes(work),
    ...goodsNoteRoutes(work),
    ...ownerRoutes(work),
    ...handlingUnitRoutes({ ...work, reader }),
    ...wholeUnitRoutes(work),
    ...utilisationRoutes(reader, () => state.site),
    ...productionOrderRoutes(work),
    ...kanbanRoutes(options.kanban, work),
    ...labelRoutes(options.print),
    ...shadowRoutes(options.shadow),
    ...plansRoutes(options.plans, () => state.site.currency),
    ...mrpRoutes(options.plans, work),
    ...forecastOverrideRoutes(work),
    ...reportRoutes(options.books),
    ...valuationRoutes(options.books, options.command, {
      zone: () => state.site.time_zone,
      now_ms: () => sources.clock.now_ms(),
    }),
    ...alertRoutes(options.alerts),
    ...sessionRoutes(options.access),
    ...peopleRoutes(options.access),
    ...tokenRoutes(options.access),
    ...auditRoutes(options.access.trail),
  ];
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (thrown) {
    throw listenFault(thrown, host, port);
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function listenFault(thrown: unknown, host: string, port: number): GatewayFault {
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') {
    const says = `Port ${port} on ${host} is in use by another program. Stop that program, or give the dashboard another port in the settings (network.dashboard.port).`;
    return new GatewayFault('port-in-use', says, thrown);
  }
  return new GatewayFault('address-refused', `cannot listen on ${host} port ${port}: ${messageOf(thrown)}`, thrown);
}
