/** The table of rights is that of the code. `npm run docs` writes it; without it this test fails when it is stale. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rightNames, rights, rightsOf, roleNames, roles } from '../../gateway/access/rights.ts';
import { root } from '../source-files.ts';
import { textOf } from './pages.ts';

function rightsTable(): string {
  const said = roleNames.map((role) => `- **${roles[role].title}** (\`${role}\`) ${roles[role].says}`);
  const head = ['right', 'allows to', ...roleNames.map((role) => roles[role].title.toLowerCase())];
  const rows = rightNames.map((right) => [
    `\`${right}\``,
    rights[right],
    ...roleNames.map((role) => (rightsOf([role]).has(right) ? 'yes' : '')),
  ]);
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [...said, '', ...lines].join('\n');
}

test('the page about people has the roles and rights of the code', async () => {
  const path = 'docs/people.md';
  const text = textOf(path);
  const begin = '<!-- rights: made from gateway/access/rights.ts by `npm run docs` -->\n';
  const end = '<!-- end of rights -->';
  const [before = '', rest = ''] = text.split(begin);
  const after = rest.slice(rest.indexOf(end));
  expect(after).not.toBe('');
  await expect(`${before}${begin}${rightsTable()}\n${after}`).toMatchFileSnapshot(join(root, path));
});
