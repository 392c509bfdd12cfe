// The server of `make run`: what is named by its content is kept for ever, the rest is asked for
// again; everything is compressed; nothing outside the folder is served.
import assert from "node:assert/strict";
import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { Line, serve } from "../../static/js/serve.mjs";

const DIST = new URL("../../dist/", import.meta.url).pathname;
/** What keeps its name when its content changes. */
const CHANGES = /^(index\.html|LICENSE-|leaklab-source|drawn\/|learn\/)/;

let server;
before(async () => (server = await serve({ folder: DIST, quality: 1 })));
after(() => stop(server));

const stop = (server) => {
  server.closeAllConnections();
  return new Promise((closed) => server.close(closed));
};

/** An answer as it came, its path not tidied by anybody. */
function get(path, headers = {}, { method = "GET", from = server } = {}) {
  return new Promise((answered, failed) => {
    const asked = request({ port: from.address().port, host: "127.0.0.1", path, headers, method }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => answered({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }));
    });
    asked.on("error", failed);
    asked.end();
  });
}

test("every file of the site is kept as long as its name says", async () => {
  const files = (await readdir(DIST, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const names = files.map((entry) => relative(DIST, join(entry.parentPath ?? entry.path, entry.name)));
  assert.ok(names.some((name) => /parts\/chunk-/.test(name)), "the editor's shared part is there");
  for (const name of names) {
    const { status, headers } = await get(`/${name}`, {}, { method: "HEAD" });
    assert.equal(status, 200, name);
    assert.equal(headers["cache-control"], CHANGES.test(name) ? "no-cache" : "max-age=31536000, immutable", name);
    assert.equal(headers["content-type"] === "application/octet-stream", name.endsWith(".bin"), name);
  }
});

test("what is asked for compressed comes compressed, and is the same", async () => {
  const plain = await get("/");
  const small = await get("/", { "accept-encoding": "gzip, br" });
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(small.headers["content-encoding"], "br");
  assert.ok(small.body.length < plain.body.length / 3);
  assert.deepEqual(brotliDecompressSync(small.body), plain.body);
  assert.equal((await get("/", { "accept-encoding": "gzip" })).headers["content-encoding"], "gzip");
});

test("what has not changed is not sent again, and what has is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "served-"));
  await writeFile(join(folder, "index.html"), "one");
  const own = await serve({ folder });
  const first = await get("/", {}, { from: own });
  const again = await get("/", { "if-none-match": first.headers.etag }, { from: own });
  assert.deepEqual([again.status, again.body.length], [304, 0]);
  await writeFile(join(folder, "index.html"), "another");
  const changed = await get("/", { "if-none-match": first.headers.etag }, { from: own });
  assert.deepEqual([changed.status, changed.body.toString()], [200, "another"]);
  await stop(own);
});

test("nothing outside the folder is served, and nonsense is answered", async () => {
  for (const path of ["/../package.json", "/%2e%2e/package.json", "/..%2fpackage.json", "/js/../../package.json", "/%", "/\0", "/none.html", "/index.html/x"]) {
    const { status } = await get(path.replace("\0", "%00"));
    assert.ok([400, 403, 404].includes(status), `${path}: ${status}`);
  }
  assert.equal((await get("/")).status, 200);
});

test("a slow line is shared by everything that goes through it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "served-"));
  await writeFile(join(folder, "big.png"), Buffer.alloc(40_000, 7));
  const line = new Line({ rate: 100_000, latency: 20 });
  const own = await serve({ folder, line });
  const began = performance.now();
  const both = await Promise.all([get("/big.png", {}, { from: own }), get("/big.png", {}, { from: own })]);
  const took = performance.now() - began;
  assert.deepEqual(both.map(({ body }) => body.length), [40_000, 40_000]);
  assert.equal(line.carried, 80_000);
  assert.ok(took >= 780, `80 kB at 100 kB/s took ${took} ms`);
  await stop(own);
});
