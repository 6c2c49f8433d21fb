// Usage: node grpc.mjs serve                          two origins over HTTP/2 in the clear; prints their ports, one ages
//        node grpc.mjs drive HOST:PORT CHECKS [CA]    the client, over TLS where there is an authority; what came of each check, as
//                                                     one JSON object. CHECKS: all, or some with commas between
// Messages are octets, so that there is no generated code. /show.Echo is for the lasting origin, /show.Ageing for the other, which
// sends GOAWAY on each connection after a fraction of a second, and /show.Nobody is for none that answers.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';

const ROOM = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
const LARGE = 8 * 1024 * 1024;
const asIs = (octets) => octets;
const method = (service, name, requestStream, responseStream) => ({
  path: `/show.${service}/${name}`, requestStream, responseStream,
  requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs,
});
const sum = (octets) => createHash('sha256').update(octets).digest('hex').slice(0, 16);

// ---- the origin

const stopped = { deadline: 0, cancelled: 0 };
const peers = new Set();

const calls = {
  Unary: [false, false, (call, done) => {
    peers.add(call.getPeer());
    const back = new grpc.Metadata();
    back.set('seen', call.metadata.get('tell').join('|'));
    back.set('octets-bin', call.metadata.get('octets-bin')[0] ?? Buffer.alloc(0));
    call.sendMetadata(back);
    const trailer = new grpc.Metadata();
    trailer.set('sum', sum(call.request));
    trailer.set('proof-bin', Buffer.from([0, 1, 255]));
    done(null, call.request, trailer);
  }],
  Collect: [true, false, (call, done) => {
    let count = 0;
    const hash = createHash('sha256');
    call.on('data', (octets) => { count++; hash.update(octets); });
    call.on('end', () => done(null, Buffer.from(`${count} ${hash.digest('hex').slice(0, 16)}`)));
    call.on('error', () => {});
  }],
  Spread: [false, true, (call) => {
    const [count, length] = call.request.toString().split(' ').map(Number);
    for (let i = 0; i < count; i++) call.write(Buffer.alloc(length, i % 251));
    call.end();
  }],
  Chat: [true, true, (call) => {
    peers.add(call.getPeer());
    // Before anything is said by the client.
    call.sendMetadata(new grpc.Metadata());
    call.on('data', (octets) => call.write(octets));
    call.on('end', () => call.end());
    call.on('error', () => {});
  }],
  Refuse: [false, false, (call, done) => {
    const trailer = new grpc.Metadata();
    trailer.set('why', 'because');
    done({ code: grpc.status.FAILED_PRECONDITION, details: 'nicht jetzt, später', metadata: trailer });
  }],
  Sleep: [false, false, (call) => {
    const kind = call.request.toString();
    call.on('cancelled', () => { stopped[kind]++; });
  }],
  Stopped: [false, false, (call, done) => done(null, Buffer.from(JSON.stringify(stopped)))],
  Peers: [false, false, (call, done) => done(null, Buffer.from(String(peers.size)))],
};

async function origin(service, options) {
  const server = new grpc.Server({ ...ROOM, ...options });
  for (const [name, [requestStream, responseStream, handler]] of Object.entries(calls)) {
    server.addService({ [name]: method(service, name, requestStream, responseStream) }, { [name]: handler });
  }
  return new Promise((resolve, reject) => server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(),
    (failure, port) => (failure ? reject(failure) : resolve(port))));
}

async function serve() {
  const lasting = await origin('Echo', {});
  const ageing = await origin('Ageing', { 'grpc.max_connection_age_ms': 300, 'grpc.max_connection_age_grace_ms': 20000 });
  console.log(`${lasting} ${ageing}`);
}

// ---- the client

let client;

function unary(name, octets, { metadata = new grpc.Metadata(), service = 'Echo', onCall = () => {}, ...options } = {}) {
  return new Promise((resolve) => {
    const came = {};
    const call = client.makeUnaryRequest(method(service, name).path, asIs, asIs, octets, metadata, options, (failure, answer) => {
      came.failure = failure;
      came.answer = answer;
    });
    call.on('metadata', (first) => { came.metadata = first; });
    call.on('status', (status) => setImmediate(() => resolve({ ...came, status })));
    onCall(call);
  });
}

