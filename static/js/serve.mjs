// A small static file server: what any file server does, on this machine only.
//
//   node static/js/serve.mjs [--port 8080] [--at /some/folder/] [dist]
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** Serves `folder` below `at`; resolves with the server once it listens. */
export function serve({ folder, port = 0, at = "/" }) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    const end = (status, text) => response.writeHead(status, { "content-type": "text/plain" }).end(text);
    try {
      const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
      if (!path.startsWith(at)) return end(404, "Nothing here.");
      let file = normalize(join(root, path.slice(at.length)));
      if (file !== root && !file.startsWith(root + sep)) return end(403, "Not served.");
      if ((await stat(file)).isDirectory()) file = join(file, "index.html");
      const headers = {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        // A name with a hash never changes its content.
        "cache-control": /-[0-9a-f]{16}(_bg)?\.\w+$/.test(file) ? "max-age=31536000, immutable" : "no-cache",
      };
      response.writeHead(200, headers).end(await readFile(file));
    } catch (error) {
      end(error.code === "ENOENT" ? 404 : 400, "Nothing here.");
    }
  });
  return new Promise((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => listening(server));
  });
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
