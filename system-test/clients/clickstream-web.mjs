// Records events with @aws/clickstream-web as a page does. It is made for browsers: happy-dom gives it a window, and
// its fetch asks for permission across origins (CORS) as a browser does. Arguments: base URL, key, origin of the page,
// number of events. The first answer is lost. Prints the statuses that came through, and whether the client still keeps
// events because it believes them unsent, as JSON.
import { createRequire } from 'node:module';
import { Window } from 'happy-dom';
import { lossy, until } from './lossy.mjs';

const [edgeUrl, appId, origin, count] = process.argv.slice(2);
const window = new Window({ url: `${origin}/cart?utm_source=test` });
const names = ['document', 'navigator', 'location', 'history', 'localStorage', 'sessionStorage', 'performance', 'Blob'];
names.push('fetch', 'AbortController', 'MutationObserver', 'PerformanceObserver', 'Event');
Object.defineProperty(globalThis, 'window', { value: window, configurable: true });
for (const name of names) {
  if (window[name] !== undefined) {
    const value = name === 'fetch' ? window.fetch.bind(window) : window[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

const way = await lossy(edgeUrl, 'cut');
const { ClickstreamAnalytics, SendMode } = createRequire(import.meta.url)('@aws/clickstream-web');
ClickstreamAnalytics.init({
  appId,
  endpoint: `${way.url}/collect`,
  sendMode: SendMode.Immediate,
  isTrackPageViewEvents: false,
  isTrackUserEngagementEvents: false,
  isTrackClickEvents: false,
  isTrackScrollEvents: false,
  isTrackPageLoadEvents: false,
  isTrackAppStartEvents: false,
  isTrackAppEndEvents: false,
});
for (let n = 0; n < Number(count); n++) {
  ClickstreamAnalytics.record({ name: 'test_event', attributes: { n } });
}

// It reports its first start and its session besides.
const all = Number(count) + 2;
const kept = () => (localStorage.getItem('aws-solution/clickstream-web/failedEventsKey') ? 1 : 0);
await until(() => way.seen.statuses.filter((status) => status === 200).length >= all || kept());
console.log(JSON.stringify({ ...way.seen, kept: kept() }));
process.exit(0);
