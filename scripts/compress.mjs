// Compression as a provider's server would do it once, ahead of time: as small as it gets.

import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Brotli at its highest quality. */
export function compressBrotli(content) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return brotliCompressSync(content, { params });
}

/** Gzip at its highest level. */
export function compressGzip(content) {
  return gzipSync(content, { level: 9 });
}
