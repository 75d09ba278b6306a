// Sends events with @autoblocks/client as its users do; its address is fixed, so it is set on the instance. Arguments:
// base URL, key, trace id, number of events. Prints the trace ids that the client returned, as JSON.
import { AutoblocksTracer } from '@autoblocks/client';

const [baseUrl, key, traceId, count] = process.argv.slice(2);
const tracer = new AutoblocksTracer(key, { traceId });
tracer.client.defaults.baseURL = baseUrl;

const answers = [];
for (let n = 0; n < Number(count); n++) {
  answers.push(await tracer.sendEvent('ai.request', { properties: { n } }));
}
tracer.setTraceId(undefined);
const without = await tracer.sendEvent('ai.request', { properties: { n: -1 } });
console.log(JSON.stringify({ answers, without }));
