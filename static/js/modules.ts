// Downloading WebAssembly: the page's module, and those of the workers with a word on how
// far that is.

/** Hears how far a download is: percent, and of how many kilobytes. */
export type Tell = (percent: number, kilobytes: number) => void;

/** Milliseconds after which it is told how far a download is, and from one time to the next. */
const [FIRST, NEXT] = [1000, 250];

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
}

const all = new Map<string, Coming>();

/** The module of a worker, of which the page says the sizes: one download, and another after it has failed. */
export function engine(named: HTMLMetaElement, tell: Tell): Promise<WebAssembly.Module> {
  const coming: Coming = all.get(named.name) ?? { tell };
  all.set(named.name, coming);
  coming.tell = tell;
  const count = (response: Response) => counted(response, named, (percent, kilobytes) => coming.tell(percent, kilobytes));
  coming.module ??= compiled(new URL(named.content, document.baseURI).href, { priority: "low" }, count).catch((error) => {
    coming.module = undefined;
    throw error;
  });
  return coming.module;
}

/** An answer whose bytes are counted as they come: after they are unpacked, since nothing else can be seen. */
function counted(response: Response, { dataset }: HTMLMetaElement, tell: Tell): Response {
  if (!response.body || typeof TransformStream !== "function") return response;
  const all = Number(dataset.bytes);
  const carried = response.headers.has("content-encoding") ? Number(dataset.packed) : all;
  let [come, due] = [0, performance.now() + FIRST];
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, onward) {
      come += chunk.byteLength;
      if (performance.now() >= due) {
        due = performance.now() + NEXT;
        tell(Math.min(100, Math.floor((100 * come) / all)), Math.round(carried / 1000));
      }
      onward.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: response.headers });
}
