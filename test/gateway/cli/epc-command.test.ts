/** Goal: what a person asks the built command about an EPC is what the standard and others say of it. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hexOf } from '../../../devices/codec/hex.ts';
import { drivers } from '../../../devices/registry.ts';
import { runCommand } from '../process.ts';

async function decoded(kind: readonly string[], values: readonly string[], input = ''): Promise<readonly unknown[]> {
  const { out } = await runCommand(['decode', ...kind, ...values], input);
  return out
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

function member(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );
}

test('demo tags of makers decode to good GTINs, which is why a GTIN alone makes no stock', async () => {
  expect(await decoded(['epc'], ['300833B2DDD9014000000000', '3005FB63AC1F3681EC880468'])).toMatchObject([
    { ok: true, scheme: 'sgtin-96', gtin: '00867360217055', serial: '0', filter: 0 },
    { ok: true, scheme: 'sgtin-96', gtin: '96810064511308', serial: '8263304296', filter: 0 },
  ]);
});

describe('filter value and expiry of a tag', () => {
  /** DSGTIN+ with filter 3 that expires on 2022-06-30, made of the published DSGTIN++ by changing the header. */
  const perishable = 'FB342CDE795211411234538566CB0AFC40';

  test('are told of an EPC', async () => {
    const [epc] = await decoded(['epc'], [], `${perishable}\n`);
    expect(epc).toMatchObject({ ok: true, scheme: 'dsgtin+', filter: 3, expiry: '220630', serial: '32a/b' });
  });

  test('are in the readings of every RFID driver', async () => {
    // LLRP's examples have a parameter for 96 bits alone; that it too comes through `understand` is its contract.
    const rfid = drivers.filter(({ family, id }) => family === 'rfid' && id !== 'llrp');
    const meanings = await Promise.all(
      rfid.map(async ({ id }) => [
        id,
        member(await decoded(['frame', '--driver', id], [frameOf(id)]), 0, 'readings', 0, 'meaning'),
      ]),
    );
    const meaning = { scheme: 'dsgtin+', gtin: '79521141123453', serial: '32a/b', filter: 3, expiry: '220630' };
    expect(Object.fromEntries(meanings)).toEqual(Object.fromEntries(rfid.map(({ id }) => [id, meaning])));
  });

  /** A frame of the driver's first tag example with the perishable's EPC in place of its own. */
  function frameOf(id: string): string {
    const driver = drivers.find((each) => each.id === id);
    for (const example of driver?.examples ?? []) {
      const bytes =
        example.text === undefined
          ? Buffer.from((example.hex ?? '').replaceAll(' ', ''), 'hex')
          : Buffer.from(example.text);
      const value = driver?.frame.decode(bytes);
      if (value?.ok !== true || example.readings[0]?.kind !== 'tag') continue;
      const changed = withEpc(value.value, example.readings[0].epc);
      if (changed !== undefined) return hexOf(driver?.frame.encode(changed) ?? new Uint8Array());
    }
    throw new Error(`${id} has no example of a tag`);
  }

  /** The value with another EPC wherever it stands, and no word of how long the EPC is; undefined where it does not stand. */
  function withEpc(value: unknown, epc: string): unknown {
    const text = JSON.stringify(value);
    if (!text.includes(epc)) return undefined;
    const pc = '"pc":"4800"';
    return JSON.parse(text.replaceAll(epc, `${perishable}00`).replaceAll(/"pc":"[0-9A-F]{4}"/g, pc));
  }
});

const vectors = new URL('../../../../shared/vectors/epc.json', import.meta.url);
const absent = existsSync(vectors) ? '' : ' (skipped: there is no file ../shared/vectors/epc.json)';

test.skipIf(absent !== '')(`every EPC collected elsewhere is told as it is told there${absent}`, async () => {
  const entries: readonly unknown[] = JSON.parse(readFileSync(vectors, 'utf8'));
  expect(entries.length).toBeGreaterThan(15);
  const told = await decoded(
    ['epc'],
    entries.map((entry) => String(member(entry, 'hex'))),
  );
  const names = ['uri', 'tag', 'gtin', 'sscc', 'gln', 'serial', 'filter', 'date', 'element', 'digitalLink'];
  for (const [at, entry] of entries.entries()) {
    const wanted = names.filter((name) => member(entry, name) !== undefined);
    const of = (from: unknown) => Object.fromEntries(wanted.map((name) => [name, member(from, name)]));
    expect({ hex: member(entry, 'hex'), ok: member(told[at], 'ok'), ...of(told[at]) }).toEqual({
      hex: member(entry, 'hex'),
      ok: true,
      ...of(entry),
    });
  }
});
