/** One location in detail: its level over time, what moved there and why, and who watches it. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { DeviceView, LocationView, StoredMovement } from '../../gateway/live/messages.ts';
import { go, route } from '../browser.ts';
import { changeAt, joined, levelHistory } from '../history.ts';
import { atQuery } from '../past.ts';
import { type MovementPage, useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { linkOf } from '../screen.ts';
import { advice, itemName, items, links, movements, now_ms, places, questions, screen, tree, zone } from '../store.ts';
import { pathOf } from '../tree.ts';
import { ageWords, figure, timeWords } from '../wording.ts';
import { AdviceBadge } from './advice.tsx';
import { Chart, stepStyle } from './chart.tsx';
import { CountForm } from './count-form.tsx';
import { useDevicesThen, WasPill } from './device-then.tsx';
import { FillBar } from './fill-bar.tsx';
import { LinkPill } from './link.tsx';
import { QuestionCard } from './questions.tsx';
import { WhyButton } from './why-panel.tsx';

const rows_max = 40;

export function LocationDetail({ id }: { readonly id: string }) {
  const location = tree.value?.locations.get(id);
  if (location === undefined) return <p class="soft">There is no location {id} (any more).</p>;
  return (
    <section class="detail">
      <header>
        <p class="path">{pathWords(id)}</p>
        <h2>{location.name}</h2>
        <button type="button" class="close" aria-label="Close" onClick={() => go({ view: 'shelf-map' })}>
          ✕
        </button>
      </header>
      <Watchers id={id} />
      {[...(questions.value?.values() ?? [])]
        .filter((question) => question.location === id)
        .map((question) => (
          <QuestionCard key={question.id} question={question} />
        ))}
      <Stock location={location} />
    </section>
  );
}

function pathWords(id: string): string {
  const path = tree.value === undefined ? [] : pathOf(tree.value, id);
  return path
    .slice(0, -1)
    .map(({ name }) => name)
    .join(' › ');
}

function Watchers({ id }: { readonly id: string }) {
  const { at } = route.value;
  const watches = tree.value?.watches.get(id) ?? [];
  if (watches.length === 0)
    return <p class="soft">No device watches this location: its level changes by scans and by hand.</p>;
  return (
    <ul class="watchers">
      {watches.map(({ device, part }) => (
        <li key={`${device.id} ${part}`}>
          <a href={hashOf({ view: 'devices', selected: { kind: 'device', id: device.id } })}>{device.name}</a>
          <span class="soft">{part}</span>
          {at === undefined ? <WatcherNow device={device} /> : <WatcherThen device={device} at={at} />}
        </li>
      ))}
    </ul>
  );
}

function WatcherNow({ device }: { readonly device: DeviceView }) {
  const its_advice = advice.value?.get(device.id);
  return (
    <>
      <LinkPill link={linkOf(links.value, device)} />
      <AdviceBadge advice={its_advice} />
    </>
  );
}

function WatcherThen({ device, at }: { readonly device: DeviceView; readonly at: string }) {
  return <WasPill was={useDevicesThen(at).get(device.id)} />;
}

/** Behind a button: most who look at a place do not count it. */
function CountHere({ item, location }: { readonly item: string; readonly location: string }) {
  const isOpen = useSignal(false);
  if (!isOpen.value) {
    return (
      <button
        type="button"
        class="small count-here"
        onClick={() => {
          isOpen.value = true;
        }}
      >
        Count {itemName(item)}…
      </button>
    );
  }
  const close = () => {
    isOpen.value = false;
  };
  return <CountForm item={item} location={location} reason="counted on the screen" onDone={close} />;
}

function Stock({ location }: { readonly location: LocationView }) {
  const { id } = location;
  const { at } = route.value;
  const place = places.value.get(id);
  const here = useLocationMovements(id);
  const named = location.item === undefined ? [] : [location.item];
  const known = new Set([...named, ...[...(place?.keys() ?? [])].sort()]);
  const picked = useSignal<string | undefined>(undefined);
  const [first] = known;
  const item = picked.value !== undefined && known.has(picked.value) ? picked.value : (first ?? here[0]?.item);
  if (item === undefined) return <p class="soft">Nothing is here, and nothing has ever been.</p>;
  return (
    <>
      <ul class="stock" aria-label="Stock here">
        {[...known].map((each) => (
          <li key={each}>
            <button
              type="button"
              aria-pressed={each === item}
              onClick={() => {
                picked.value = each;
              }}
            >
              <span class="count">
                {figure(place?.get(each) ?? 0)} <small>{items.value.get(each)?.unit}</small>
              </span>
              <span class="what">{itemName(each)}</span>
              {each === location.item && <FillBar location={location} quantity={place?.get(each) ?? 0} />}
            </button>
            <WhyButton item={each} location={id} quantity={place?.get(each) ?? 0} />
          </li>
        ))}
      </ul>
      {at === undefined && <CountHere key={item} item={item} location={id} />}
      <History movements={here} item={item} location={id} quantity={place?.get(item) ?? 0} />
      <h3>Movements here</h3>
      <ol class="recent">
        {here.slice(0, rows_max).map((movement) => (
          <RecentMovement key={movement.seq} movement={movement} location={id} />
        ))}
      </ol>
    </>
  );
}

/** The page the gateway gives, and what has come since. */
function useLocationMovements(id: string): readonly StoredMovement[] {
  const page = useRead<MovementPage>(
    `/movements?location=${encodeURIComponent(id)}&limit=200${atQuery(route.value.at)}`,
  );
  const older = page.state === 'there' ? page.body.movements : none;
  const live = movements.value;
  return useMemo(
    () =>
      joined(
        live.filter(({ from, to }) => from === id || to === id),
        older,
      ),
    [live, older, id],
  );
}

const none: readonly StoredMovement[] = [];

function History(props: {
  readonly movements: readonly StoredMovement[];
  readonly item: string;
  readonly location: string;
  readonly quantity: number;
}) {
  const { movements: here, item, location, quantity } = props;
  const at_ms = screen.value?.at_ms ?? 0;
  // The right edge moves on once a second, not with every frame.
  const edge_ms = Math.ceil(at_ms / 1_000) * 1_000;
  const history = useMemo(
    () => levelHistory(here, { item, location }, { quantity, at_ms: edge_ms }),
    [here, item, location, quantity, edge_ms],
  );
  const style = useMemo(() => stepStyle(zone.value), [zone.value]);
  const columns = useMemo((): [number[], number[]] => [[...history.at_s], [...history.quantity]], [history]);
  return <Chart label={`Level of ${itemName(item)} over time`} height={150} columns={columns} style={style} />;
}

function RecentMovement({ movement, location }: { readonly movement: StoredMovement; readonly location: string }) {
  const change = changeAt(movement, { item: movement.item, location });
  return (
    <li>
      <a href={`#/movements/movement/${encodeURIComponent(movement.id)}`}>
        <b data-sign={change < 0 ? 'less' : 'more'}>{change < 0 ? figure(change) : `+${figure(change)}`}</b>
        <span>{itemName(movement.item)}</span>
        <time title={timeWords(movement.at_ms, zone.value)}>{ageWords(now_ms.value - movement.at_ms)}</time>
        <span class="why">{movement.why}</span>
      </a>
    </li>
  );
}
