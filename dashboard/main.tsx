/** The dashboard: connects the store, then draws whatever the address asks for. */
import { render } from 'preact';
import { go, keepTitle, route } from './browser.ts';
import { onArrow } from './keyboard.ts';
import { followPast, past } from './past.ts';
import { views } from './route.ts';
import { askSession, followSession, session, signedIn } from './session.ts';
import { connectStore, freshness, questions, screen, site } from './store.ts';
import { Account } from './views/account.tsx';
import { Alerts } from './views/alerts.tsx';
import { Audit } from './views/audit.tsx';
import { DevicePageView } from './views/device-page.tsx';
import { Devices } from './views/devices.tsx';
import { Door } from './views/door.tsx';
import { FindDevices } from './views/find-devices.tsx';
import { KeyList, keysShown } from './views/key-list.tsx';
import { Movements } from './views/movements.tsx';
import { People } from './views/people.tsx';
import { Plans } from './views/plans.tsx';
import { Reports } from './views/reports.tsx';
import { ShelfMap } from './views/shelf-map.tsx';
import { Tags } from './views/tags.tsx';
import { TimeBar } from './views/time-bar.tsx';
import { TopBar, VisitorNotice } from './views/top-bar.tsx';
import { TriedRules } from './views/tried-rules.tsx';
import { Troubles } from './views/troubles.tsx';
import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/pieces.css';
import './style/top-bar.css';
import './style/shelf-map.css';
import './style/tile.css';
import './style/totals.css';
import './style/location-detail.css';
import './style/movements.css';
import './style/evidence.css';
import './style/scanners.css';
import './style/questions.css';
import './style/tags.css';
import './style/walk.css';
import './style/devices.css';
import './style/buttons.css';
import './style/advice.css';
import './style/device-page.css';
import './style/device-frames.css';
import './style/device-facts.css';
import './style/find.css';
import './style/adopt.css';
import './style/gateway.css';
import './style/key-list.css';
import './style/why.css';
import './style/unit-mass.css';
import './style/time-bar.css';
import './style/rules.css';
import './style/people.css';
import './style/plans.css';
import './style/reports.css';

function App() {
  if (!signedIn.value) return session.value === undefined ? <Waiting /> : <Door />;
  const { state } = freshness.value;
  return (
    <div class="app" data-freshness={state} data-past={route.value.at !== undefined}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <TopBar />
      <VisitorNotice />
      <TimeBar />
      <Troubles />
      <main id="main" tabIndex={-1}>
        {screen.value === undefined ? <Waiting /> : <CurrentView />}
      </main>
      <KeyList />
    </div>
  );
}

function CurrentView() {
  switch (route.value.view) {
    case 'shelf-map':
      return <ShelfMap />;
    case 'movements':
      return <Movements />;
    case 'tags':
      return <Tags />;
    case 'devices': {
      const { selected } = route.value;
      return selected?.kind === 'device' ? <DevicePageView key={selected.id} id={selected.id} /> : <Devices />;
    }
    case 'find':
      return <FindDevices />;
    case 'rules':
      return <TriedRules />;
    case 'people':
      return <People />;
    case 'audit':
      return <Audit />;
    case 'plans':
      return <Plans />;
    case 'reports':
      return <Reports />;
    case 'alerts':
      return <Alerts />;
    case 'account':
      return <Account />;
  }
}

function Waiting() {
  return (
    <p class="waiting" role="status">
      {past.value?.state === 'failed'
        ? 'Nothing can be shown of that time. Choose another one above, or go back to live.'
        : 'Waiting for the gateway…'}
    </p>
  );
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || keysShown.value) return;
  onArrow(event);
  const { target } = event;
  if (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return;
  const view = views[Number(event.key) - 1];
  if (view !== undefined) go({ view });
  else if (event.key === '?') keysShown.value = true;
  else if (event.key === 'Escape') go({ view: route.value.view });
}

const place = document.getElementById('app');
if (place !== null) {
  followSession();
  void askSession();
  connectStore();
  followPast();
  addEventListener('keydown', onKey);
  keepTitle(() => {
    const open = questions.value?.size ?? 0;
    const name = site.value === undefined ? 'Tallygate' : `${site.value.name} · Tallygate`;
    return open === 0 ? name : `(${open}) ${name}`;
  });
  render(<App />, place);
}
