/** The HTTP side: the guards every request passes, the API's table of routes, and the dashboard's files. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { AuditTrail, Deed } from '../access/audit-trail.ts';
import { assert } from '../base/assert.ts';
import { csvOf, type Table } from '../base/csv.ts';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import { serveAssets } from './assets.ts';
import { deedOf } from './deed.ts';
import type { Gate, Visit } from './gate.ts';
import { openApiOf, readings_path } from './openapi.ts';
import { badRequest, type Misfit, misfitsOf, notFound, type Problem, sendProblem } from './problem.ts';
import { type Answer, type AnyRoute, type Asked, isFile, no } from './route.ts';
import { csvOfWorkbook, workbook_type, workbookOf } from './workbook.ts';

const base = '/api/v1';

const security = {
  // No inline script or style, nothing from elsewhere, no frames: what a page shows may come from a label or a tag.
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Takes a request of a device with its body unread, and answers it. */
export type HandleReadings = (device: string, request: IncomingMessage, response: ServerResponse) => void;

export interface HttpOptions {
  readonly routes: readonly AnyRoute[];
  readonly readings: HandleReadings;
  readonly gate: Gate;
  readonly trail: Pick<AuditTrail, 'note'>;
  readonly assets_dir: string;
  readonly log: Log;
}

export function httpApp(options: HttpOptions): Express {
  const { routes, readings, gate, assets_dir, log } = options;
  const visits = new WeakMap<Request, Visit>();
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((request, response, next) => {
    response.set(security);
    const admission = gate.visit(request);
    if (!admission.ok) return sendProblem(response, admission.problem);
    visits.set(request, admission.visit);
    next();
  });
  const document = JSON.stringify(openApiOf(routes));
  app.get(`${base}/openapi.json`, (_, response) => {
    response.type('application/json').send(document);
  });
  app.post(base + readings_path.replace('{id}', ':id'), (request, response) => {
    readings(String(request.params.id), request, response);
  });
  for (const route of routes) serve(app, route, visits, options);
  refuseOtherMethods(app, routes);
  app.use('/api', (request, response) => sendProblem(response, notFound(`There is no ${request.originalUrl} here.`)));
  serveAssets(app, assets_dir);
  app.use((thrown: unknown, _: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(thrown);
    sendProblem(response, problemOf(thrown, log));
  });
  return app;
}

/** From the gate to the answer: who may ask is settled before a body is read, what was asked before it is acted on. */
function serve(
  app: Express,
  route: AnyRoute,
  visits: WeakMap<Request, Visit>,
  { gate, trail, log }: HttpOptions,
): void {
  const path = pathOf(route);
  const limit = route.body_bytes_max ?? limits.http_body_bytes_max;
  const json = express.json({ limit, type: 'application/json' });
  const csv = express.text({ limit, type: 'text/csv' });
  const workbook = express.raw({ limit, type: workbook_type });
  const types = route.fromCsv === undefined ? ['application/json'] : ['application/json', 'text/csv', workbook_type];
  const visitOf = (request: Request): Visit => {
    const visit = visits.get(request);
    assert(visit !== undefined, 'every request has passed the gate');
    return visit;
  };
  app[route.method](path, async (request, response, next) => {
    const visit = visitOf(request);
    const problem = gate.refuse(request, visit, route.needs);
    if (problem === undefined) return next();
    if (notesTurnedAway(route) && visit.caller !== undefined)
      await trail.note(deedOf(route, visit, { params: request.params }, problem));
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    sendProblem(response, problem);
  });
  if (route.body !== undefined) app[route.method](path, requireType(types), json, csv, workbook);
  app[route.method](path, async (request, response) => {
    const visit = visitOf(request);
    const gone = gate.refuseGone(visit);
    if (gone !== undefined) return sendProblem(response, gone);
    const asked = await understand(route, request);
    if (!asked.ok) return sendProblem(response, asked.problem);
    const forbidden = gate.refuseBody(visit, route.needs, asked.body) ?? refuseFile(gate, visit, route, asked.query);
    const by = visit.caller?.by ?? 'nobody';
    const note = async (deed: Deed) =>
      isTakenOut || forbidden !== undefined || notes(route, deed) ? trail.note(deed) : undefined;
    const failed = () => note({ ...deedOf(route, visit, asked, undefined), outcome: 'failed' });
    let isTakenOut = false;
    const over = new AbortController();
    response.once('close', () => over.abort());
    const wanted = { ...asked, by, visit, gone: over.signal };
    const answer = forbidden === undefined ? await answerOf(route, wanted, failed) : no(forbidden);
    if (answer.ok) isTakenOut = answer.table !== undefined;
    await note(
      answer.ok ? deedOf(route, visit, asked, undefined, answer.body) : deedOf(route, visit, asked, answer.problem),
    );
    if (!answer.ok) return sendProblem(response, answer.problem);
    if (answer.session !== undefined) {
      const token = answer.session === 'none' ? undefined : answer.session;
      response.set('Set-Cookie', gate.cookie(visit, token, limits.session_ms_max / 1_000));
    }
    // What one person may see is not for the next one at the same browser.
    response.set('Cache-Control', 'private, no-cache');
    if (answer.table !== undefined) await sendFile(response, route, asked.query, answer.table);
    else if (answer.parts !== undefined) await sendParts(response, answer.parts(), log);
    else if (route.sends === undefined) response.json(answer.body);
    else if (route.sends === 'text/html') sendPage(response, route, answer.body, answer.style);
    else response.type(`${route.sends}; charset=utf-8`).send(String(answer.body));
  });
}

