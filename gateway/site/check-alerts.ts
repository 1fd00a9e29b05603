/** What the schema cannot see in the settings of alerts: channels named twice, addresses that are none, passwords in the clear. */
import type { AlertChannel } from '../stock/alert-settings.ts';
import type { Site } from '../stock/site.ts';
import type { Problems } from './problem.ts';

export function checkAlerts({ alerts }: Site, problems: Problems): void {
  const seen = new Set<string>();
  for (const [at, channel] of (alerts?.channels ?? []).entries()) {
    const path = ['alerts', 'channels', at];
    if (seen.has(channel.id)) problems.add([...path, 'id'], 'is the id of another channel already');
    seen.add(channel.id);
    if (channel.kind !== 'webhook' && (channel.username === undefined) !== (channel.password_file === undefined)) {
      problems.add([...path, 'username'], 'needs `password_file`, and that needs it');
    }
    checkChannel(channel, path, problems);
  }
}

function checkChannel(channel: AlertChannel, path: readonly PropertyKey[], problems: Problems): void {
  switch (channel.kind) {
    case 'smtp':
      if (channel.security === 'none' && channel.username !== undefined) {
        problems.add([...path, 'security'], 'must not be none where a password is sent');
      }
      return;
    case 'webhook': {
      const url = urlOf(channel.url, ['http:', 'https:']);
      if (url === undefined) problems.add([...path, 'url'], 'must be an address like https://erp.example.com/alerts');
      else if (url.protocol === 'http:' && !isHere(url))
        problems.add([...path, 'url'], 'must be https beyond this machine');
      return;
    }
    case 'mqtt': {
      const url = urlOf(channel.url, ['mqtt:', 'mqtts:']);
      if (url === undefined) problems.add([...path, 'url'], 'must be an address like mqtt://broker.example.com:1883');
      else if (url.protocol === 'mqtt:' && !isHere(url) && channel.username !== undefined) {
        problems.add([...path, 'url'], 'must be mqtts beyond this machine where a password is sent');
      }
      return;
    }
  }
}

/** Without a login in it, which would stand in the settings and in what is shown. */
function urlOf(text: string, protocols: readonly string[]): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === '') return undefined;
  return url.username === '' && url.password === '' ? url : undefined;
}

function isHere({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
