// The package for Node, as somebody uses it who has installed it: plain objects in and out.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { test } from "node:test";
import { Session, check } from "../../target/npm/leaklab-wasm/index.js";

const PACKAGE = new URL("../../target/npm/leaklab-wasm/", import.meta.url);
const LEAKY = "def load(path):\n    f = open(path)\n    return f.read()\n";
const CLEAN = "def load(path):\n    with open(path) as f:\n        return f.read()\n";
const TWO = `${LEAKY}\n\n${LEAKY.replace("load", "store")}`;

/** A text with edits made, none of which is before another. */
function edited(text, edits) {
  const lines = text.split("\n");
  const offset = (line, column) => lines.slice(0, line - 1).reduce((sum, it) => sum + it.length + 1, 0) + column - 1;
  const last = [...edits].reverse();
  return last.reduce((made, { span, text }) => made.slice(0, offset(span.line, span.column)) + text + made.slice(offset(span.end_line, span.end_column)), text);
}

test("a leak is found, explained, and its fix leaves nothing to find", () => {
  const report = check("load.py", LEAKY);
  assert.equal(report.path, "load.py");
  const [finding] = report.findings;
  assert.deepEqual([finding.rule, finding.line, finding.confidence], ["never-released", 2, "definite"]);
  assert.ok(finding.trace.length > 1 && finding.model.paths.length > 0);
  assert.deepEqual(check("load.py", edited(LEAKY, finding.fixes[0].edits)).findings, []);
  assert.deepEqual(check("load.py", CLEAN).findings, []);
});

test("options are heard", () => {
  assert.deepEqual(check("a.py", LEAKY, { show: ["style"] }).findings, []);
  assert.deepEqual(check("a.py", LEAKY, { details: false }).findings[0].fixes, []);
  const lease = { class: "pool.Lease", kind: "lease", release: ["give_back"], leak_class: "R4", acquire: [{ names: ["pool.lease"] }] };
  const text = "import pool\n\ndef f():\n    it = pool.lease()\n    it.work()\n";
  assert.deepEqual(check("a.py", text).findings, []);
  assert.equal(check("a.py", text, { resources: [lease] }).findings[0].resource, "lease");
});

test("options that are wrong say what is", () => {
  assert.throws(() => check("a.py", LEAKY, { shown: [] }), /options are wrong: unknown field `shown`/);
  assert.throws(() => new Session({ show: ["often"] }), /unknown variant `often`/);
  assert.throws(() => new Session({ resources: [{ class: "a.B" }] }), /`a\.B`: nothing gives one/);
  for (const options of [null, 3, "all", ["definite"]]) assert.throws(() => check("a.py", LEAKY, options), /options must be an object/);
  assert.throws(() => check("a.py", undefined), /text must be a string, is undefined/);
  assert.equal(check("a.py", LEAKY).findings.length, 1, "and the next call works");
});

test("a session says after every edit what a start from nothing says", () => {
  const session = new Session();
  const texts = [LEAKY, `${LEAKY}\nx = 1\n`, TWO, TWO.replace("open(path)", "open(path, 'rb')"), `\n\n${TWO}`, CLEAN, "", LEAKY];
  for (const text of texts) {
    assert.deepEqual(session.sketch("a.py", text), check("a.py", text, { details: false }));
    assert.deepEqual(session.check("a.py", text), check("a.py", text));
  }
  session.free();
});

test("what can be fixed together is fixed together", () => {
  const session = new Session();
  assert.deepEqual(session.repairs(), []);
  session.check("a.py", TWO);
  const [all] = session.repairs();
  assert.deepEqual([all.rule, all.count], [null, 2]);
  assert.deepEqual(check("a.py", edited(TWO, all.edits)).findings, []);
  session.free();
  session.free();
  assert.throws(() => session.repairs(), /freed/);
});

test("hostile texts are answered like any other", () => {
  const texts = ["\0", "\ud800", "\ufeffopen('a')", "(".repeat(5_000), `${"if x:\n    ".repeat(1)}${"x = [".repeat(2_000)}`, "def f(:\n\topen(", "😀 = open('a')\r\n".repeat(50), "a".repeat(1_000_000)];
  for (const text of texts) assert.ok(Array.isArray(check("hostile.py", text).findings));
  assert.equal(check("<script>", LEAKY).findings.length, 1);
});

test("reports are those of the command line", async (t) => {
  const tool = ["release", "debug"].map((profile) => new URL(`../../target/${profile}/leaklab`, import.meta.url).pathname).find(existsSync);
  if (!tool) return t.skip("there is no command line to compare with");
  const path = new URL("../../benches/program.py", import.meta.url).pathname;
  let printed;
  try {
    printed = execFileSync(tool, ["check", "--format", "json", path], { encoding: "utf8" });
  } catch (failed) {
    printed = failed.stdout; // findings are an exit code
  }
  assert.deepEqual(check(path, await readFile(path, "utf8")), JSON.parse(printed).files[0]);
});

test("it comes with a licence, types and words", async () => {
  const files = await readdir(PACKAGE);
  for (const wanted of ["index.js", "index.d.ts", "README.md", "package.json", "LICENSE-MIT"]) assert.ok(files.includes(wanted), wanted);
  assert.match(JSON.parse(await readFile(new URL("package.json", PACKAGE), "utf8")).version, /^\d+\.\d+\.\d+$/);
});
