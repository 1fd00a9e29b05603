/** Settings of alerts: what is raised, from when on, and where it is told. */
import { z } from 'zod';
import { alertKinds, usualAlerts } from '../stock/alert-settings.ts';
import { host, id, milliseconds, share, words } from './schema-values.ts';

const kind = z.enum(alertKinds);
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, for example 22:00');
const file = z.string().min(1).max(1_024);
const mailbox = z
  .string()
  .max(254)
  .regex(/^[^\s@<>,;:"\\()[\]]{1,64}@[A-Za-z0-9.-]{1,189}$/, 'must be an address like stock@example.com');

const common = {
  id: id.describe('What the channel is called; what was sent is kept under this name'),
  kinds: z.array(kind).min(1).max(alertKinds.length).exactOptional().describe('What is told here; all when absent'),
  cleared: z.boolean().default(true).describe('Whether it is told as well that an alert is over'),
  quiet: z
    .strictObject({
      from: clock.describe('On the wall clock of the site, `22:00`'),
      to: clock.describe('The first minute that is not quiet, `06:00`; before `from` it is the next day'),
      but: z.array(kind).max(alertKinds.length).prefault([]).describe('Kinds that are told all the same'),
    })
    .exactOptional()
    .describe('Hours in which nothing is sent; it waits until they are over'),
};

const login = {
  username: words.exactOptional().describe('As the server knows the gateway'),
  password_file: file.exactOptional().describe('A file that holds the password and nothing else'),
};

const channel = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('smtp').describe('By e-mail'),
    ...common,
    host: host.describe('The mail server'),
    port: z.int().min(1).max(65_535).default(587).describe('465 with `tls`'),
    security: z
      .enum(['starttls', 'tls', 'none'])
      .default('starttls')
      .describe('`starttls`: nothing is sent before TLS holds; `tls`: from the first byte; `none`: without a password'),
    ca_file: file.exactOptional().describe('Certificates (PEM) that are trusted besides those of known authorities'),
    ...login,
    from: mailbox.describe('The sender'),
    to: z.array(mailbox).min(1).max(50).describe('The recipients'),
  }),
  z.strictObject({
    kind: z.literal('webhook').describe('By a signed HTTP post, see [alerts.md](alerts.md)'),
    ...common,
    url: z.string().max(2_000).describe('`https://`, or `http://` on this machine'),
    secret_file: file.describe('A file with the key of the signature, at least 32 characters'),
  }),
  z.strictObject({
    kind: z.literal('mqtt').describe('To a topic of a broker'),
    ...common,
    url: z.string().max(2_000).describe('`mqtt://host:1883` or `mqtts://host`; never with a password in it'),
    ...login,
    topic: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^+#\0]+$/, 'must be a topic without wildcards')
      .default('tallygate/alerts')
      .describe('One message an alert, with QoS 1'),
  }),
]);

export const alerts = z.strictObject({
  kinds: z
    .array(kind)
    .max(alertKinds.length)
    .prefault([...alertKinds])
    .describe('What is raised; all when absent'),
  raise_after_ms: milliseconds.default(usualAlerts.raise_after_ms).describe('What lasts shorter is not raised'),
  clear_after_ms: milliseconds.default(usualAlerts.clear_after_ms).describe('What is over for shorter is not cleared'),
  margin_permille: share
    .default(usualAlerts.margin_permille)
    .describe('How far beyond its threshold a figure has to be back before its alert is cleared, in thousandths of it'),
  unresolved_after_ms: milliseconds
    .default(usualAlerts.unresolved_after_ms)
    .describe('How long a question may wait for an answer'),
  device_silent_after_ms: milliseconds
    .default(usualAlerts.device_silent_after_ms)
    .describe('How long a device may be away'),
  sync_behind_after_ms: milliseconds
    .default(usualAlerts.sync_behind_after_ms)
    .describe('How long an upstream may not answer'),
  disk_free_bytes_min: z
    .int()
    .min(0)
    .default(usualAlerts.disk_free_bytes_min)
    .describe('What has to be left on the disk of the ledger'),
  channels: z.array(channel).max(32).prefault([]).describe('Where alerts are told besides the screen'),
});
