// Usage: node browser.mjs serve    an origin over HTTP/1.1: a page of 100 resources that then opens a WebSocket and reports what it
//                                  has seen; prints its port, then each report, one JSON object a line. /echo sends content back
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const IMAGES = 60, STYLES = 20, SCRIPTS = 20;
// One pixel.
const IMAGE = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const many = (count, line) => Array.from({ length: count }, (_, i) => line(i)).join('\n');

// The page's own script: entries of the browser's timing say which protocol each resource came over.
function tell() {
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const over = {};
  for (const { nextHopProtocol } of entries) over[nextHopProtocol] = (over[nextHopProtocol] ?? 0) + 1;
  const loaded = {
    images: [...document.images].filter((image) => image.naturalWidth === 1).length,
    styles: [...document.styleSheets].filter((sheet) => sheet.cssRules.length === 1).length,
    scripts: window.ran ?? 0,
  };
  const report = (socket) => fetch('/report', { method: 'POST', body: JSON.stringify({ over, ...loaded, socket }) });
  const socket = new WebSocket(`wss://${location.host}/socket`);
  const large = 'x'.repeat(200000);
  const heard = [];
  socket.onopen = () => { socket.send('small'); socket.send(large); socket.send(new Uint8Array([0, 1, 255])); };
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => {
    heard.push(typeof data === 'string' ? (data === large ? 'large' : data) : `binary ${data.byteLength}`);
    if (heard.length === 3) socket.close(4001, 'enough');
  };
  socket.onclose = ({ code, reason }) => report([...heard, `${code} ${reason}`].join(', '));
}

const page = `<!DOCTYPE html><title>page</title><link rel="icon" href="data:,">
${many(STYLES, (i) => `<link rel="stylesheet" href="/style/${i}.css">`)}
${many(IMAGES, (i) => `<img src="/image/${i}.gif" alt="">`)}
${many(SCRIPTS, (i) => `<script src="/script/${i}.js"></script>`)}
<script>${tell}\nperformance.setResourceTimingBufferSize(500); window.onload = tell;</script>`;

const kinds = [
  [/^\/(page)?$/, 'text/html; charset=utf-8', () => page],
  [/^\/image\//, 'image/gif', () => IMAGE],
  [/^\/style\//, 'text/css', () => 'p { margin: 0 }'],
  [/^\/script\//, 'text/javascript', () => 'window.ran = (window.ran ?? 0) + 1;'],
];

const server = createServer((request, response) => {
  if (request.url === '/report') return report(request, response);
  if (request.url === '/echo') return request.pipe(response);
  const kind = kinds.find(([pattern]) => pattern.test(request.url));
  if (!kind) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': kind[1], 'cache-control': 'no-store' }).end(kind[2]());
});
// Longer than the proxy keeps idle connections: who closes first is not what is looked at.
server.keepAliveTimeout = 600000;

async function report(request, response) {
  let text = '';
  for await (const octets of request) text += octets;
  console.log(text);
  response.writeHead(204).end();
}

const sockets = new WebSocketServer({ server, path: '/socket', perMessageDeflate: true });
sockets.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.on('message', (data, binary) => socket.send(data, { binary }));
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
