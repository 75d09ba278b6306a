// Sends events with @segment/analytics-node as its users do. Arguments: base URL, key, user, number of events. The
// first answer is lost. Prints what the client was told, as JSON; exits 1 with the client's error.
import { Analytics } from '@segment/analytics-node';
import { lossy } from './lossy.mjs';

const [edgeUrl, writeKey, userId, count] = process.argv.slice(2);
const way = await lossy(edgeUrl, '503');
const analytics = new Analytics({ writeKey, host: way.url, flushAt: Number(count), flushInterval: 200 });
analytics.on('error', (error) => {
  console.error(`${error.code} ${error.reason?.message ?? ''}`);
  process.exitCode = 1;
});

const ids = [];
for (let n = 0; n < Number(count); n++) {
  analytics.track({ userId, event: 'Tested', properties: { n } }, (error, context) => ids.push(context.event.messageId));
}
await analytics.closeAndFlush();
way.close();
console.log(JSON.stringify({ ids, ...way.seen }));
