// Usage: node check.mjs serve        the origin; prints its port
//        node check.mjs drive URL    the client; what came back of each kind of message, as one JSON object
// /plain and /deflate echo every message, /fragments in three frames; /bye closes as the message says.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

const LARGE = 16 * 1024 * 1024;
const [mode, url] = process.argv.slice(2);

function serve() {
  const options = { noServer: true, maxPayload: 2 * LARGE };
  const plain = new WebSocketServer({ ...options, perMessageDeflate: false });
  const deflate = new WebSocketServer({ ...options, perMessageDeflate: { threshold: 0 } });
  const server = createServer((request, response) => response.writeHead(200).end('no socket'));
  server.on('upgrade', (request, socket, head) => {
    const sockets = request.url === '/deflate' ? deflate : plain;
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => {});
      ws.on('message', (data, binary) => answer(request.url, ws, data, binary));
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
}

function answer(path, ws, data, binary) {
  if (path === '/bye') {
    const { code, reason } = JSON.parse(data);
    ws.close(code, reason);
  } else if (path === '/fragments') {
    const third = Math.ceil(data.length / 3);
    ws.send(data.subarray(0, third), { binary, fin: false });
    ws.send(data.subarray(third, 2 * third), { binary, fin: false });
    ws.ping('between');
    ws.send(data.subarray(2 * third), { binary, fin: true });
  } else {
    ws.send(data, { binary });
  }
}

const once = (emitter, event) => new Promise((resolve, reject) => {
  emitter.once(event, (...values) => resolve(values));
  emitter.once('error', reject);
});

async function open(path, options = { perMessageDeflate: false }) {
  const ws = new WebSocket(url + path, { maxPayload: 2 * LARGE, ...options });
  await once(ws, 'open');
  return ws;
}

const sum = (octets) => createHash('sha256').update(octets).digest('hex');

async function echoed(ws, message) {
  const came = once(ws, 'message');
  ws.send(message);
  const [data, binary] = await came;
  const same = sum(data) === sum(message) && binary === (typeof message !== 'string');
  return same ? 'equal' : `differs: ${data.length} octets`;
}

async function fragmented(ws, parts) {
  const came = once(ws, 'message');
  parts.forEach((part, i) => ws.send(part, { binary: true, fin: i === parts.length - 1 }));
  const [data] = await came;
  return sum(data) === sum(Buffer.concat(parts)) ? 'equal' : 'differs';
}

async function closedByServer(code, reason) {
  const ws = await open('/bye');
  const closed = once(ws, 'close');
  ws.send(JSON.stringify({ code, reason }));
  const [cameCode, cameReason] = await closed;
  return `${cameCode} ${cameReason}`;
}

async function closedByClient(ws, code, reason) {
  const closed = once(ws, 'close');
  ws.close(code, reason);
  const [cameCode, cameReason] = await closed;
  return `${cameCode} ${cameReason}`;
}

async function drive() {
  const out = {};
  const plain = await open('/plain');
  out.text = await echoed(plain, 'Grüße, 世界 🚀');
  out.empty = await echoed(plain, '');
  out.binary = await echoed(plain, randomBytes(70000));
  out.large = await echoed(plain, randomBytes(LARGE));
  out.fragmented = await fragmented(plain, [randomBytes(10), randomBytes(200000), Buffer.alloc(0), randomBytes(1)]);
  const pong = once(plain, 'pong');
  plain.ping('are you there');
  out.pong = String((await pong)[0]);
  out.closedByClient = await closedByClient(plain, 4001, 'enough');

  const deflate = await open('/deflate', { perMessageDeflate: { threshold: 0 } });
  out.extension = deflate.extensions;
  out.deflated = await echoed(deflate, 'again and '.repeat(100000));
  out.deflatedLarge = await echoed(deflate, randomBytes(LARGE));
  deflate.terminate();

  const fragments = await open('/fragments');
  const ping = once(fragments, 'ping');
  out.fragmentsOfServer = await echoed(fragments, randomBytes(LARGE));
  out.ping = String((await ping)[0]);
  fragments.terminate();

  out.closedByServer = await closedByServer(1000, 'done');
  out.closedByServerWithCode = await closedByServer(4999, 'ünder maintenance');
  console.log(JSON.stringify(out));
}

if (mode === 'serve') serve();
else if (mode === 'drive') await drive();
else process.exit(2);
