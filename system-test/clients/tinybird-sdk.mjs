// Publishes events with @tinybirdco/sdk as its users do. Arguments: base URL, key, stream, number of events.
// Prints what the client returned, as JSON; exits 1 with the client's error.
import { TinybirdApi } from '@tinybirdco/sdk/api';

const [baseUrl, token, datasource, count] = process.argv.slice(2);
const api = new TinybirdApi({ baseUrl, token });

try {
  const events = Array.from({ length: Number(count) }, (_, n) => ({
    event_id: crypto.randomUUID(),
    timestamp: new Date().toISOString(),
    sdk: 'tinybird',
    n,
  }));
  const batch = await api.ingestBatch(datasource, events);
  const single = await api.ingest(datasource, { event_id: crypto.randomUUID(), sdk: 'tinybird', n: -1 }, { wait: false });
  console.log(JSON.stringify({ batch, single }));
} catch (error) {
  console.error(`${error.statusCode ?? ''} ${error.message}`);
  process.exit(1);
}
