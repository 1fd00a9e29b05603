/** A port for devices that post, apart from the dashboard's, which only this machine can reach. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { refuse } from './http-request.ts';
import { listening } from './listening.ts';

const headers_timeout_ms = 10_000;
const request_timeout_ms = 30_000;
const connections_max = 1_024;

export type HandleReadings = (device: string, request: IncomingMessage, response: ServerResponse) => void;

export interface HttpListener {
  readonly port: number;
  stop(): Promise<void>;
}

/** Throws GatewayFault when the port cannot be had. */
export async function httpListener(host: string, port: number, handle: HandleReadings): Promise<HttpListener> {
  const timeouts = { headersTimeout: headers_timeout_ms, requestTimeout: request_timeout_ms };
  const server: Server = createServer(timeouts, (request, response) => route(request, response, handle));
  server.maxConnections = connections_max;
  const taken = await listening(server, host, port, 'network.devices_http');
  return {
    port: taken,
    stop() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function route(request: IncomingMessage, response: ServerResponse, handle: HandleReadings): void {
  const path = (request.url ?? '').slice(0, 200).split('?', 1).join('');
  const device = /^\/api\/v1\/devices\/([A-Za-z0-9._-]{1,64})\/readings$/.exec(path)?.[1];
  if (device === undefined) {
    const detail = 'Only POST /api/v1/devices/{id}/readings is here.';
    refuse(response, { status: 404, code: 'not-found', title: 'Not found', detail });
  } else if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    const detail = 'Readings are posted.';
    refuse(response, { status: 405, code: 'method-not-allowed', title: 'Method not allowed', detail });
  } else handle(device, request, response);
}