/** What everybody may read on a screen is not for everybody to take out. */
function refuseFile(gate: Gate, visit: Visit, { alsoCsv }: AnyRoute, query: unknown): Problem | undefined {
  if (alsoCsv !== 'data' || typeof query !== 'object' || query === null) return undefined;
  return 'format' in query && isFile(query.format) ? gate.refuseRight(visit, 'export-data') : undefined;
}

/** As CSV or as the workbook that was asked for. */
async function sendFile(response: Response, { path }: AnyRoute, query: unknown, table: Table): Promise<void> {
  const isWorkbook = typeof query === 'object' && query !== null && 'format' in query && query.format === 'xlsx';
  if (!isWorkbook) {
    response.type('text/csv; charset=utf-8').send(csvOf(table.header, table.lines));
    return;
  }
  const file = await workbookOf(table);
  response.set('Content-Disposition', `attachment; filename="${path.split('/')[1]}.xlsx"`);
  response.type(workbook_type).send(file);
}

/** Whether the gate writes down who has not the right; nothing of what they sent is read by then. */
function notesTurnedAway({ method, audit }: AnyRoute): boolean {
  return audit === undefined ? method === 'post' : audit !== 'none';
}

/** Whether the gate writes down what came of it, with what was asked. */
function notes({ method, audit }: AnyRoute, { outcome }: Deed): boolean {
  if (audit === 'with-change') return outcome !== 'done';
  return audit === 'reading' || (method === 'post' && audit === undefined);
}

/** What breaks on the way is noted as well, as far as it still can be. */
async function answerOf(
  route: AnyRoute,
  asked: Asked<unknown, unknown, unknown>,
  failed: () => Promise<void>,
): Promise<Answer<unknown>> {
  try {
    return await route.answer(asked);
  } catch (thrown) {
    await failed().catch(() => undefined);
    throw thrown;
  }
}

async function understand(route: AnyRoute, request: Request) {
  const params = route.params.safeParse(request.params);
  const query = route.query.safeParse(request.query);
  const imported = await importedFrom(route, request);
  if (imported?.ok === false) return imported;
  const body =
    imported === undefined ? route.body?.safeParse(request.body) : { success: true as const, data: imported.body };
  const misfits: Misfit[] = [
    ...(params.success ? [] : misfitsOf('path', params.error)),
    ...(query.success ? [] : misfitsOf('query', query.error)),
    ...(body === undefined || body.success ? [] : misfitsOf('body', body.error)),
  ];
  if (misfits.length > 0) return no(badRequest(misfits));
  return { ok: true as const, params: params.data, query: query.data, body: body?.data };
}

