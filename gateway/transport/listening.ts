/** A server's port taken, or a fault that tells a person what to do. */
import type { Server } from 'node:net';
import { GatewayFault } from '../base/faults.ts';

const the_broker = 'the broker';

/**
 * Gives the port that was taken, which matters where 0 was asked for. Rejects with GatewayFault `port-in-use` or
 * `address-refused`, which says whose port it is: `of`.
 */
export function listening(server: Server, host: string, port: number, of = the_broker): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(listenFault(error, { host, port, of })));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

function listenFault(
  error: Error,
  { host, port, of }: { readonly host: string; readonly port: number; readonly of: string },
): GatewayFault {
  const code = 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new GatewayFault(
        'port-in-use',
        `Port ${port} on ${host} is in use by another program. Stop that program${of === the_broker ? ' (often a Mosquitto that came with the system)' : ''}, or give ${of} another port in the settings.`,
        error,
      );
    case 'EACCES':
      return new GatewayFault(
        'address-refused',
        `Port ${port} on ${host} may not be used by this user. Give ${of} a port above 1023 in the settings.`,
        error,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new GatewayFault(
        'address-refused',
        `This machine has no address ${host}. Correct the address of ${of} in the settings.`,
        error,
      );
    default:
      return new GatewayFault(
        'address-refused',
        `${host} port ${port} cannot be listened at for ${of}: ${error.message}`,
        error,
      );
  }
}
