// The analyzer with plain objects in and out. The engine takes and gives JSON; what is not a text never
// reaches it.
import { readFileSync } from "node:fs";
import * as engine from "./engine.js";

engine.initSync({ module: readFileSync(new URL("engine_bg.wasm", import.meta.url)) });

export function check(path, text, options = {}) {
  return JSON.parse(engine.check(string(path, "path"), string(text, "text"), JSON.stringify(object(options))));
}

export class Session {
  #session;

  constructor(options = {}) {
    this.#session = new engine.Session(JSON.stringify(object(options)));
  }

  check(path, text) {
    return JSON.parse(this.#open.check(string(path, "path"), string(text, "text")));
  }

  sketch(path, text) {
    return JSON.parse(this.#open.sketch(string(path, "path"), string(text, "text")));
  }

  repairs() {
    return JSON.parse(this.#open.repairs());
  }

  free() {
    this.#session?.free();
    this.#session = undefined;
  }

  get #open() {
    if (!this.#session) throw new Error("the session was freed");
    return this.#session;
  }
}

function string(value, name) {
  if (typeof value !== "string") throw new TypeError(`${name} must be a string, is ${value === null ? "null" : typeof value}`);
  return value;
}

function object(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("options must be an object");
  return value;
}
