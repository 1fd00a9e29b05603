/** Secrets of connections, given and taken back whether a gateway runs or not. */
import { drivers } from '../devices/registry.ts';
import * as credentials from './access/device-credentials.ts';
import { systemClock } from './base/clock.ts';
import { GatewayFault } from './base/faults.ts';
import { readSite } from './site/site-file.ts';

/** Makes and stores a new secret. With a settings file, the connection must be in it and speak MQTT or HTTP. */
export async function enrolConnection(data_dir: string, connection: string, site_file?: string): Promise<string> {
  if (site_file !== undefined) {
    const site = await readSite(site_file, drivers);
    const withSecret = site.connections.filter(({ wire }) => wire.kind === 'mqtt' || wire.kind === 'http');
    if (!withSecret.some(({ id }) => id === connection)) {
      throw new GatewayFault(
        'settings-invalid',
        `The settings name no MQTT or HTTP connection ${connection}; they name: ${withSecret.map(({ id }) => id).join(', ')}.`,
      );
    }
  }
  return credentials.enrol(data_dir, connection, systemClock.now_ms());
}

export function revokeConnection(data_dir: string, connection: string): boolean {
  return credentials.revoke(data_dir, connection, systemClock.now_ms());
}
