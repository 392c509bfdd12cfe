// A small static file server: what any good file server does, on this machine only. It compresses,
// has what carries a hash kept for ever, and the rest asked for again.
//
//   node static/js/serve.mjs [--port 8080] [--at /some/folder/] [dist]
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TYPES = {
  ".bin": "application/octet-stream",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".gz": "application/gzip",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
/** What is compressed already. */
const DENSE = new Set([".gz", ".png", ".woff2"]);
/** A name with a hash never changes its content: ours (a folder's, too), the bundler's, and Trunk's without leading zeros. */
const HASHED = /-(?:[0-9a-f]{10,16}(?:_bg)?|[0-9A-Z]{8})(?:\.\w+|[\\/][^\\/]+)$/;

/** How much of its time to spend on smallness: 0 to 11. */
const QUALITY = 9;

/** A line that everything shares: so many bytes a second, so many milliseconds there and back. */
export class Line {
  #free = 0;
  /** Bytes that were carried. */
  carried = 0;

  constructor({ rate, latency }) {
    Object.assign(this, { rate, latency });
  }

  /** Comes back when these bytes are through. */
  async carry(bytes) {
    const now = performance.now();
    this.carried += bytes;
    this.#free = Math.max(this.#free, now) + (bytes / this.rate) * 1000;
    if (this.#free - now >= 1) await pass(this.#free - now);
  }
}

/**
 * Serves `folder` below `at`; resolves with the server once it listens. With a `line`, everything
 * goes through it: a connection is there after one way there and back, an answer begins after
 * another, and all answers share its rate.
 */
export function serve({ folder, port = 0, at = "/", line, quality = QUALITY }) {
  const root = resolve(folder);
  const packed = packer(quality);
  const server = createServer(async (request, response) => {
    if (line && !request.socket.known) await pass(line.latency);
    request.socket.known = true;
    if (line) await pass(line.latency);
    const { status, headers, body } = await answer(request, { root, at, packed });
    response.writeHead(status, headers);
    if (line) await trickle(response, body, line);
    response.end(line ? undefined : body);
  });
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => listening(server));
  });
}

async function answer(request, { root, at, packed }) {
  const plain = (status, text) => ({ status, headers: { "content-type": TYPES[".txt"] }, body: text });
  try {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    if (!path.startsWith(at)) return plain(404, "Nothing here.");
    let file = normalize(join(root, path.slice(at.length)));
    if (file !== root && !file.startsWith(root + sep)) return plain(403, "Not served.");
    if ((await stat(file)).isDirectory()) file = join(file, "index.html");
    const kept = HASHED.test(file);
    const { data, encoding, tag } = await packed(file, request.headers["accept-encoding"] ?? "");
    const headers = {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "cache-control": kept ? "max-age=31536000, immutable" : "no-cache",
      "etag": tag,
      "vary": "accept-encoding",
      "x-content-type-options": "nosniff",
      ...(encoding && { "content-encoding": encoding }),
    };
    if (request.headers["if-none-match"] === tag) return { status: 304, headers, body: undefined };
    return { status: 200, headers: { ...headers, "content-length": data.length }, body: request.method === "HEAD" ? undefined : data };
  } catch (error) {
    return error.code === "ENOENT" || error.code === "ENOTDIR" ? plain(404, "Nothing here.") : plain(400, "Not understood.");
  }
}

/** Compressed files by path, version and way, for all servers of this process. */
const done = new Map();

/** Reads and compresses files, each version of each once. */
function packer(quality) {
  const kinds = {
    br: (data) => promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } }),
    gzip: promisify(gzip),
  };
  return async (file, accepted) => {
    const encoding = DENSE.has(extname(file)) ? undefined : Object.keys(kinds).find((name) => accepted.includes(name));
    const { mtimeMs, size } = await stat(file);
    const key = `${file} ${mtimeMs} ${size} ${encoding} ${quality}`;
    if (!done.has(key)) {
      const made = readFile(file).then(async (raw) => {
        const data = encoding ? await kinds[encoding](raw) : raw;
        return { data, encoding, tag: `"${createHash("sha256").update(data).digest("base64url").slice(0, 22)}"` };
      });
      done.set(key, made);
      made.catch(() => done.delete(key));
    }
    return done.get(key);
  };
}

/** Sends a body piece by piece through a line. */
async function trickle(response, body, line) {
  const PIECE = 1400;
  const data = Buffer.from(body ?? "");
  for (let at = 0; at < data.length && !response.destroyed; at += PIECE) {
    const piece = data.subarray(at, at + PIECE);
    await line.carry(piece.length);
    response.write(piece);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const option = (name, usual) => {
    const index = words.indexOf(name);
    return index < 0 ? usual : words.splice(index, 2)[1];
  };
  const port = Number(option("--port", process.env.PORT ?? "8080"));
  const at = option("--at", "/");
  const folder = words[0] ?? "dist";
  let server;
  try {
    server = await serve({ folder, port, at });
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    server = await serve({ folder, port: 0, at });
  }
  console.log(`Leaklab is at http://127.0.0.1:${server.address().port}${at}  (Ctrl-C stops it)`);
}
