// What wasm-bindgen writes beside the engine, as far as scripts of ours use it.

declare module "engine" {
  /** Starts the engine, in this turn. */
  export function initSync(options: { module: WebAssembly.Module }): unknown;
}
