/**
 * The one place where it is decided who comes in and what they may do: routes and the live channel declare what they
 * need, and this enforces it. A browser's own credentials (a session, or being the demo's visitor) are no proof that the
 * person wanted what is asked: a change needs a header as well that a page of another site cannot send.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Access } from '../access/access.ts';
import type { Asking, Caller } from '../access/caller.ts';
import type { Right } from '../access/rights.ts';
import type { Counters } from '../base/counters.ts';
import type { TlsProxy } from '../stock/site.ts';
import { type Arrival, arrivalOf } from './origin.ts';
import type { Problem } from './problem.ts';

/** What a route needs: a right; one for each `kind` of its body; only to be signed in; or nothing. */
export type Needs = Right | 'signed-in' | 'everyone' | { readonly kinds: Readonly<Record<string, Right>> };

/** The header that the dashboard's own page sends with every change. */
export const own_page_header = 'x-tallygate';

export interface Visit {
  readonly arrival: Arrival;
  readonly caller: Caller | undefined;
  readonly asking: Asking;
}

export type Admission =
  | { readonly ok: true; readonly visit: Visit }
  | { readonly ok: false; readonly problem: Problem };

export interface GateOptions {
  readonly access: Access;
  readonly proxy: TlsProxy | undefined;
  /** The port that is listened at, once it is. */
  readonly port: () => number;
  readonly counters: Counters;
}

const sign_in_needed: Problem = {
  status: 401,
  title: 'Sign in',
  code: 'sign-in-needed',
  detail: 'Sign in first, or send the token of a program: Authorization: Bearer TOKEN.',
};

export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** How and from whom a request comes; refuses what comes from another page, under another name or past the proxy. */
  visit(request: IncomingMessage): Admission {
    const { headers, socket } = request;
    const { access, proxy } = this.#options;
    const wire = { peer: socket.remoteAddress ?? '', port: socket.localPort, http_version: request.httpVersion };
    const arrived = arrivalOf(wire, headers, proxy);
    if (!arrived.ok) return refusedCaller(arrived.says);
    const { arrival } = arrived;
    if (access.visitor !== undefined && arrival.handed_on !== undefined) {
      return refusedCaller(
        `the demo is open to whoever sits at its machine, and to nobody else: this request was handed on (${arrival.handed_on})`,
      );
    }
    const asking = { address: arrival.address, agent: headers['user-agent'] ?? '' };
    return { ok: true, visit: { arrival, caller: this.#callerOf(headers, arrival), asking } };
  }

  /** Why a route that needs this is not for them, before its body is read; undefined when it may be. */
  refuse(request: IncomingMessage, visit: Visit, needs: Needs): Problem | undefined {
    const { headers, method } = request;
    const { caller } = visit;
    if (method !== 'GET' && method !== 'HEAD') {
      const forged = refuseForged(headers, caller);
      if (forged !== undefined) return this.#counted('access.forged_refused', forged);
    }
    if (needs === 'everyone') return undefined;
    if (caller === undefined) return this.#counted('access.unknown_refused', sign_in_needed);
    if (needs === 'signed-in') return undefined;
    const among = typeof needs === 'string' ? [needs] : Object.values(needs.kinds);
    if (among.some((right) => caller.rights.has(right))) return undefined;
    return this.#counted('access.rights_refused', rightMissing(caller, among));
  }

  /** Of a route whose right depends on the `kind` of the body. */
  refuseBody(visit: Visit, needs: Needs, body: unknown): Problem | undefined {
    if (typeof needs === 'string') return undefined;
    const kind = typeof body === 'object' && body !== null && 'kind' in body ? String(body.kind) : '';
    const right = Object.hasOwn(needs.kinds, kind) ? needs.kinds[kind] : undefined;
    if (right !== undefined && visit.caller?.rights.has(right)) return undefined;
    return this.#counted('access.rights_refused', rightMissing(visit.caller, right === undefined ? [] : [right]));
  }

  /** Of what a right is needed for beside the route's own. */
  refuseRight({ caller }: Visit, right: Right): Problem | undefined {
    if (caller?.rights.has(right) === true) return undefined;
    return this.#counted('access.rights_refused', rightMissing(caller, [right]));
  }

  /** A body may take long to come, and whoever sends it may have been signed out meanwhile. */
  refuseGone({ caller }: Visit): Problem | undefined {
    if (caller === undefined || this.#options.access.stillHolds(caller)) return undefined;
    return this.#counted('access.ended_meanwhile', sign_in_needed);
  }

  /** The cookie of a session; `__Host-` binds it to TLS and to this host, where there is TLS. */
  cookie(visit: Visit, token: string | undefined, max_age_s: number): string {
    const { secure } = visit.arrival;
    const parts = [`${this.#cookieName(secure)}=${token ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
    parts.push(`Max-Age=${token === undefined ? 0 : max_age_s}`);
    if (secure) parts.push('Secure');
    return parts.join('; ');
  }

  #callerOf(headers: IncomingHttpHeaders, arrival: Arrival): Caller | undefined {
    const { access, counters } = this.#options;
    const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined) {
      const caller = access.tokens.callerOf(bearer);
      if (caller === undefined) counters.add('access.tokens_refused');
      return caller;
    }
    const token = cookieIn(headers.cookie ?? '', this.#cookieName(arrival.secure));
    const caller = token === undefined ? undefined : access.sessions.callerOf(token);
    return caller ?? access.visitor;
  }

  /** On loopback all ports of the machine share their cookies, so each gateway has a name of its own. */
  #cookieName(secure: boolean): string {
    return secure ? '__Host-tallygate' : `tallygate-${this.#options.port()}`;
  }

  #counted(name: string, problem: Problem): Problem {
    this.#options.counters.add(name);
    return problem;
  }
}

function refusedCaller(says: string): Admission {
  return { ok: false, problem: { status: 403, title: 'Refused', code: 'caller-refused', detail: `${says}.` } };
}

function refuseForged(headers: IncomingHttpHeaders, caller: Caller | undefined): Problem | undefined {
  const { origin } = headers;
  const isByCookie = caller?.how === 'session';
  if (origin === undefined && !isByCookie) return undefined;
  const problem = (detail: string): Problem => ({ status: 403, title: 'Refused', code: 'forged', detail });
  if (origin === undefined) return problem('A change by a session needs the Origin header. Programs use a token.');
  if (headers[own_page_header] === undefined) return problem('A change from a browser needs the header X-Tallygate.');
  return undefined;
}

export function rightMissing(caller: Caller | undefined, among: readonly Right[]): Problem {
  const as = caller === undefined || caller.roles.length === 0 ? 'nobody in particular' : caller.roles.join(', ');
  const detail = `This needs the right ${among.join(' or ')}, which you do not have as ${as}.`;
  return { status: 403, title: 'Not allowed', code: 'right-missing', detail };
}

function cookieIn(header: string, name: string): string | undefined {
  const found = header
    .slice(0, 8_192)
    .split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
