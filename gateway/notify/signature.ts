/** How a post is signed, so that its receiver knows who sent it, that nothing was changed, and that it is not an old one sent again. */
import { createHmac } from 'node:crypto';

/** `t=1763884800,v1=<64 hexadecimal digits>`: HMAC-SHA256 with the shared key over the time in seconds, a dot, and the body as sent. */
export function signatureOf(key: string, at_s: number, body: string): string {
  return `t=${at_s},v1=${createHmac('sha256', key).update(`${at_s}.${body}`, 'utf8').digest('hex')}`;
}
