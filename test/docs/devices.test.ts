/** The lists of devices are those of the registry. `npm run docs` writes them; without it this test fails when they are stale. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { proofs } from '../proofs.ts';
import { root } from '../source-files.ts';
import { devicesPage, optionsOf, readmeTable, topicTable } from './device-list.ts';
import { textOf } from './pages.ts';

/** The page with this in place of all that stands between the marks; conflicts of a merge go with it. */
function between(path: string, mark: string, made: string): string {
  const begin = new RegExp(`^<!-- ${mark}: .*-->\\n`, 'm').exec(textOf(path));
  const [whole = ''] = begin ?? [];
  const text = textOf(path);
  const from = text.indexOf(whole) + whole.length;
  const to = text.indexOf(`<!-- end of ${mark} -->`, from);
  if (whole === '' || to < 0) throw new Error(`${path} lacks the marks of ${mark}`);
  return `${text.slice(0, from)}${made}\n${text.slice(to)}`;
}

describe('made from the registry by `npm run docs`', () => {
  test('the page about devices', async () => {
    await expect(devicesPage(await proofs())).toMatchFileSnapshot(join(root, 'docs/devices.md'));
  });

  test('the table of drivers in the README', async () => {
    const page = between('README.md', 'drivers', readmeTable());
    await expect(page).toMatchFileSnapshot(join(root, 'README.md'));
  });

  test('the table of topics in the page about MQTT', async () => {
    const page = between('docs/mqtt.md', 'topics', topicTable());
    await expect(page).toMatchFileSnapshot(join(root, 'docs/mqtt.md'));
  });
});

describe('the settings a driver looks at', () => {
  test.each([
    ['mt-sics', ['poll_ms']],
    ['toledo-8217', ['poll_ms', 'unit']],
    ['llrp', ['antennas']],
    ['tasmota', []],
  ])('of %s are %j', (id, options) => {
    const driver = drivers.find((each) => each.id === id);
    expect(driver && optionsOf(driver)).toEqual(options);
  });
});
