/** What to do about a device: a sentence of what is the case, and the next step. */
import type { Advice } from '../../gateway/live/messages.ts';
import { countWords } from '../wording.ts';

export function AdviceList({ advice }: { readonly advice: readonly Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <ul class="advice-list" aria-label="What to do">
      {advice.map(({ code, tone, says, next }) => (
        <li key={`${code} ${says}`} data-tone={tone} data-code={code}>
          <AdviceIcon tone={tone} />
          <div>
            <p class="says">{says}</p>
            <p class="next">{next}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** How many things there are to do, in the colour of the worst. */
export function AdviceBadge({ advice }: { readonly advice: readonly Advice[] | undefined }) {
  const [first] = advice ?? [];
  const urgent = (advice ?? []).filter(({ tone }) => tone !== 'note').length;
  if (first === undefined || urgent === 0) return null;
  return (
    <span class="advice-badge" data-tone={first.tone} title={`${countWords(urgent, 'thing')} to do`}>
      <AdviceIcon tone={first.tone} />
      <span class="words">
        {first.says}
        {urgent > 1 && <b> +{urgent - 1}</b>}
      </span>
    </span>
  );
}

const paths: Readonly<Record<Advice['tone'], string>> = {
  bad: 'M10 3.2 18 17H2zM10 8v4.2M10 14.6v.2',
  warn: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15M10 6v5M10 13.6v.2',
  note: 'M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15M10 9v5M10 6.2v.2',
};

const words: Readonly<Record<Advice['tone'], string>> = {
  bad: 'Does not work',
  warn: 'Look at this',
  note: 'Good to know',
};

function AdviceIcon({ tone }: { readonly tone: Advice['tone'] }) {
  return (
    <svg class="tone" viewBox="0 0 20 20" role="img" aria-label={words[tone]}>
      <title>{words[tone]}</title>
      <path d={paths[tone]} />
    </svg>
  );
}
