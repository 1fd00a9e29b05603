/** Secrets of connections, given and taken back whether a gateway runs or not. */
import { drivers } from '../devices/registry.ts';
import * as credentials from './access/device-credentials.ts';
import { systemClock } from './base/clock.ts';
import { GatewayFault } from './base/faults.ts';
import { writePeople } from './ledger/people.ts';
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
  const secret = credentials.enrol(data_dir, connection, systemClock.now_ms());
  note(data_dir, 'enrolConnection', connection);
  return secret;
}

export function revokeConnection(data_dir: string, connection: string): boolean {
  const was = credentials.revoke(data_dir, connection, systemClock.now_ms());
  if (was) note(data_dir, 'revokeConnection', connection);
  return was;
}

/** Whoever has the machine itself is not known by name. */
function note(data_dir: string, what: string, subject: string): void {
  const at_ms = systemClock.now_ms();
  const entry = { at_ms, by: 'console', what, subject, why: '', outcome: 'done', detail: '{}' } as const;
  writePeople(data_dir, [{ kind: 'audit', entry }]);
}
