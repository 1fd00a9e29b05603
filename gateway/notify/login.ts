/** Name and password for a server, read anew at every try: who changes the file need not start anew. */
import { readFileSync } from 'node:fs';
import { fileTrouble } from '../base/faults.ts';

type Login =
  | { readonly ok: true; readonly options: { readonly username?: string; readonly password?: string } }
  | { readonly ok: false; readonly says: string };

/** Empty where the server wants none. */
export function loginOf(username: string | undefined, password_file: string | undefined): Login {
  if (username === undefined || password_file === undefined) return { ok: true, options: {} };
  try {
    return { ok: true, options: { username, password: readFileSync(password_file, 'utf8').trim() } };
  } catch (thrown) {
    return { ok: false, says: `the password in ${password_file} cannot be read: ${fileTrouble(thrown)}` };
  }
}
