// A worker of the page, the engine's or another: the first message is the engine's module; from then on the engine hears. It is
// started in the same turn, so that no request is missed.

import { initSync } from "engine";

addEventListener("message", ({ data }: MessageEvent<WebAssembly.Module>) => void initSync({ module: data }), { once: true });
