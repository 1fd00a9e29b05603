/** Where alerts arrive, in earnest: a mail server, an HTTP server and a broker on free ports of 127.0.0.1. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Mail {
  readonly to: readonly string[];
  readonly user: string | undefined;
  readonly secure: boolean;
  readonly text: string;
}

export interface MailBox {
  readonly port: number;
  readonly mails: Mail[];
  stop(): Promise<void>;
}

/** Takes every mail, unless `options` say otherwise. */
export async function mailBox(options: SMTPServerOptions = {}): Promise<MailBox> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({
          to,
          user: session.user === undefined ? undefined : String(session.user),
          secure: session.secure,
          text,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: portOf(server.server),
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export interface Posted {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Keeps what is posted, and answers with the next of `statuses`, the last one for good. */
export async function hookBox(...statuses: readonly number[]) {
  const posts: Posted[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      posts.push({ headers: request.headers, body });
      response.writeHead(statuses[Math.min(posts.length, statuses.length) - 1] ?? 204).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  return {
    url: `http://127.0.0.1:${port}/alerts`,
    posts,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A broker that keeps what is published; with a password it lets in only who has it. */
export async function topicBox(password?: string) {
  const published: { topic: string; qos: number; text: string }[] = [];
  const broker = await Aedes.createBroker();
  broker.authenticate = (_client, _user, given, done) => {
    done(null, password === undefined || given?.toString() === password);
  };
  broker.on('publish', ({ topic, qos, payload }) => {
    if (!topic.startsWith('$SYS')) published.push({ topic, qos, text: payload.toString() });
  });
  const server = createTcpServer((socket) => broker.handle(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${portOf(server)}`,
    published,
    async stop() {
      server.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
