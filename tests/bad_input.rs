//! Text that is not what it should be: nothing may panic, hang or point at the wrong place.

use leaklab::check::report::{Confidence, FileReport};
use leaklab::check::{self, Options};
use leaklab::fix::apply_edits;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::time::{Duration, Instant};

fn checked(text: &str) -> FileReport {
    check::check("bad.py", text, &Options::default())
}

/// Line, column and last column of the only finding.
fn place(text: &str) -> (u32, u32, u32) {
    match checked(text).findings.as_slice() {
        [only] => (only.line, only.column, only.end_column),
        other => panic!("{} findings in {text:?}", other.len()),
    }
}

#[test]
fn columns_count_characters_from_one() {
    let plain = "def read(p):\n    f = open(p)\n    return f.read()\n";
    assert_eq!(place(plain), (2, 9, 16));
    // A byte-order mark is no character of the first line.
    assert_eq!(place(&format!("\u{feff}{plain}")), (2, 9, 16));
    assert_eq!(place("\u{feff}f = open('p')\nprint(f)\n"), (1, 5, 14));
    // A tab is one character.
    assert_eq!(
        place("def read(p):\n\tf = open(p)\n\treturn f.read()\n"),
        (2, 6, 13)
    );
    // So is an emoji, and so is every code point of one that is made of several.
    assert_eq!(place("a = '🗝'; f = open(a)\nprint(f)\n"), (1, 14, 21));
    assert_eq!(place("a = '👩‍🚒'; f = open(a)\nprint(f)\n"), (1, 16, 23));
    assert_eq!(
        place("å = 'e\u{301}'; f = open(å)\nprint(f)\n"),
        (1, 15, 22)
    );
}

#[test]
fn every_kind_of_line_break_ends_a_line() {
    for line_break in ["\n", "\r\n", "\r"] {
        let lines = ["def read(p):", "    f = open(p)", "    return f.read()", ""];
        assert_eq!(place(&lines.join(line_break)), (2, 9, 16), "{line_break:?}");
    }
    // Mixed in one file.
    assert_eq!(
        place("# one\r\n# two\r# three\ndef read(p):\r\n    f = open(p)\r    return f.read()\n"),
        (5, 9, 16)
    );
    // A form feed and a vertical tab end none.
    assert_eq!(
        place("# a\x0cb\x0bc\nf = open('p')\nprint(f)\n"),
        (2, 5, 14)
    );
}

#[test]
fn nothing_is_something() {
    for text in [
        "", "\n", "\r", "\u{feff}", " ", "\t", "\0", "\\", "#", "\"", "'''", "(", ")", ":", "@",
    ] {
        let report = checked(text);
        assert!(report.findings.is_empty(), "{text:?}");
    }
}

#[test]
fn a_null_is_passed_over() {
    let report = checked("a = 'x\0y'\n\n\ndef read(p):\n    f = open(p)\n    return f.read()\n");
    let lines: Vec<u32> = report.findings.iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [5]);
}

#[test]
fn nesting_without_end() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("f(", ")"),
        ("not ", ""),
        ("-", ""),
        ("lambda: ", ""),
        ("x.", ""),
        ("x if y else ", ""),
    ] {
        let text = format!("a = {}1{}\n", open.repeat(3000), close.repeat(3000));
        checked(&text);
    }
    for line in [
        "if x:",
        "for x in y:",
        "with x:",
        "while x:",
        "try:",
        "def f():",
        "class C:",
    ] {
        let mut text = String::new();
        for depth in 0..90 {
            text.push_str(&" ".repeat(depth));
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&" ".repeat(90));
        text.push_str("f = open(p)\n");
        checked(&text);
    }
    checked(&format!("a = {}\n", vec!["1"; 5000].join(" + ")));
    checked(&format!("a = {}\n", vec!["b"; 5000].join(" and ")));
    checked(&format!("a{}\n", ".b".repeat(5000)));
    checked(&format!("a{}\n", "()".repeat(5000)));
    checked(&format!("if a: pass\n{}", "elif a: pass\n".repeat(2000)));
}

/// A loop must not build values without end.
#[test]
fn values_that_grow_in_a_loop() {
    for step in [
        "x = x.next",
        "x = (x, x)",
        "x = [x]",
        "x = (x.next, 1)",
        "x = x()",
        "x = x[0]",
        "x, y = y, x",
        "x = x or y",
        "x = m.x = x.a.b",
    ] {
        let text = format!(
            "import m\n\n\ndef grow(p, y):\n    x = m\n    f = open(p)\n    for turn in range(9):\n        {step}\n    f.close()\n    return x\n"
        );
        let began = Instant::now();
        checked(&text);
        assert!(began.elapsed() < Duration::from_secs(5), "{step}");
    }
}

