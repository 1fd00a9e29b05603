/** What one piece of an item weighs: as the settings say, and as confirmed picks have told. */
import { route } from '../browser.ts';
import { type ItemDetail, useRead } from '../rest.ts';
import { now_ms, zone } from '../store.ts';
import { dayTimeWords, figure } from '../wording.ts';

const refresh_ms = 5_000;

/** Nothing of an item without a mass; nothing of the past, which the ledger keeps none of. */
export function UnitMass({ item }: { readonly item: string }) {
  return route.value.at === undefined ? <UnitMassNow item={item} /> : null;
}

function UnitMassNow({ item }: { readonly item: string }) {
  const read = useRead<ItemDetail>(`/items/${encodeURIComponent(item)}`, Math.floor(now_ms.value / refresh_ms));
  if (read.state !== 'there' || read.body.unit_mass_mg === undefined) return null;
  const { unit_mass_mg, unit_mass_sd_mg, learned_mass: learned } = read.body;
  return (
    <section class="unit-mass" aria-label="What a piece weighs">
      <h3>One piece weighs</h3>
      <dl class="lines">
        <div>
          <dt>settings say</dt>
          <dd>
            {massWords(unit_mass_mg, unit_mass_mg / 1_000)}
            {unit_mass_sd_mg !== undefined && (
              <span class="soft"> pieces differ by {massWords(unit_mass_sd_mg, unit_mass_sd_mg / 10)}</span>
            )}
          </dd>
        </div>
        <div>
          <dt>picks say</dt>
          {learned === undefined ? (
            <dd class="soft">no pick has been confirmed yet</dd>
          ) : (
            <dd data-doubtful={learned.is_doubtful}>
              {massWords(learned.mean_mg, learned.sd_mg)} ± {massWords(learned.sd_mg, learned.sd_mg)}
              <span class="soft">
                {' '}
                {differenceWords(learned.mean_mg / unit_mass_mg)}, from {figure(learned.picks)} confirmed{' '}
                {learned.picks === 1 ? 'pick' : 'picks'}
              </span>
            </dd>
          )}
        </div>
      </dl>
      {learned?.changed !== undefined && (
        <p class="package">
          <b>Package changed?</b> Since {dayTimeWords(learned.changed.at_ms, zone.value)} a piece weighs something else;
          it was {massWords(learned.changed.from_mg, learned.sd_mg)} before. It is counted by the new mass.
        </p>
      )}
      {learned?.is_doubtful === true && learned.changed === undefined && (
        <p class="package">
          <b>The settings’ mass is wrong?</b> The picks contradict it, and it is counted by what they weigh.
        </p>
      )}
    </section>
  );
}

/** `231.2 g`, with the decimals that a deviation leaves meaning. */
function massWords(mass_mg: number, sd_mg: number): string {
  const digits = sd_mg >= 1_000 ? 0 : sd_mg >= 100 ? 1 : sd_mg >= 10 ? 2 : 3;
  return `${(mass_mg / 1_000).toFixed(digits)} g`;
}

/** `12.2 % more`, beside what the settings say. */
function differenceWords(ratio: number): string {
  const percent = Math.abs(ratio - 1) * 100;
  if (percent < 0.05) return 'just as much';
  return `${percent.toFixed(1)} % ${ratio < 1 ? 'less' : 'more'}`;
}
