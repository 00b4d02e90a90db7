// A merchant's server: files, one policy for each page, and the one thing that needs the secret key.

import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/**
 * Serves a folder on a free port of `localhost`. `policies` is the Content-Security-Policy by page; `%NONCE%` in it
 * and in the page is a new nonce. Answers `{url, close}`.
 */
export async function openMerchant(folder, sandbox, policies = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (request.method === 'POST' && pathname === '/create-payment-intent') {
      const { client_secret: clientSecret } = await sandbox.createIntent();
      response.setHeader('content-type', TYPES['.json']);
      return response.end(JSON.stringify({ clientSecret }));
    }
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    const path = join(folder, normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
    if (!existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    if (extname(path) !== '.html') return createReadStream(path).pipe(response);
    const nonce = randomBytes(16).toString('base64');
    const policy = policies[pathname.slice(1)];
    if (policy) response.setHeader('content-security-policy', policy.replaceAll('%NONCE%', nonce));
    response.end(readFileSync(path, 'utf8').replaceAll('%NONCE%', nonce));
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${server.address().port}`,
    close: () => server.close(),
  };
}
