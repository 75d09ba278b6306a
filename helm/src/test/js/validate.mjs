// Holds objects against the models of their kinds: what must be there, and of which type. Reads a JSON array of objects, writes a
// line for each fault, and one that counts the objects it has looked at.
import fs from 'node:fs';

const PACKAGES = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'cert-manager.io': '@kubernetes-models/cert-manager',
};

let seen = 0;
for (const object of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  const where = [PACKAGES[group] ?? 'kubernetes-models', group, version, object.kind].filter(Boolean).join('/');
  try {
    const models = await import(where);
    new models[object.kind](object).validate();
    seen++;
  } catch (e) {
    console.log(`${object.kind}/${object.metadata?.name}: ${e.message}`);
  }
}
console.log(`${seen} objects are sound`);
