/** The kinds of value that settings are made of. */
import { z } from 'zod';

export const id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit',
  );
export const words = z.string().trim().min(1).max(200);
/** Whose stock it is: a supplier, a customer, as people call them. */
export const owner = z.string().trim().min(1).max(100);
/** Printable ASCII and FNC1's neighbours as scanners send them; a code is matched character by character. */
export const code = z.string().min(1).max(200);
export const host = z.string().min(1).max(255);
export const listenPort = z.int().min(0).max(65_535);
export const share = z.int().min(0).max(1_000);
export const usbNumber = z
  .string()
  .regex(/^0x[0-9A-Fa-f]{1,4}$/, 'must be 0x and one to four hexadecimal digits in quotes, for example "0x0922"');
export const milligrams = z.int().min(1);
export const milliseconds = z.int().min(0).max(86_400_000);
/** A time that is none at zero; of its own, so that what is less breaks one rule and not two. */
export const milliseconds_from_one = z.int().min(1).max(86_400_000);
