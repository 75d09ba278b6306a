// Reads events back with @clickhouse/client as a dashboard would. Arguments: ClickHouse URL, stream.
// Prints count, uniqExact(event_id) and the payloads' sum of n, as JSON.
import { createClient } from '@clickhouse/client';

const [url, stream] = process.argv.slice(2);
const client = createClient({ url, database: 'penstock' });

const answer = await client.query({
  query: `select toUInt32(count()) as events, toUInt32(uniqExact(event_id)) as ids,
                 sum(JSONExtractInt(payload, 'n')) as sum
          from events where stream = {stream: String}`,
  query_params: { stream },
  format: 'JSONEachRow',
});
const [row] = await answer.json();
await client.close();
console.log(JSON.stringify(row));
