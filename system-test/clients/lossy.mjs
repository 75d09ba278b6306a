// A way to the edge that takes requests to their end and then loses the first good answer: it becomes a 503, or the
// connection is cut. The client cannot know that its events are stored, and sends them again.
import http from 'node:http';

export function lossy(edgeUrl, loss) {
  const edge = new URL(edgeUrl);
  const seen = { requests: 0, lost: 0, statuses: [] };
  const server = http.createServer((request, response) => {
    const onward = http.request(
      { host: edge.hostname, port: edge.port, method: request.method, path: request.url, headers: request.headers },
      (answer) => {
        const events = request.method === 'POST';
        seen.requests += events ? 1 : 0;
        if (events && seen.lost === 0 && answer.statusCode === 200) {
          seen.lost = answer.statusCode;
          answer.resume();
          answer.on('end', () => (loss === 'cut' ? request.socket.destroy() : response.writeHead(503).end()));
          return;
        }
        if (events) {
          seen.statuses.push(answer.statusCode);
        }
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => request.socket.destroy());
    request.pipe(onward);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${server.address().port}`;
      resolve({ url, seen, close: () => (server.closeAllConnections(), server.close()) });
    });
  });
}

export async function until(done) {
  const deadline = Date.now() + 30_000;
  while (!(await done())) {
    if (Date.now() > deadline) {
      throw new Error('the client was not done within 30 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
