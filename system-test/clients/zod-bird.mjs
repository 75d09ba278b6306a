// Publishes events with @chronark/zod-bird as its users do. Arguments: base URL, key, stream, number of events.
// Prints what the client returned, as JSON; exits 1 with the client's error.
import { Tinybird } from '@chronark/zod-bird';
import { z } from 'zod';

const [baseUrl, token, datasource, count] = process.argv.slice(2);

const publish = new Tinybird({ token, baseUrl }).buildIngestEndpoint({
  datasource,
  event: z.object({ event_id: z.string(), timestamp: z.number(), tenant: z.string(), n: z.number() }),
});

try {
  const events = Array.from({ length: Number(count) }, (_, n) => ({
    event_id: crypto.randomUUID(),
    timestamp: Date.now(),
    tenant: 'zod-bird',
    n,
  }));
  const batch = await publish(events);
  const single = await publish({ event_id: crypto.randomUUID(), timestamp: Date.now(), tenant: 'zod-bird', n: -1 });
  console.log(JSON.stringify({ batch, single }));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
