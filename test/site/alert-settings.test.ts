import { describe, expect, test } from 'vitest';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { usualAlerts } from '../../gateway/stock/alert-settings.ts';
import { knownDrivers } from './known-drivers.ts';

const mail = { kind: 'smtp', id: 'mail', host: 'smtp.example.com', from: 'a@example.com', to: ['b@example.com'] };
const hook = { kind: 'webhook', id: 'hook', url: 'https://erp.example.com/', secret_file: '/key' };
const bus = { kind: 'mqtt', id: 'bus', url: 'mqtts://broker.example.com' };

function parsed(alerts: object) {
  return parseSite({ name: 's', time_zone: 'UTC', currency: 'EUR', alerts }, knownDrivers);
}

function problems(...channels: readonly object[]): readonly string[] {
  const outcome = parsed({ channels });
  return outcome.ok ? [] : outcome.problems.map(({ path, rule }) => `${path} ${rule}`);
}

describe('settings of alerts', () => {
  test('that say nothing are those of a site without them', () => {
    const outcome = parsed({});
    expect(outcome.ok && outcome.site.alerts).toEqual(usualAlerts);
  });

  test('of a channel have defaults', () => {
    const outcome = parsed({ channels: [mail, hook, bus] });
    expect(outcome.ok && outcome.site.alerts?.channels).toEqual([
      { ...mail, port: 587, security: 'starttls', cleared: true },
      { ...hook, cleared: true },
      { ...bus, topic: 'tallygate/alerts', cleared: true },
    ]);
  });

  test.each([
    [
      { ...mail, security: 'none', username: 'u', password_file: '/p' },
      'security must not be none where a password is sent',
    ],
    [{ ...mail, username: 'u' }, 'username needs `password_file`, and that needs it'],
    [{ ...mail, to: ['b@example.com, c'] }, 'to[0] must be an address like stock@example.com'],
    [{ ...hook, url: 'http://erp.example.com/' }, 'url must be https beyond this machine'],
    [{ ...hook, url: 'https://u:p@erp.example.com/' }, 'url must be an address like https://erp.example.com/alerts'],
    [{ ...bus, url: 'http://broker' }, 'url must be an address like mqtt://broker.example.com:1883'],
    [
      { ...bus, url: 'mqtt://broker', username: 'u', password_file: '/p' },
      'url must be mqtts beyond this machine where a password is sent',
    ],
    [{ ...bus, topic: 'a/#' }, 'topic must be a topic without wildcards'],
    [{ ...bus, quiet: { from: '24:00', to: '06:00' } }, 'quiet.from must be a time of day, for example 22:00'],
  ])('%j are refused', (channel, problem) => {
    expect(problems(channel)).toEqual([`alerts.channels[0].${problem}`]);
  });

  test('on this machine need no TLS', () => {
    const here = [
      { ...hook, url: 'http://127.0.0.1:9000/' },
      { ...bus, url: 'mqtt://localhost', username: 'u', password_file: '/p' },
    ];
    expect(problems(...here)).toEqual([]);
  });

  test('name each channel once', () => {
    expect(problems(hook, { ...bus, id: 'hook' })).toEqual([
      'alerts.channels[1].id is the id of another channel already',
    ]);
  });
});
