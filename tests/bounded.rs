//! Inputs that have more paths, ways out or depth than anybody could follow: the work stays in proportion
//! to the text, and what was left out is said.
//!
//! Work is counted, not timed: see `Session::work`. What an ordinary file takes stands in the table too,
//! so that a bound that is far too wide is seen.

use leaklab::check::{Options, Session, report::FileReport};

/// A text, the most work that it may be, and what is found in it.
struct Bound {
    name: &'static str,
    text: String,
    most: usize,
    acquisitions: usize,
    findings: usize,
    /// A part of a notice or of a syntax error that says what was left out; empty if nothing was.
    says: &'static str,
}

/// The budget of a file, that of its proofs if they are few, and the room for its rows: see
/// `check/budget.rs`.
const FILE: usize = 10_000_000;
const PROOFS: usize = 12_000_000;
const ROOM: usize = 8_000_000;

fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// `n` files opened one after the other, with a way out after each.
fn opens(n: usize) -> String {
    let each = |n| format!("    f{n} = open(p)\n    if q():\n        return\n");
    format!("def f(p, q):\n{}", numbered(n, each))
}

fn table() -> Vec<Bound> {
    let bound = |name, text, most, (acquisitions, findings), says| Bound {
        name,
        text,
        most,
        acquisitions,
        findings,
        says,
    };
    let branch = |n| format!("    if a[{n}]:\n        g({n})\n");
    let case = |n| format!("        case {n}:\n            a{n} = 1\n");
    let guarded = |n| {
        format!(
            "    try:\n        g{n}()\n    except E{n}:\n        x{n} = 1\n    finally:\n        h()\n"
        )
    };
    let flag = |n| format!("    if c{}:\n        c{} = g()\n", n % 40, n * 7 % 40);
    let calls = |n| {
        format!(
            "def f{n}(h):\n    f{}(h)\n    f{}(h)\n\n",
            (n + 1) % 3000,
            n * 7 % 3000
        )
    };
    let opener = |n| format!("def f{n}(p):\n    h = f{}(p)\n    return h\n\n", n + 1);
    // Each makes an object of each.
    let maker = |n| {
        format!(
            "class C{n}:\n    def __init__(self):\n{}        self.f = open('x')\n\n    def \
             close(self):\n{}        self.f.close()\n\n",
            numbered(90, |other| format!("        self.a{other} = C{other}()\n")),
            numbered(90, |other| format!("        self.a{other}.close()\n"))
        )
    };
    let heir = |n| {
        format!(
            "class C{n}(C{}):\n    def __init__(self):\n        self.f = open('x')\n\n    def \
             close(self):\n        self.f.close()\n\n",
            n + 1
        )
    };
    let nested = |depth, head: &str| numbered(depth, |n| format!("{}{head}\n", " ".repeat(n)));
    let usual = include_str!("../benches/program.py").to_owned();
    vec![
        bound("an ordinary file", usual, 5_000, (5, 1), ""),
        bound("50 ways out", opens(50), PROOFS, (50, 50), ""),
        bound(
            "500 ways out",
            opens(500),
            FILE + PROOFS,
            (500, 500),
            "that fare alike",
        ),
        bound(
            "ten thousand branches",
            format!(
                "def f(p, *a):\n    f = open(p)\n{}    f.close()\n",
                numbered(10_000, branch)
            ),
            FILE + PROOFS,
            (1, 1),
            "that fare alike",
        ),
        bound(
            "a match of a thousand cases",
            format!(
                "def f(p, x):\n    f = open(p)\n    match x:\n{}    f.close()\n",
                numbered(1000, case)
            ),
            FILE + PROOFS,
            (1, 0),
            "",
        ),
        bound(
            "two hundred guarded calls",
            format!(
                "def f(p):\n    f = open(p)\n{}    f.close()\n",
                numbered(200, guarded)
            ),
            FILE + PROOFS,
            (1, 1),
            "",
        ),
        bound(
            "flags that keep every path apart",
            format!(
                "def f(p, c):\n    f = open(p)\n{}    f.close()\n",
                numbered(400, flag)
            ),
            FILE + PROOFS,
            (1, 1),
            "",
        ),
        bound(
            "functions that call each other",
            numbered(3000, calls) + "def m(p):\n    h = open(p)\n    f0(h)\n",
            FILE + PROOFS,
            (1, 1),
            "",
        ),
        bound(
            "functions that give what others open",
            numbered(3000, opener) + "def f3000(p):\n    return open(p)\n",
            FILE + PROOFS,
            (25, 0),
            "",
        ),
        bound(
            "classes that inherit from each other",
            numbered(3000, heir),
            FILE + PROOFS,
            (3000, 0),
            "",
        ),
        bound(
            "classes that make each other",
            numbered(90, maker),
            FILE + PROOFS,
            (8190, 8100),
            "that fare alike",
        ),
        bound(
            "twenty thousand files on one line",
            "f = open('a'); ".repeat(20_000),
            FILE + PROOFS,
            (71, 70),
            "were not followed",
        ),
        bound(
            "a condition that names itself again and again",
            format!(
                "f = open(p)\n{}f.close()\n",
                "x = (x and not self.f or (x := (self.f or x)))\n".repeat(60)
            ),
            FILE + PROOFS,
            (1, 0),
            "",
        ),
        bound("a tower of ifs", nested(1000, "if x:"), 1000, (0, 0), ""),
        bound("a tower of tries", nested(300, "try:"), 1000, (0, 0), ""),
        bound("brackets", "(".repeat(200_000), 1000, (0, 0), "not Python"),
        bound(
            "comments",
            format!(
                "def f(p):\n    f = open(p)\n{}    f.close()\n",
                "# no\n".repeat(20_000)
            ),
            1000,
            (1, 0),
            "",
        ),
        bound(
            "half a megabyte that is no program",
            numbered(60_000, |n| format!("){n}(]= \u{1}\n")),
            1000,
            (0, 0),
            "what comes after them was not read",
        ),
    ]
}

