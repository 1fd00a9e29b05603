/** Telling alerts to a mail server, an HTTP server and a broker that really listen. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../gateway/base/clock.ts';
import { mqttTopic } from '../../gateway/notify/mqtt.ts';
import { mailOf, type Notice, type Outcome } from '../../gateway/notify/notice.ts';
import { signatureOf } from '../../gateway/notify/signature.ts';
import { smtp } from '../../gateway/notify/smtp.ts';
import { webhook } from '../../gateway/notify/webhook.ts';
import type { SmtpChannel } from '../../gateway/stock/alert-settings.ts';
import { certificateMaker, withoutOpenssl } from '../transport/certificates.ts';
import { hookBox, mailBox, topicBox } from './letter-box.ts';
import { isGenuine } from './receiver.ts';

const sender = { site: 'Corner store', gateway_id: 'g1', time_zone: 'Europe/Berlin' };
const low: Notice = {
  id: 'l1/7',
  alert: 3,
  event: 'raised',
  kind: 'low',
  at_ms: 1_764_000_000_000,
  says: '3 × Bolt M6 at A1-01, below 20.',
  item: 'bolt-m6',
  location: 'a1-01',
};
const over: Notice = { ...low, id: 'l1/8', event: 'cleared' };

let directory: string;
const undo: (() => unknown)[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-notify-'));
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  rmSync(directory, { recursive: true });
});

function fileOf(text: string): string {
  const file = join(directory, 'secret');
  writeFileSync(file, `${text}\n`);
  return file;
}

const never = () => new AbortController().signal;

describe('by mail', () => {
  const to = ['stock@example.com', 'night@example.com'];
  const common = { id: 'mail', kind: 'smtp', cleared: true, host: 'localhost', from: 'gate@example.com', to } as const;
  const openSettings = (port: number): SmtpChannel => ({ ...common, port, security: 'none' });

  test('all recipients get one plain text with every alert, and the same again has the same id', async () => {
    const box = await mailBox({ disabledCommands: ['STARTTLS'] });
    undo.push(() => box.stop());
    const channel = smtp(openSettings(box.port));
    expect(await channel.send([low, over], sender, never())).toEqual({ ok: true });
    expect(await channel.send([low, over], sender, never())).toEqual({ ok: true });
    expect(await channel.send([over], sender, never())).toEqual({ ok: true });
    const [first, again, other] = box.mails;
    expect(first?.to).toEqual(to);
    expect(first?.text).toContain('Subject: Corner store: 2 alerts');
    expect(first?.text.replaceAll('=\r\n', '')).toMatch(
      /Alert \(low, no\. 3\) 24 Nov 2025 17:00:00: 3 (×|=C3=97) Bolt M6/,
    );
    const idOf = (text = '') => /^Message-ID: (.*)$/im.exec(text)?.[1];
    expect(idOf(first?.text)).toMatch(/^<[0-9a-f]{32}@example\.com>/);
    expect(idOf(again?.text)).toBe(idOf(first?.text));
    expect(idOf(other?.text)).not.toBe(idOf(first?.text));
  });

  test(`with TLS and a password where the server wants them; without TLS nothing is said${withoutOpenssl}`, async ({
    skip,
  }) => {
    if (withoutOpenssl !== '') skip();
    const maker = certificateMaker();
    undo.push(() => maker.end());
    const { key, cert } = maker.signed('DNS:localhost');
    const box = await mailBox({
      key,
      cert,
      authOptional: false,
      onAuth({ username = '', password }, _session, done) {
        if (username === 'gate' && password === 'open sesame') done(null, { user: username });
        else done(new Error('wrong'));
      },
    });
    undo.push(() => box.stop());
    const login = { username: 'gate', password_file: fileOf('open sesame'), ca_file: maker.authority };
    const settings: SmtpChannel = { ...common, ...login, port: box.port, security: 'starttls' };
    expect(await smtp(settings).send([low], sender, never())).toEqual({ ok: true });
    expect(box.mails).toMatchObject([{ user: 'gate', secure: true }]);
    const { ca_file: _, ...unknown } = settings;
    expect(await smtp(unknown).send([low], sender, never())).toMatchObject({ ok: false });
    writeFileSync(login.password_file, 'wrong\n');
    expect(await smtp(settings).send([low], sender, never())).toMatchObject({ ok: false });
    expect(box.mails).toHaveLength(1);

    // Somebody in between who strips STARTTLS gets neither mail nor password.
    const stripped = await mailBox({ disabledCommands: ['STARTTLS'], authOptional: false });
    undo.push(() => stripped.stop());
    expect(await smtp({ ...settings, port: stripped.port }).send([low], sender, never())).toMatchObject({ ok: false });
    expect(stripped.mails).toEqual([]);
  });

  test('a recipient that is refused does not keep it from the others, and is told', async () => {
    const box = await mailBox({
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => done(address === 'night@example.com' ? new Error('unknown') : null),
    });
    undo.push(() => box.stop());
    const outcome = await smtp(openSettings(box.port)).send([low], sender, never());
    expect([outcome, box.mails[0]?.to]).toEqual([
      { ok: true, says: 'the server refused night@example.com' },
      ['stock@example.com'],
    ]);
  });

  test('a server that is away, and one that never answers, are outcomes', async () => {
    expect(await smtp(openSettings(1)).send([low], sender, never())).toMatchObject({ ok: false });
    const box = await mailBox({ onConnect: () => undefined });
    undo.push(() => box.stop());
    const abort = new AbortController();
    const outcome = smtp(openSettings(box.port)).send([low], sender, abort.signal);
    abort.abort();
    expect(await outcome).toEqual({ ok: false, says: 'it does not answer in time' });
  });

  test('what may come from a label stays in its line', () => {
    const { subject, text } = mailOf([{ ...low, says: 'A\r\nBcc: eve@example.com' }], sender);
    expect(subject).toBe('Corner store: Alert (low): A  Bcc: eve@example.com');
    expect(text).toContain('17:00:00: A  Bcc: eve@example.com\n');
    expect(mailOf([{ ...low, says: 'x'.repeat(900) }], sender).subject).toHaveLength(150);
  });
});

describe('by webhook', () => {
  const key = 'an example key of at least 32 characters';

  test('a post is signed over its time and its body', async () => {
    const box = await hookBox();
    undo.push(() => box.stop());
    const settings = { id: 'hook', kind: 'webhook', cleared: true, url: box.url, secret_file: fileOf(key) } as const;
    expect(await webhook(settings, systemClock).send([low, over], sender, never())).toEqual({ ok: true });
    const [{ headers, body } = { headers: {}, body: '' }] = box.posts;
    const signature = String(headers['tallygate-signature']);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      site: 'Corner store',
      gateway: 'g1',
      alerts: [
        {
          id: 'l1/7',
          alert: 3,
          event: 'raised',
          kind: 'low',
          at: '2025-11-24T16:00:00.000Z',
          says: '3 × Bolt M6 at A1-01, below 20.',
          item: 'bolt-m6',
          location: 'a1-01',
        },
        expect.objectContaining({ id: 'l1/8', event: 'cleared' }),
      ],
    });
    expect(isGenuine(signature, body, key, Date.now())).toBe(true);
    expect(isGenuine(signature, body.replace('3 ×', '4 ×'), key, Date.now())).toBe(false);
  });

  test('whoever receives it takes what is genuine, and that alone', () => {
    const at_ms = 1_764_000_000_000;
    const header = signatureOf(key, at_ms / 1_000, '{"a":1}');
    expect(isGenuine(header, '{"a":1}', key, at_ms + 299_000)).toBe(true);
    expect(isGenuine(header, '{"a":2}', key, at_ms)).toBe(false);
    expect(isGenuine(header, '{"a":1}', `${key}!`, at_ms)).toBe(false);
    expect(isGenuine(header, '{"a":1}', key, at_ms + 301_000)).toBe(false);
    // Another time is another signature: an old post cannot be made a new one.
    expect(isGenuine(header.replace('1764000000', '1764000400'), '{"a":1}', key, at_ms + 400_000)).toBe(false);
    expect(isGenuine('t=1,v1=', '', key, 1_000)).toBe(false);
  });

  test('the signature is what OpenSSL makes of it', () => {
    // printf '1764000000.{}' | openssl dgst -sha256 -hmac "$(cat key)"
    expect(signatureOf(key, 1_764_000_000, '{}')).toBe(
      't=1764000000,v1=8ffad1e00f1b9798ab99b553deacebd0d6881d0af15ecda4b8042070c1e542dc',
    );
  });

  test.each([
    [204, { ok: true }],
    [500, { ok: false, says: 'it answers 500' }],
    // Where it would lead is not where it was sent.
    [302, { ok: false, says: 'it answers 302' }],
  ] satisfies readonly (readonly [number, Outcome])[])('an answer of %i', async (status, outcome) => {
    const box = await hookBox(status);
    undo.push(() => box.stop());
    const settings = { id: 'hook', kind: 'webhook', cleared: true, url: box.url, secret_file: fileOf(key) } as const;
    expect(await webhook(settings, systemClock).send([low], sender, never())).toEqual(outcome);
  });

  test('nothing is sent unsigned', async () => {
    const box = await hookBox();
    undo.push(() => box.stop());
    const settings = {
      id: 'hook',
      kind: 'webhook',
      cleared: true,
      url: box.url,
      secret_file: fileOf('short'),
    } as const;
    const short = await webhook(settings, systemClock).send([low], sender, never());
    const missing = await webhook({ ...settings, secret_file: '/nowhere' }, systemClock).send([low], sender, never());
    expect([short, missing]).toMatchObject([
      { ok: false, says: expect.stringContaining('fewer than 32 characters') },
      { ok: false, says: expect.stringContaining('there is no such file') },
    ]);
    expect(box.posts).toEqual([]);
  });
});

describe('by MQTT', () => {
  const topic = 'site/alerts';

  test('each alert is a message of its own, acknowledged by the broker', async () => {
    const box = await topicBox('open sesame');
    undo.push(() => box.stop());
    const settings = { id: 'bus', kind: 'mqtt', cleared: true, url: box.url, topic } as const;
    const login = { username: 'gate', password_file: fileOf('open sesame') };
    expect(await mqttTopic({ ...settings, ...login }).send([low, over], sender, never())).toEqual({ ok: true });
    expect(box.published.map(({ qos, text }) => [qos, JSON.parse(text).alerts[0].id])).toEqual([
      [1, 'l1/7'],
      [1, 'l1/8'],
    ]);
    expect(new Set(box.published.map((each) => each.topic))).toEqual(new Set([topic]));
    expect(await mqttTopic(settings).send([low], sender, never())).toMatchObject({ ok: false });
    expect(box.published).toHaveLength(2);
  });

  test('a broker that is away is an outcome', async () => {
    const settings = { id: 'bus', kind: 'mqtt', cleared: true, url: 'mqtt://127.0.0.1:1', topic } as const;
    expect(await mqttTopic(settings).send([low], sender, never())).toMatchObject({ ok: false });
  });
});
