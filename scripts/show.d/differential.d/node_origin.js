// Node tells what it understood of a request: method, target, path, host, length and SHA-1 of the content, requests so far.
'use strict';
const crypto = require('crypto');
const http = require('http');

const hex = (text) => (text === undefined || text === '' ? '-' : Buffer.from(text, 'latin1').toString('hex'));
let seen = 0;

const server = http.createServer((request, response) => {
  const hash = crypto.createHash('sha1');
  let length = 0;
  request.on('data', (piece) => {
    hash.update(piece);
    length += piece.length;
  });
  request.on('end', () => {
    seen += 1;
    const told = [request.method, hex(request.url), '-', hex(request.headers.host), length, hash.digest('hex'), seen];
    response.writeHead(200, { 'X-Understood': told.join(' '), Server: 'Node', 'Content-Length': 0 });
    response.end();
  });
});
// As without this, but with a name.
server.on('clientError', (error, socket) => {
  if (socket.writable) {
    socket.end('HTTP/1.1 400 Bad Request\r\nServer: Node\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  }
});
// Idle connections stay: the proxy keeps them.
server.keepAliveTimeout = 3600000;
server.requestTimeout = 0;
server.headersTimeout = 0;
server.listen(Number(process.argv[2]), '127.0.0.1');
