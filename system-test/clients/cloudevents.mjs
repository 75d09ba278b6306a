// Sends events with the CloudEvents SDK in each of its modes, all of them twice. Arguments: base URL, key, source.
// Prints the statuses, as JSON.
import { CloudEvent, HTTP, Mode, emitterFor } from 'cloudevents';

const [baseUrl, key, source] = process.argv.slice(2);
const statuses = [];

async function post(message) {
  const headers = { ...message.headers, authorization: `Bearer ${key}` };
  let answer;
  do {
    answer = await fetch(`${baseUrl}/v1/cloudevents`, { method: 'POST', headers, body: message.body });
  } while (answer.status === 503);
  statuses.push(answer.status);
}

const event = (id, more) => new CloudEvent({ id, source, type: 'com.example.tested', traceid: `trace-${id}`, ...more });
const binary = emitterFor(post, { mode: Mode.BINARY });
const structured = emitterFor(post, { mode: Mode.STRUCTURED });
const one = event('1', { data: { n: 1, text: 'é "quoted"' }, subject: 'für alle' });
const two = event('2', { data: { n: 2 } });
const three = event('3', { data: new Uint8Array([0, 255, 123]), datacontenttype: 'application/octet-stream' });
for (let time = 0; time < 2; time++) {
  await binary(one);
  await structured(two);
  await binary(three);
  await post({
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify([HTTP.structured(event('4', { time: one.time })), HTTP.structured(event('5', { time: one.time }))].map((m) => JSON.parse(m.body))),
  });
}
console.log(JSON.stringify({ statuses }));
