/** Tells alerts by e-mail, as plain text. The mail server's word that it has taken the mail is what counts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { createTransport } from 'nodemailer';
import { fileTrouble, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { SmtpChannel } from '../stock/alert-settings.ts';
import { loginOf } from './login.ts';
import { type Channel, mailOf, type Notice } from './notice.ts';

export function smtp(channel: SmtpChannel): Channel {
  const { host, port, security, from, to } = channel;
  return {
    async send(notices, sender, signal) {
      const login = loginOf(channel.username, channel.password_file);
      if (!login.ok) return login;
      const ca = authorityIn(channel.ca_file);
      if (!ca.ok) return ca;
      const { username: user, password: pass } = login.options;
      const transport = createTransport({
        host,
        port,
        secure: security === 'tls',
        // Without these a server, or whoever sits before it, could talk us out of TLS.
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
        tls: { minVersion: 'TLSv1.2', ...(ca.pem === undefined ? {} : { ca: ca.pem }) },
        ...(user === undefined || pass === undefined ? {} : { auth: { user, pass } }),
        connectionTimeout: limits.alert_send_ms_max,
        greetingTimeout: limits.alert_send_ms_max,
        socketTimeout: limits.alert_send_ms_max,
        dnsTimeout: limits.alert_send_ms_max,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const late = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('it does not answer in time')), { once: true });
      });
      try {
        const mail = { from, to: [...to], messageId: messageIdOf(notices, from), ...mailOf(notices, sender) };
        const { rejected } = await Promise.race([transport.sendMail(mail), late]);
        // Sent again, those who have it would get it again.
        return rejected.length === 0
          ? { ok: true }
          : { ok: true, says: `the server refused ${rejected.map(addressOf).join(', ')}` };
      } catch (thrown) {
        return { ok: false, says: messageOf(thrown) };
      } finally {
        transport.close();
      }
    },
  };
}

/** The same mail sent again after a doubtful try has the same id: mail programs show it once. */
function messageIdOf(notices: readonly Notice[], from: string): string {
  const ids = notices.map(({ id }) => id).join('\n');
  return `<${createHash('sha256').update(ids).digest('hex').slice(0, 32)}@${from.split('@')[1] ?? 'tallygate'}>`;
}

function addressOf(address: unknown): string {
  if (typeof address === 'string') return address;
  return typeof address === 'object' && address !== null && 'address' in address ? String(address.address) : 'somebody';
}

type Authority = { readonly ok: true; readonly pem?: string[] } | { readonly ok: false; readonly says: string };

function authorityIn(file: string | undefined): Authority {
  if (file === undefined) return { ok: true };
  try {
    return { ok: true, pem: [...rootCertificates, readFileSync(file, 'utf8')] };
  } catch (thrown) {
    return { ok: false, says: `the certificates in ${file} cannot be read: ${fileTrouble(thrown)}` };
  }
}
