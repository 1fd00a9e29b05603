/**
 * The order in which test files are run. Those that start gateways wait for most of their time and are spread among those that
 * compute all of theirs, so that neither the cores nor the workers stand idle; what takes longest begins first.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Half a minute and more, the longest first. */
const longest = [
  'gateway/kill.test.ts',
  'gateway/every-device.test.ts',
  'gateway/rfid-families.test.ts',
  'dashboard/device-page.test.ts',
  'transport/replug.test.ts',
  'gateway/start.test.ts',
  'scripts/new-device.test.ts',
  'devices/abuse.test.ts',
  'gateway/association.test.ts',
  'gateway/people.test.ts',
].map((name) => `/test/${name}`);

export class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => longest.findIndex((name) => moduleId.endsWith(name));
    const first = files.filter((file) => rankOf(file) >= 0).sort((a, b) => rankOf(a) - rankOf(b));
    const others = await super.sort(files.filter((file) => rankOf(file) < 0));
    const isWaiting = ({ moduleId }: TestSpecification) => moduleId.includes('/test/gateway/');
    return [
      ...first,
      ...spread(
        others.filter(isWaiting),
        others.filter((file) => !isWaiting(file)),
      ),
    ];
  }
}

/** All of both in their own order, the first ones evenly among the others. */
function spread<Value>(some: readonly Value[], others: readonly Value[]): Value[] {
  const places = [some, others].flatMap((list) =>
    list.map((value, at) => ({ value, place: (at + 0.5) / list.length })),
  );
  return places.sort((a, b) => a.place - b.place).map(({ value }) => value);
}