#[test]
fn a_big_file_ends() {
    let function = "def read_{n}(path, mode):\n    f = open(path, mode)\n    for line in f:\n        if not line:\n            continue\n        print(line, mode[0])\n    f.close()\n\n\n";
    let mut text = String::new();
    for n in 0..300_000 / function.len() {
        text.push_str(&function.replace("{n}", &n.to_string()));
    }
    let options = Options {
        details: false,
        ..Options::default()
    };
    let report = check::check("big.py", &text, &options);
    assert_eq!(report.findings.len(), 300_000 / function.len());
}

/// Deletes, doubles, swaps and replaces pieces of real programs.
#[test]
fn nothing_panics_on_mutations() {
    let sources = [
        include_str!("cases/exceptions.md"),
        include_str!("cases/with.md"),
        include_str!("cases/branches.md"),
        include_str!("cases/classes_and_nesting.md"),
    ];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_261_122);
    for _ in 0..400 {
        let source = sources[below(&mut rng, sources.len())];
        let snippets: Vec<&str> = source.split("```").skip(1).step_by(2).collect();
        let mut text = String::new();
        for _ in 0..3 {
            let snippet = snippets[below(&mut rng, snippets.len())];
            text.push_str(snippet.split_once('\n').map_or("", |(_, code)| code));
        }
        checked(&mutated(&mut rng, text));
    }
}

fn below(rng: &mut Xoshiro256PlusPlus, limit: usize) -> usize {
    (rng.next_u64() % limit.max(1) as u64) as usize
}

fn mutated(rng: &mut Xoshiro256PlusPlus, text: String) -> String {
    let mut bytes = text.into_bytes();
    for _ in 0..=below(rng, 8) {
        let at = below(rng, bytes.len());
        let end = (at + 1 + below(rng, 12)).min(bytes.len());
        match below(rng, 5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            2 => {
                let other = below(rng, bytes.len());
                bytes.swap(at, other);
            }
            3 => bytes.insert(at, b"\0\r\n\t()[]{}:\"'\\#@,= "[below(rng, 19)]),
            _ => bytes.truncate(end.max(bytes.len() / 2)),
        }
        if bytes.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn what_is_imported_from_next_to_a_file_is_found_by_its_folder() {
    let text = "from . import Image\nfrom .Image import open as show\n\n\ndef size(p):\n    \
                i = Image.open(p)\n    return show(p).size, i.size\n";
    let lines = |path: &str| -> Vec<u32> {
        let report = check::check(path, text, &Options::default());
        report.findings.iter().map(|finding| finding.line).collect()
    };
    assert_eq!(lines("lib-1.0/PIL/qt.py"), [6, 7]);
    assert!(lines("qt.py").is_empty());
    assert!(lines("other/qt.py").is_empty());
}

/// How a broken text is read does not stop at a statement: what is right for one on its own may be wrong
/// for the whole. Both were found by fuzzing.
#[test]
fn no_fix_breaks_a_broken_text_further() {
    let left = "c|ass Shell:\n    def shares(self, names):\n        if self.output is not None:2\n            \
                f = open(self.output\u{fffd}~, \"a\")\n        if self.output:\n            \
                f.write(\", \".join(names))\n        if self.output:\n            f.close()\n\n    \
                def one_by_one(self, names):\n        if self.output is not None:\n            \
                f = open(self.output, \"a\" e#)\n        for name in names:\n            \
                if sel\u{1}f.output:\n   \u{fffd}            f.write(name)\n        \
                if self.output:\n            f.close()\n";
    let over = "def read(pat)h:\n    f = open(path) it__(self, file, path):\n      \u{fffd} file is None:\n            \
                file = open(path)\n        self.file = file\n\n    def close(self):\n        \
                self.file.close()\n";
    let options = Options {
        show: Confidence::ALL.to_vec(),
        ..Options::default()
    };
    for text in [left, over] {
        let report = check::check("bad.py", text, &options);
        assert!(!report.findings.is_empty(), "{text}");
        for fix in report.findings.iter().flat_map(|it| &it.fixes) {
            let fixed = apply_edits(text, &fix.edits);
            let errors = checked(&fixed).syntax_errors.len();
            assert!(
                errors <= report.syntax_errors.len(),
                "{}: {fixed}",
                fix.title
            );
        }
    }
}

/// Python refuses them, the parser does not.
#[test]
fn parameters_of_one_name_are_passed_over() {
    for params in [
        "f, f",
        "f, *f",
        "self, f, **f",
        "f, f=1, g=2",
        "f, /, f, *, f",
    ] {
        for call in [
            "take(f, 1)",
            "take(f, f, f, f)",
            "take(1, f=f)",
            "C().take(f, 1)",
            "C.take(1, f)",
        ] {
            let text = format!(
                "class C:\n    def take({params}):\n        f.close()\n\n\ndef take({params}):\n    \
                 f.close()\n\n\ndef start(p):\n    f = open(p)\n    {call}\n    g = lambda {params}: f\n    \
                 return g(f, f)\n"
            );
            checked(&text);
        }
    }
}
