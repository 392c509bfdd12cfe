// What a file weighs on its way: compressed as a good server would.
import { brotliCompressSync, constants } from "node:zlib";

/** Bytes of some data, compressed. */
export function weight(data) {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } };
  return brotliCompressSync(data, options).length;
}