/** Sends no faster than it is taken; whoever goes away ends it, and what breaks on the way leaves the file visibly cut short. */
async function sendParts(response: Response, parts: AsyncIterable<string>, log: Log): Promise<void> {
  response.type('text/csv; charset=utf-8');
  await pipeline(Readable.from(parts), response).catch((thrown: unknown) => {
    log.warn({ err: thrown }, 'a file was not sent to its end');
    response.destroy();
  });
}

/** A page to look at and print, under the same policy as all others but for its own style. */
function sendPage(response: Response, route: AnyRoute, body: unknown, style = ''): void {
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = security['Content-Security-Policy'].replace("style-src 'self'", `style-src 'sha256-${hash}'`);
  const name = `${route.path.split('/')[1]}.html`;
  response.set({ 'Content-Security-Policy': policy, 'Content-Disposition': `inline; filename="${name}"` });
  response.type('text/html').send(String(body));
}

/** A form of another page can only send the few content types that need no leave of ours; these are not among them. */
function requireType(types: readonly string[]): (request: Request, response: Response, next: NextFunction) => void {
  const detail =
    types.length === 1
      ? 'The body must be JSON, with Content-Type application/json.'
      : `The Content-Type must be one of ${types.join(', ')}.`;
  return (request, response, next) => {
    if (types.some((type) => request.is(type) === type)) next();
    else sendProblem(response, { status: 415, title: 'Unsupported media type', code: 'not-json', detail });
  };
}

/** What a file says; undefined of a body that is none. */
async function importedFrom(route: AnyRoute, request: Request) {
  if (request.is('text/csv') === 'text/csv') return route.fromCsv?.(String(request.body));
  const { body }: { readonly body: unknown } = request;
  if (route.fromCsv === undefined || request.is(workbook_type) !== workbook_type || !Buffer.isBuffer(body))
    return undefined;
  const read = await csvOfWorkbook(body, route.body_bytes_max ?? limits.http_body_bytes_max);
  if (!read.ok) return no(badRequest([{ in: 'body', field: 'file', rule: read.rule }]));
  return route.fromCsv(read.text);
}

function refuseOtherMethods(app: Express, routes: readonly AnyRoute[]): void {
  for (const path of new Set(routes.map(pathOf))) {
    const methods = routes.filter((route) => pathOf(route) === path).map((route) => route.method.toUpperCase());
    const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    app.all(path, (request, response) => {
      response.set('Allow', allowed);
      const detail = `${request.method} is not possible here, only ${allowed}.`;
      sendProblem(response, { status: 405, title: 'Method not allowed', code: 'method-not-allowed', detail });
    });
  }
}

function pathOf({ path }: AnyRoute): string {
  return base + path.replaceAll('{', ':').replaceAll('}', '');
}

function problemOf(thrown: unknown, log: Log): Problem {
  if (thrown instanceof GatewayFault) {
    log.warn({ err: thrown }, 'a request failed');
    return { status: 503, title: 'Not possible now', code: thrown.code, detail: thrown.message };
  }
  const status = statusOf(thrown);
  if (status === 413) {
    const detail = `The body may have at most ${limitOf(thrown) ?? limits.http_body_bytes_max} bytes.`;
    return { status, title: 'Too large', code: 'body-too-large', detail };
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return { status, title: 'Bad request', code: 'bad-request', detail: 'The request cannot be parsed.' };
  }
  log.error({ err: thrown }, 'a request broke');
  return { status: 500, title: 'Internal error', code: 'internal', detail: 'The gateway made a mistake; see its log.' };
}

/** The body parser puts the limit that was crossed on its error. */
function limitOf(thrown: unknown): number | undefined {
  return thrown instanceof Error && 'limit' in thrown && typeof thrown.limit === 'number' ? thrown.limit : undefined;
}

/** Express and its body parser put the status on the error. */
function statusOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  return typeof thrown.status === 'number' ? thrown.status : undefined;
}