#[test]
fn work_is_in_proportion_to_the_text() {
    for it in table() {
        let mut session = Session::new(Options::default());
        let report = session.check("a.py", &it.text);
        let found = (report.acquisitions.len(), report.findings.len());
        assert_eq!(found, (it.acquisitions, it.findings), "{}", it.name);
        let exits = report.acquisitions.iter().flat_map(|row| &row.exits);
        let room: usize = exits.map(|exit| 1 + exit.path.len()).sum();
        assert!(room <= ROOM + it.text.len(), "{}: {room} in rows", it.name);
        let work = session.work();
        assert!(work <= it.most, "{}: {work}, at most {}", it.name, it.most);
        let said = said(&report);
        let is_said = said.iter().any(|said| said.contains(it.says));
        assert!(is_said || it.says.is_empty(), "{}: {said:?}", it.name);
    }
}

/// What is told beside findings.
fn said(report: &FileReport) -> Vec<&str> {
    let errors = report
        .syntax_errors
        .iter()
        .map(|error| error.message.as_str());
    report
        .notices
        .iter()
        .map(String::as_str)
        .chain(errors)
        .collect()
}

#[test]
fn a_scope_with_too_many_paths_takes_nothing_from_the_others() {
    let flag = |n| format!("    if c{}:\n        c{} = g()\n", n % 40, n * 7 % 40);
    let wild = |n| {
        format!(
            "def w{n}(p, c):\n    f = open(p)\n{}\n",
            numbered(400, flag)
        )
    };
    let tame = "def tame(p):\n    f = open(p)\n    return f.read()\n";
    let report = Session::new(Options::default()).check("a.py", &(numbered(12, wild) + tame));
    let found = report
        .findings
        .iter()
        .any(|it| it.function == "tame" && !it.fixes.is_empty());
    assert!(found, "{:?}", report.notices);
}

#[test]
fn twice_the_text_is_twice_the_work() {
    let program = include_str!("../benches/program.py");
    let copies = |count| {
        numbered(count, |n| {
            program.replace("def ", &format!("def v{n}_")) + "\n"
        })
    };
    let work = |count| {
        let mut session = Session::new(Options {
            details: false,
            ..Options::default()
        });
        session.check("a.py", &copies(count));
        session.work()
    };
    let (few, many) = (work(4), work(40));
    assert_eq!(many, 10 * few);
}

#[test]
fn comments_in_long_runs_still_count() {
    let ignored = "def f(p):\n    f = open(p)  # leaklab: ignore\n    return f.read()\n";
    let run = "    # no\n".repeat(150)
        + "    # leaklab: ignore[nothing-here] unused\n"
        + &"    # no\n".repeat(150);
    let check = |text: &str| Session::new(Options::default()).check("a.py", text);
    assert_eq!(
        check(ignored).findings.len(),
        check(&(ignored.to_owned() + &run)).findings.len()
    );
    let quoted = format!("T = \"\"\"\n{run}\"\"\"\n");
    assert_eq!(check(&quoted).notices, check("T = 1\n").notices);
    let unused = check(&format!("def f():\n{run}    return 1\n"));
    assert!(
        unused.findings.len() + unused.notices.len() > 0,
        "{unused:?}"
    );
}