const said = ({ status }) => `${status.code} ${status.details}`.trim();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function streamed(call) {
  return new Promise((resolve) => {
    const messages = [];
    call.on('data', (octets) => messages.push(octets));
    call.on('error', () => {});
    call.on('status', (status) => resolve({ messages, status }));
  });
}

// What the origin saw of a call that ended early: asked again until it is there, as it is told of the end a moment later.
async function seenStopped(kind) {
  for (let i = 0; i < 100; i++) {
    const { answer } = await unary('Stopped', Buffer.alloc(0));
    if (answer && JSON.parse(answer)[kind] > 0) return 'the origin was told';
    await pause(50);
  }
  return 'the origin was not told';
}

const checks = {
  async unary() {
    const { answer, status } = await unary('Unary', Buffer.from('hello'));
    return status.code === 0 && answer.toString() === 'hello' ? 'equal' : said({ status });
  },
  async empty() {
    const { answer, status } = await unary('Unary', Buffer.alloc(0));
    return status.code === 0 && answer.length === 0 ? 'equal' : said({ status });
  },
  async metadata() {
    const metadata = new grpc.Metadata();
    metadata.add('tell', 'one');
    metadata.add('tell', 'two, three');
    metadata.set('octets-bin', Buffer.from([0, 255, 10, 13]));
    const { metadata: back, status } = await unary('Unary', Buffer.from('x'), { metadata });
    const trailer = status.metadata;
    return [back?.get('seen')[0], back?.get('octets-bin')[0]?.toString('hex'), trailer.get('sum')[0] === sum('x'),
      trailer.get('proof-bin')[0]?.toString('hex')].join('; ');
  },
  async large() {
    const octets = randomBytes(LARGE);
    const { answer, status } = await unary('Unary', octets);
    return status.code === 0 && answer.equals(octets) ? 'equal' : said({ status });
  },
  async clientStream() {
    const hash = createHash('sha256');
    const answered = new Promise((resolve) => {
      const call = client.makeClientStreamRequest('/show.Echo/Collect', asIs, asIs, (failure, answer) => resolve(failure ?? answer));
      for (let i = 0; i < 500; i++) {
        const octets = Buffer.alloc(1000 + i, i % 251);
        hash.update(octets);
        call.write(octets);
      }
      call.end();
    });
    return String(await answered) === `500 ${hash.digest('hex').slice(0, 16)}` ? 'equal' : String(await answered);
  },
  async serverStream() {
    const { messages, status } = await streamed(client.makeServerStreamRequest('/show.Echo/Spread', asIs, asIs, Buffer.from('1000 3000')));
    const right = messages.every((octets, i) => octets.length === 3000 && octets[0] === i % 251);
    return `${status.code} ${messages.length} ${right ? 'in order' : 'out of order'}`;
  },
  async bidi() {
    const call = client.makeBidiStreamRequest('/show.Echo/Chat', asIs, asIs);
    await new Promise((resolve) => { call.on('metadata', resolve); call.on('error', resolve); });
    let turns = 0;
    call.on('data', () => {
      // Each waits for the answer to the one before: nothing on the way may wait for more.
      if (++turns < 100) call.write(Buffer.from(`turn ${turns}`));
      else call.end();
    });
    const ended = streamed(call);
    call.write(Buffer.from('first'));
    const { messages, status } = await ended;
    return `${status.code} ${messages.length} ${messages.at(-1)}`;
  },
  async trailersOnly() {
    const { status, metadata } = await unary('Refuse', Buffer.from('x'));
    return `${said({ status })}; ${status.metadata.get('why')[0]}`;
  },
  async unimplemented() {
    return String((await unary('Nothing', Buffer.alloc(0))).status.code);
  },
  async deadline() {
    const begun = Date.now();
    // Long enough that the origin has heard of the call by then, on any machine.
    const { status } = await unary('Sleep', Buffer.from('deadline'), { deadline: Date.now() + 3000 });
    const soon = Date.now() - begun < 20000 ? 'soon' : 'late';
    return `${status.code} ${soon}, ${await seenStopped('deadline')}`;
  },
  async cancel() {
    const { status } = await unary('Sleep', Buffer.from('cancelled'), { onCall: (call) => setTimeout(() => call.cancel(), 3000) });
    return `${status.code}, ${await seenStopped('cancelled')}`;
  },
  async parallel() {
    const all = await Promise.all(Array.from({ length: 500 }, (_, i) => unary('Unary', Buffer.from(`call ${i}`))));
    const wrong = all.find(({ answer }, i) => answer?.toString() !== `call ${i}`);
    return `${all.filter(({ answer }, i) => answer?.toString() === `call ${i}`).length} equal${wrong ? `, not: ${said(wrong)}` : ''}`;
  },
  // The origin goes away from each connection while calls are under way on it, and new ones come all the time.
  async goaway() {
    let until = 0;
    const failed = {};
    let answered = 0;
    const chat = async () => {
      const call = client.makeBidiStreamRequest('/show.Ageing/Chat', asIs, asIs);
      const ended = streamed(call);
      for (let i = 0; i < 10; i++) { call.write(Buffer.from(String(i))); await pause(80); }
      call.end();
      const { messages, status } = await ended;
      return { status, good: messages.length === 10 };
    };
    const keepOn = async (ask) => {
      while (Date.now() < until) {
        const { status, good } = await ask();
        if (good) answered++;
        else failed[said({ status })] = (failed[said({ status })] ?? 0) + 1;
      }
    };
    const short = async () => {
      const { answer, status } = await unary('Unary', Buffer.from('x'), { service: 'Ageing' });
      return { status, good: answer?.toString() === 'x' };
    };
    let seen = 0;
    // A slow machine has not been through many connections so soon.
    for (let round = 0; round < 10 && seen <= 2; round++) {
      until = Date.now() + 2500;
      await Promise.all([...Array.from({ length: 4 }, () => keepOn(chat)), ...Array.from({ length: 4 }, () => keepOn(short))]);
      seen = Number((await unary('Peers', Buffer.alloc(0), { service: 'Ageing' })).answer);
    }
    const wrong = Object.entries(failed).map(([how, count]) => `${count} x ${how}`).join('; ');
    return wrong ? `${answered} answered, failed: ${wrong}` : `all answered, ${seen > 2 ? 'on many connections' : `on ${seen} connections`}`;
  },
  // An answer of the proxy's own, without a word of gRPC: the client makes UNAVAILABLE of 502 to 504.
  async nobody() {
    return String((await unary('Unary', Buffer.from('x'), { service: 'Nobody' })).status.code);
  },
  // A call that lasts until this process is told that it may end: its input ends.
  async linger() {
    const call = client.makeBidiStreamRequest('/show.Echo/Chat', asIs, asIs);
    const ended = streamed(call);
    call.write(Buffer.from('before'));
    await new Promise((resolve) => call.on('data', resolve));
    console.log('under way');
    await new Promise((resolve) => process.stdin.on('end', resolve).resume());
    call.write(Buffer.from('after'));
    call.end();
    const { messages, status } = await ended;
    return `${status.code} ${messages.join(' ')}`;
  },
};

async function drive(address, names, authority) {
  const credentials = authority ? grpc.credentials.createSsl(readFileSync(authority)) : grpc.credentials.createInsecure();
  // One try of each call: what is repeated silently would not be seen.
  client = new grpc.Client(address, credentials, { ...ROOM, 'grpc.enable_retries': 0, 'grpc.ssl_target_name_override': 'show.test',
    'grpc.default_authority': 'show.test' });
  const asked = names === 'all' ? Object.keys(checks).filter((name) => name !== 'linger') : names.split(',');
  const came = {};
  for (const name of asked) came[name] = await checks[name]();
  client.close();
  console.log(JSON.stringify(came));
}

const [mode, ...words] = process.argv.slice(2);
await (mode === 'serve' ? serve() : drive(...words));
