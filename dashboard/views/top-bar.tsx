/** Where you are, where you can go, and how fresh what you see is. */
import { route } from '../browser.ts';
import { hashOf, type View, views } from '../route.ts';
import { mayI, me, signOut } from '../session.ts';
import { alerts, freshness, now_ms, screen, site, zone } from '../store.ts';
import { countWords, timeWords } from '../wording.ts';
import { awayCount } from './link.tsx';
import { PastButton } from './time-bar.tsx';

/** Finding devices is a part of looking after them, and has its way in from there. */
type Place = Exclude<View, 'find' | 'account'>;

const titles: Readonly<Record<Place, string>> = {
  'shelf-map': 'Shelf map',
  movements: 'Movements',
  tags: 'Tags',
  devices: 'Devices',
  rules: 'Rules',
  people: 'People',
  audit: 'Audit trail',
  plans: 'Plans',
  reports: 'Reports',
  alerts: 'Alerts',
};
const places = views.filter((view) => view !== 'find' && view !== 'account');

/** What only some may see. */
const needs: Readonly<Partial<Record<Place, string>>> = {
  people: 'manage-people',
  audit: 'see-audit-trail',
  plans: 'see-plans',
  reports: 'see-reports',
};

function isForThem(view: Place): boolean {
  const right = needs[view];
  // Who looks after people finds the trail beside them.
  if (view === 'audit' && mayI('manage-people')) return false;
  return right === undefined || mayI(right);
}

export function TopBar() {
  return (
    <header class="top-bar">
      <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
        <path d="M8 8v16M13.3 8v16M18.7 8v16M24 8v16M5 21 27 11" />
      </svg>
      <h1>
        {site.value?.name ?? 'Tallygate'} <small>Tallygate</small>
      </h1>
      <nav aria-label="Views">
        {places.filter(isForThem).map((view) => (
          <a
            key={view}
            href={hashOf({ view })}
            aria-current={placeOf(route.value.view) === view ? 'page' : undefined}
            title={`Key ${views.indexOf(view) + 1}`}
          >
            {titles[view]}
            <Badge view={view} />
          </a>
        ))}
      </nav>
      <PastButton />
      <SignedIn />
      <FreshnessBar />
    </header>
  );
}

/** Who is at this screen, and the way out. */
function SignedIn() {
  const person = me.value;
  if (person === undefined || person.how === 'visitor') return null;
  return (
    <p class="signed-in" title={`Signed in as ${person.name}`}>
      <a href={hashOf({ view: 'account' })}>{person.name}</a>
      <button type="button" class="plain" onClick={() => void signOut()}>
        Sign out
      </button>
    </p>
  );
}

/** Only the demo lets anybody in, and says so wherever one is. */
export function VisitorNotice() {
  if (me.value?.how !== 'visitor') return null;
  return (
    <p class="visitor-notice">
      <b>Demo:</b> whoever opens it on this machine is its administrator, without signing in. A gateway of your own
      asks.
    </p>
  );
}

function placeOf(view: View): Place | undefined {
  if (view === 'account') return undefined;
  if (view === 'audit' && mayI('manage-people')) return 'people';
  return view === 'find' ? 'devices' : view;
}

function Badge({ view }: { readonly view: Place }) {
  if (view === 'movements') {
    const open = screen.value?.questions_open ?? 0;
    return open === 0 ? null : (
      <span class="badge ask" title={countWords(open, 'open question')}>
        {open}
      </span>
    );
  }
  if (view === 'alerts') {
    const open = alerts.value?.open ?? 0;
    return open === 0 ? null : (
      <span class="badge bad" title={countWords(open, 'open alert')}>
        {open}
      </span>
    );
  }
  if (view !== 'devices') return null;
  const away = awayCount.value;
  return away === 0 ? null : (
    <span class="badge bad" title={`${countWords(away, 'device')} away`}>
      {away}
    </span>
  );
}

function FreshnessBar() {
  const { state, says } = freshness.value;
  return (
    <div class="freshness" data-state={state}>
      <span class="pulse" aria-hidden="true" />
      <span class="says">{says}</span>
      {state === 'live' && <time>{timeWords(now_ms.value, zone.value)}</time>}
      <span class="spoken" role="status">
        {state === 'live' ? 'The screen is live.' : state === 'waiting' ? '' : 'The screen is not live.'}
      </span>
    </div>
  );
}
