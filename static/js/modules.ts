// Downloading WebAssembly: the page's module, and those of the workers with a word on how
// far that is.

import { HEAD_START } from "./visit.mjs";

/** Hears how far a download is: percent, and of how many kilobytes. */
export type Tell = (percent: number, kilobytes: number) => void;

/** Milliseconds after which it is told how far a download is, and from one time to the next. */
const [FIRST, NEXT] = [1000, 250];
/** Milliseconds that the page waits at most for a module that comes before it. */
const PATIENCE = 3000;

/** A module. What did not arrive, or is not WebAssembly, is an error that says so. */
export async function compiled(from: string, how?: RequestInit, count = (response: Response) => response): Promise<WebAssembly.Module> {
  const answer = await fetch(from, how);
  if (!answer.ok) throw new Error(`${answer.status} for ${from}`);
  const response = count(answer);
  try {
    return await WebAssembly.compileStreaming(response.clone());
  } catch {
    // An old browser, or a server that does not say what the file is.
    return WebAssembly.compile(await response.arrayBuffer());
  }
}

/** A worker's module: its download, and who hears of it. */
interface Coming {
  module?: Promise<WebAssembly.Module> | undefined;
  tell: Tell;
  /** Tells how far it is, once that takes long enough to be told; also when nothing comes any more. */
  again?: () => void;
  /** How much of it has come, and who waits for a part. */
  share: number;
  waits: (() => void)[];
}

const all = new Map<string, Coming>();

function ofWorker({ name }: HTMLMetaElement): Coming {
  const coming = all.get(name) ?? { tell: () => undefined, share: 0, waits: [] };
  all.set(name, coming);
  return coming;
}

/** The module of a worker, of which the page says the sizes: one download, and another after it has failed. */
export function engine(named: HTMLMetaElement, tell: Tell, priority: RequestPriority = "low"): Promise<WebAssembly.Module> {
  const coming = ofWorker(named);
  coming.tell = tell;
  coming.again?.();
  const go = (share: number) => {
    coming.share = share;
    if (share >= HEAD_START) for (const go of coming.waits.splice(0)) go();
  };
  const count = (response: Response) => counted(response, named, coming, go);
  coming.module ??= compiled(new URL(named.content, document.baseURI).href, { priority }, count).catch((error) => {
    coming.module = undefined;
    throw error;
  });
  coming.module.catch(() => undefined).finally(() => go(1));
  return coming.module;
}

/** When so much of a worker's module has come that the page's may come beside it. */
export function ahead(named: HTMLMetaElement): Promise<void> {
  const coming = ofWorker(named);
  if (coming.share >= HEAD_START) return Promise.resolve();
  return new Promise((done) => {
    coming.waits.push(done);
    setTimeout(done, PATIENCE);
  });
}

/** An answer whose bytes are counted as they come: after they are unpacked, since nothing else can be seen. */
function counted(response: Response, { dataset }: HTMLMetaElement, coming: Coming, go: (share: number) => void): Response {
  if (!response.body || typeof TransformStream !== "function") return response;
  const all = Number(dataset.bytes);
  const carried = response.headers.has("content-encoding") ? Number(dataset.packed) : all;
  let [come, due] = [0, performance.now() + FIRST];
  const told = () => coming.tell(Math.min(100, Math.floor((100 * come) / all)), Math.round(carried / 1000));
  setTimeout(() => {
    coming.again = () => {
      if (coming.share < 1) told();
    };
    coming.again();
  }, FIRST);
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, onward) {
      come += chunk.byteLength;
      go(come / all);
      if (performance.now() >= due) {
        due = performance.now() + NEXT;
        told();
      }
      onward.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: response.headers });
}
