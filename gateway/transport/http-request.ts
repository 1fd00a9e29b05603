/** What a device's request holds, read within limits, and how it is refused (RFC 9457, `application/problem+json`). */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface HttpProblem {
  readonly status: number;
  /** For programs: stable, kebab-case. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

const types: ReadonlySet<string> = new Set(['application/json', 'text/plain', 'application/octet-stream']);
const header_chars_max = 1_024;

/** The media type of the body, without parameters; undefined for one that we do not take. */
export function typeIn({ headers }: IncomingMessage): string | undefined {
  const [type = ''] = (headers['content-type'] ?? 'text/plain').slice(0, header_chars_max).split(';', 1);
  const bare = type.trim().toLowerCase();
  return types.has(bare) ? bare : undefined;
}

/** Who asks (RFC 7617, RFC 6750): `connection` only where the scheme has a user. */
export function credentialsIn({
  headers,
}: IncomingMessage): { readonly connection?: string; readonly secret: string } | undefined {
  const given = headers.authorization ?? '';
  const space = given.indexOf(' ');
  if (space < 0 || given.length > header_chars_max) return undefined;
  const rest = given.slice(space + 1).trim();
  switch (given.slice(0, space).toLowerCase()) {
    case 'bearer':
      return { secret: rest };
    case 'basic': {
      const pair = Buffer.from(rest, 'base64').toString('utf8');
      const colon = pair.indexOf(':');
      return colon < 0 ? undefined : { connection: pair.slice(0, colon), secret: pair.slice(colon + 1) };
    }
    default:
      return undefined;
  }
}

/** `Idempotency-Key`: up to 128 printable characters; a longer one, or one of others, is none. */
export function keyIn({ headers }: IncomingMessage): string | undefined {
  const key = headers['idempotency-key'];
  return typeof key === 'string' && /^[\x21-\x7e]{1,128}$/.test(key) ? key : undefined;
}

/** The whole body, or why it is refused. A body that ends early is refused too; nobody hears that. */
export function readBody(request: IncomingMessage, bytes_max: number): Promise<Uint8Array | HttpProblem> {
  const tooLarge: HttpProblem = {
    status: 413,
    code: 'body-too-large',
    title: 'Too large',
    detail: `The body may have at most ${bytes_max} bytes.`,
  };
  const brokenOff: HttpProblem = {
    status: 400,
    code: 'bad-request',
    title: 'Bad request',
    detail: 'The body ended before it was whole.',
  };
  if (Number(request.headers['content-length'] ?? 0) > bytes_max) return Promise.resolve(tooLarge);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytes_max) resolve(tooLarge);
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => resolve(brokenOff));
  });
}

export function refuse(response: ServerResponse, { status, code, title, detail }: HttpProblem): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 401 ? { 'WWW-Authenticate': 'Basic realm="tallygate", Bearer' } : {}),
    ...(status === 503 ? { 'Retry-After': '1' } : {}),
    // What is left of a body that is too large is not read.
    ...(status === 413 ? { Connection: 'close' } : {}),
  });
  response.end(JSON.stringify({ type: 'about:blank', status, title, code, detail }));
}
