/** The HTTP side: the guards every request passes, the API's table of routes, and the dashboard's files. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { GatewayFault } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import { serveAssets } from './assets.ts';
import { openApiOf, readings_path } from './openapi.ts';
import { refuseCaller } from './origin.ts';
import { badRequest, type Misfit, misfitsOf, notFound, type Problem, sendProblem } from './problem.ts';
import type { AnyRoute } from './route.ts';

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
  readonly assets_dir: string;
  readonly log: Log;
}

export function httpApp({ routes, readings, assets_dir, log }: HttpOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((request, response, next) => guard(request, response, next));
  const document = JSON.stringify(openApiOf(routes));
  app.get(`${base}/openapi.json`, (_, response) => {
    response.type('application/json').send(document);
  });
  app.post(base + readings_path.replace('{id}', ':id'), (request, response) => {
    readings(String(request.params.id), request, response);
  });
  for (const route of routes) serve(app, route);
  refuseOtherMethods(app, routes);
  app.use('/api', (request, response) => sendProblem(response, notFound(`There is no ${request.originalUrl} here.`)));
  serveAssets(app, assets_dir);
  app.use((thrown: unknown, _: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(thrown);
    sendProblem(response, problemOf(thrown, log));
  });
  return app;
}

function guard(request: Request, response: Response, next: NextFunction): void {
  response.set(security);
  const refusal = refuseCaller(request.headers.host, request.headers.origin);
  if (refusal === undefined) next();
  else sendProblem(response, { status: 403, title: 'Refused', code: 'caller-refused', detail: `${refusal}.` });
}

function serve(app: Express, route: AnyRoute): void {
  const path = pathOf(route);
  const json = express.json({ limit: limits.http_body_bytes_max, type: 'application/json' });
  if (route.body !== undefined) app[route.method](path, requireJson, json);
  app[route.method](path, async (request, response) => {
    const params = route.params.safeParse(request.params);
    const query = route.query.safeParse(request.query);
    const body = route.body?.safeParse(request.body);
    const misfits: Misfit[] = [
      ...(params.success ? [] : misfitsOf('path', params.error)),
      ...(query.success ? [] : misfitsOf('query', query.error)),
      ...(body === undefined || body.success ? [] : misfitsOf('body', body.error)),
    ];
    if (misfits.length > 0) return sendProblem(response, badRequest(misfits));
    const answer = await route.answer({ params: params.data, query: query.data, body: body?.data });
    if (!answer.ok) return sendProblem(response, answer.problem);
    response.set('Cache-Control', 'no-cache').json(answer.body);
  });
}

/** A form of another page can only send the few content types that need no leave of ours; JSON is not one of them. */
function requireJson(request: Request, response: Response, next: NextFunction): void {
  const detail = 'The body must be JSON, with Content-Type application/json.';
  if (request.is('application/json') === 'application/json') next();
  else sendProblem(response, { status: 415, title: 'Unsupported media type', code: 'not-json', detail });
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
    const detail = `The body may have at most ${limits.http_body_bytes_max} bytes.`;
    return { status, title: 'Too large', code: 'body-too-large', detail };
  }
  if (status !== undefined && status >= 400 && status < 500) {
    return { status, title: 'Bad request', code: 'bad-request', detail: 'The request cannot be parsed.' };
  }
  log.error({ err: thrown }, 'a request broke');
  return { status: 500, title: 'Internal error', code: 'internal', detail: 'The gateway made a mistake; see its log.' };
}

/** Express and its body parser put the status on the error. */
function statusOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  return typeof thrown.status === 'number' ? thrown.status : undefined;
}
