// What an application with the JavaScript client does, unmodified. Usage: node client.mjs <url>; prints "all well" at the end.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { createClient } from '@clickhouse/client';

const url = process.argv[2];
const rows = 20_000;
const event = (id) => ({ id, text: `line\n\n${id} ☃` });

for (const compression of [{ request: false, response: false }, { request: true, response: true }]) {
  const client = createClient({ url, compression });
  assert.equal((await client.ping()).success, true);
  await client.command({ query: 'CREATE OR REPLACE TABLE js (id UInt64, text String) ENGINE = MergeTree ORDER BY id' });

  const inserted = await client.insert({
    table: 'js',
    format: 'JSONEachRow',
    values: Readable.from((function* () { for (let id = 0; id < rows; id++) yield event(id); })(), { objectMode: true }),
  });
  assert.equal(inserted.executed, true);
  assert.equal(inserted.summary.written_rows, String(rows));
  await client.insert({ table: 'js', format: 'JSONEachRow', values: [event(rows)] });

  const some = await client.query({
    query: 'SELECT id, text FROM js WHERE id IN {ids:Array(UInt64)} OR text = {text:String} ORDER BY id',
    query_params: { ids: [3, 5], text: event(rows).text },
    format: 'JSONEachRow',
  });
  assert.deepEqual(await some.json(), [3, 5, rows].map((id) => ({ ...event(id), id })));

  const whole = await (await client.query({ query: 'SELECT count() AS n, sum(id) AS s FROM js', format: 'JSON' })).json();
  assert.equal(whole.rows, 1);
  assert.deepEqual(whole.data, [{ n: rows + 1, s: (rows * (rows + 1)) / 2 }]);

  let streamed = 0;
  const stream = (await client.query({ query: 'SELECT * FROM js', format: 'JSONEachRow' })).stream();
  for await (const block of stream) streamed += block.length;
  assert.equal(streamed, rows + 1);

  const settings = await client.query({
    query: "SELECT getSetting('max_block_size') AS v", format: 'JSONEachRow', clickhouse_settings: { max_block_size: '123' },
  });
  assert.deepEqual(await settings.json(), [{ v: 123 }]);
  await client.close();
}

const session = createClient({ url, session_id: 'js-session', max_open_connections: 1 });
await session.command({ query: 'CREATE TEMPORARY TABLE mine (a Int32)' });
await session.insert({ table: 'mine', format: 'JSONEachRow', values: [{ a: 42 }] });
assert.deepEqual(await (await session.query({ query: 'SELECT a FROM mine', format: 'JSONEachRow' })).json(), [{ a: 42 }]);
await session.close();

const client = createClient({ url });
await assert.rejects(client.query({ query: 'SELECT * FROM nowhere' }), (error) => error.code === '60' && error.type === 'UNKNOWN_TABLE');

const aborted = new AbortController();
const slow = client.query({ query: 'SELECT sleep(3)', abort_signal: aborted.signal });
setTimeout(() => aborted.abort(), 100);
await assert.rejects(slow);

const upload = new AbortController();
const endless = Readable.from((async function* () { for (let id = 0; ; id++) { if (id % 1000 === 0) await new Promise((next) => setImmediate(next)); yield event(id); } })(), { objectMode: true });
await client.command({ query: 'TRUNCATE TABLE js' });
const insert = client.insert({ table: 'js', format: 'JSONEachRow', values: endless, abort_signal: upload.signal });
setTimeout(() => upload.abort(), 200);
await assert.rejects(insert);
const left = await client.query({ query: 'SELECT count() AS n FROM js', format: 'JSONEachRow' });
assert.deepEqual(await left.json(), [{ n: 0 }]);
await client.close();
console.log('all well');
