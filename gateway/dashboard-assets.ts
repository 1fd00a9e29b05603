/** Where the dashboard lies as built: beside this program, or in the source tree's `dist`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export function assetsDirectory(): string {
  const built = fileURLToPath(new URL('../dashboard/', import.meta.url));
  return existsSync(join(built, 'index.html')) ? built : fileURLToPath(new URL('../dist/dashboard/', import.meta.url));
}
