// A lesson that is read as a page comes alive where it stands: its questions can be answered, and what was
// answered counts in the course. What is right, and what is said to it, the page has already, folded
// (src/app/pages/paper.rs); the course takes the answers over when it is next opened
// (src/lessons/progress.rs: `Reading`).

interface Given {
  lesson: string;
  step: string;
  answer: number | null;
  said: number | null;
  missed: boolean;
}

const READING = "leaklab.reading";
const PROGRESS = "leaklab.progress";
const lesson = document.querySelector<HTMLElement>("[data-lesson]")?.dataset.lesson ?? "";

/** What is stored under a key; nothing where that is forbidden, or is not what it should be. */
function stored<T>(key: string): T | undefined {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

/** What is there to be read; what else lies there is none of ours. */
function all(): Given[] {
  const given = stored<Given[]>(READING);
  return Array.isArray(given) ? given.filter((it) => typeof it?.lesson === "string" && typeof it.step === "string") : [];
}

function keep(given: Given): void {
  const others = all().filter((it) => it.lesson !== given.lesson || it.step !== given.step);
  try {
    localStorage.setItem(READING, JSON.stringify([...others, given]));
  } catch {
    // No room, or not allowed: it is answered here all the same.
  }
}

/** What was answered before, here or in the course. */
function before(step: string): Pick<Given, "answer" | "said"> | undefined {
  const progress = stored<{ lessons?: Record<string, Record<string, Given>> }>(PROGRESS);
  return all().find((it) => it.lesson === lesson && it.step === step) ?? progress?.lessons?.[lesson]?.[step];
}

/** What stands between the question and its answers: a field or options, and the button. */
interface Answering {
  /** The answer as it is now, if there is one. */
  read(): Pick<Given, "answer" | "said"> | undefined;
  isRight(given: Pick<Given, "answer" | "said">): boolean;
  /** Shows the answer, and lets it be. */
  settle(given: Pick<Given, "answer" | "said">): void;
}

function options(task: HTMLElement): Answering {
  const items = [...task.querySelectorAll<HTMLLIElement>(".paper-options > li")];
  const several = task.dataset.asks === "several";
  const inputs = items.map((item, index) => {
    const input = document.createElement("input");
    input.type = several ? "checkbox" : "radio";
    input.name = task.dataset.step ?? "";
    input.id = `${input.name}-${index}`;
    const label = document.createElement("label");
    label.htmlFor = input.id;
    const text = item.querySelector("div")!;
    const folded = text.querySelector<HTMLDetailsElement>(":scope > details")!;
    label.append(...[...text.childNodes].filter((node) => node !== folded));
    text.prepend(label);
    folded.hidden = true;
    item.querySelector("span")?.replaceWith(input);
    return input;
  });
  const bits = (are: boolean[]) => (several ? are.reduce((sum, is, at) => sum + (is ? 2 ** at : 0), 0) : are.indexOf(true));
  const right = Number(task.dataset.answer);
  return {
    read: () => (inputs.some((input) => input.checked) ? { answer: bits(inputs.map((input) => input.checked)), said: null } : undefined),
    isRight: ({ answer }) => answer === right,
    settle({ answer }) {
      for (const [at, item] of items.entries()) {
        const input = inputs[at]!;
        input.checked = several ? Math.floor((answer ?? 0) / 2 ** at) % 2 === 1 : answer === at;
        input.disabled = true;
        const folded = item.querySelector("details")!;
        folded.hidden = false;
        folded.open = true;
        item.classList.add(item.dataset.right !== undefined ? "is-right" : "is-wrong");
      }
    },
  };
}

function number(task: HTMLElement): Answering {
  const place = task.querySelector<HTMLElement>(".paper-number")!;
  const input = document.createElement("input");
  input.type = "number";
  input.step = "any";
  input.setAttribute("aria-label", task.querySelector("strong")?.textContent ?? "");
  place.replaceChildren(input);
  return {
    read: () => (input.value !== "" && Number.isFinite(input.valueAsNumber) ? { answer: null, said: input.valueAsNumber } : undefined),
    isRight: ({ said }) => said !== null && Math.abs(said - Number(task.dataset.right)) <= Number(task.dataset.within),
    settle({ said }) {
      input.valueAsNumber = said ?? NaN;
      input.disabled = true;
    },
  };
}

function enliven(task: HTMLElement): void {
  const step = task.dataset.step ?? "";
  const [asked, kind] = task.dataset.right !== undefined ? [number(task), "said" as const] : [options(task), "answer" as const];
  const folds = [...task.querySelectorAll<HTMLDetailsElement>(":scope > details")];
  for (const fold of folds) fold.hidden = true;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "do-it";
  button.textContent = "Answer";
  button.disabled = true;
  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  folds.length > 0 ? folds[0]!.before(button, said) : task.append(button, said);
  const settle = (given: Pick<Given, "answer" | "said">) => {
    asked.settle(given);
    button.remove();
    said.textContent = (asked.isRight(given) ? task.dataset.good : task.dataset.bad) ?? "";
    for (const fold of folds) {
      fold.hidden = false;
      fold.open = true;
    }
  };
  task.addEventListener("input", () => (button.disabled = asked.read() === undefined));
  button.addEventListener("click", () => {
    const given = asked.read();
    if (!given) return;
    keep({ lesson, step, ...given, missed: !asked.isRight(given) });
    settle(given);
  });
  const earlier = before(step);
  if (typeof earlier?.[kind] === "number") settle(earlier);
}

for (const task of document.querySelectorAll<HTMLElement>(".paper-task[data-step]")) enliven(task);
