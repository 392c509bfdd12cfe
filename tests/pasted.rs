//! Text as people paste it: `tests/pasted/*.txt`. `#! leak` says that a finding starts on that line of the
//! text as it was pasted, `#! ok` that none does.

use crate::cases::{files, root};
use leaklab::check::report::{FileReport, Finding};
use leaklab::check::{Options, Session, check, check_as_written};
use leaklab::fix::apply_edits;
use leaklab::literate;
use leaklab::text::{LineIndex, Position, Range};
use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

/// What is read as it is: nothing stands around it, or only a mistake.
const AS_IT_IS: [&str; 10] = [
    "annotations_like_prompts",
    "body_not_indented",
    "doctest_docstring_with_mistake",
    "fragment_method",
    "number_before_a_line",
    "operators_like_quotes",
    "prompts_in_a_string",
    "tabs_and_blanks",
    "truncated",
    "unclosed_bracket",
];

/// The texts, by name.
fn shapes() -> BTreeMap<String, String> {
    let texts = files(&root().join("tests/pasted")).into_iter();
    let texts = texts.filter(|path| path.extension().is_some_and(|it| it == "txt"));
    texts
        .map(|path| {
            let name = path.file_stem().unwrap_or_default();
            let text = fs::read_to_string(&path).expect("a text");
            (name.to_string_lossy().into_owned(), text)
        })
        .collect()
}

fn checked(text: &str) -> FileReport {
    check("pasted.py", text, &Options::default())
}

/// What the report's columns cut out of a text.
fn code<'t>(text: &'t str, it: &Finding) -> &'t str {
    let lines = LineIndex::new(text);
    let at = |line, column| lines.offset(text, Position { line, column });
    Range::new(at(it.line, it.column), at(it.end_line, it.end_column)).of(text)
}

#[test]
fn findings_stand_where_they_are_pasted() {
    let mut wrong = Vec::new();
    for (name, text) in shapes() {
        let report = checked(&text);
        for (at, line) in LineIndex::new(&text).lines(&text).iter().enumerate() {
            let number = at as u32 + 1;
            let found = report.findings.iter().any(|it| it.line == number);
            let is_wanted = line.contains("#! leak");
            if (is_wanted || line.contains("#! ok")) && found != is_wanted {
                wrong.push(format!("{name}:{number}: {}", line.trim()));
            }
        }
        for finding in &report.findings {
            let line = LineIndex::new(&text).lines(&text)[finding.line as usize - 1];
            if !line.contains("#! leak") {
                wrong.push(format!("{name}:{}: {}", finding.line, finding.message));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// `UPDATE_EXPECT=1` writes what is said.
#[test]
fn what_was_read_through_is_said() {
    let said = shapes().into_iter().map(|(name, text)| {
        let report = checked(&text);
        let says = report.read_through.map_or_else(String::new, |it| it.says);
        assert_eq!(says.is_empty(), AS_IT_IS.contains(&name.as_str()), "{name}");
        format!("{name}: {says}\n")
    });
    let said: String = said.collect();
    let file = root().join("tests/pasted/says.list");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, &said).expect("the list");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    for (said, expected) in said.lines().zip(expected.lines()) {
        assert_eq!(said, expected);
    }
    assert_eq!(said, expected);
}

#[test]
fn cleaned_up_a_text_is_the_program_that_was_read() {
    for (name, text) in shapes() {
        let report = checked(&text);
        let Some(through) = &report.read_through else {
            continue;
        };
        assert!(
            report.findings.iter().all(|it| it.fixes.is_empty()),
            "{name}"
        );
        let clean = apply_edits(&text, &through.edits);
        let after = checked(&clean);
        assert!(after.read_through.is_none(), "{name}:\n{clean}");
        assert_eq!(
            after.syntax_errors.len(),
            report.syntax_errors.len(),
            "{name}:\n{clean}"
        );
        assert_eq!(
            after.findings.len(),
            report.findings.len(),
            "{name}:\n{clean}"
        );
        for (before, after) in report.findings.iter().zip(&after.findings) {
            assert_eq!(before.rule, after.rule, "{name}");
            let (pasted, cleaned) = (code(&text, before), code(&clean, after));
            let is_plain =
                cleaned.is_ascii() && pasted.is_ascii() && !pasted.contains(['&', '\\', '<']);
            if is_plain && !name.starts_with("python2") {
                assert_eq!(pasted, cleaned, "{name}");
            }
        }
    }
}

/// What is Python is never touched, and a mistake in it stays one, in its place.
#[test]
fn programs_are_left_alone() {
    let mistakes = [
        "def wrong(:",
        "x = = 1",
        "if x",
        "this is wrong",
        "print \"x\"",
        "f = open(",
        "}",
        "\"\"\"",
        "for",
        "import",
        "return return",
        "class",
        "x = 'a",
        "'''",
        "> x",
        "1 x",
        "else:",
    ];
    // Lessons have fences with other things than programs.
    let folders = files(&root().join("tests/cases"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == "md"));
    let mut turn = 0;
    for file in folders {
        let text = fs::read_to_string(&file).expect("a file");
        for snippet in literate::snippets(&text) {
            let whole = check_as_written("pasted.py", &snippet.code, &Options::default());
            if !whole.syntax_errors.is_empty() {
                continue;
            }
            assert_eq!(
                checked(&snippet.code).read_through,
                None,
                "{}",
                snippet.code
            );
            let lines: Vec<&str> = snippet.code.lines().collect();
            turn += 1;
            let mistake = mistakes[turn % mistakes.len()];
            let (before, after) = lines.split_at((turn * 7) % (lines.len() + 1));
            let broken = [before, &[mistake], after].concat().join("\n");
            let report = checked(&broken);
            assert_eq!(
                report,
                check_as_written("pasted.py", &broken, &Options::default()),
                "{broken}"
            );
        }
    }
}

/// A session that has read pasted texts and others says what a new one says.
#[test]
fn a_session_may_be_pasted_into() {
    let shapes: Vec<String> = shapes().into_values().collect();
    let mut session = Session::new(Options::default());
    let mut fresh = Session::new(Options::default());
    let program = "def f(p):\n    h = open(p)\n    return h.read()\n";
    let mut typed = Vec::new();
    for text in &shapes {
        typed.push(text.clone());
        typed.push(text.replacen('o', "", 1));
        typed.push(text.clone() + program);
        typed.push(program.to_owned());
    }
    for (turn, text) in typed.iter().enumerate() {
        fresh.forget_answers();
        let whole = fresh.check("a.py", text);
        let mut known = session.sketch("a.py", text);
        if turn % 3 == 0 {
            known = session.check("a.py", text);
        } else {
            loop {
                let further = session.detail("a.py", text, None, || false);
                let has_more = further.has_more;
                known.add(further);
                if !has_more {
                    break;
                }
            }
        }
        assert_eq!(known, whole, "{text}");
    }
}

#[test]
fn cells_of_a_notebook_are_named() {
    let text = &shapes()["notebook"];
    let report = checked(text);
    let through = report.read_through.as_ref().expect("a notebook");
    let cells = report.findings.iter().map(|it| {
        let cell = through.cell_at(it.line, it.column).expect("a cell");
        (it.line, cell.cell, cell.line)
    });
    assert_eq!(cells.collect::<Vec<_>>(), [(21, 2, 5), (44, 3, 3)]);
    let trace = &report.findings[0].trace;
    assert!(trace.iter().all(|step| (21..=22).contains(&step.line)));
    // The same without line breaks, as it is sent.
    let json = text.lines().map(str::trim).collect::<String>();
    let report = checked(&json);
    assert_eq!(report.findings.len(), 2);
    let found = &report.findings[1];
    assert_eq!(
        (found.line, code(&json, found)),
        (1, "open(\\\"b.json\\\")")
    );
    let through = report.read_through.expect("a notebook");
    let cell = through.cell_at(found.line, found.column);
    assert_eq!(cell.map(|it| (it.cell, it.line)), Some((3, 3)));
}

#[test]
fn hostile_texts_take_no_time() {
    let lines = [
        ">",
        "> > > x",
        ">>> (",
        "```",
        "12 | x",
        "@@ -1 +1 @@",
        "+x",
        "“",
        "In [1]:",
        "&lt;",
        "<<<<<<< a\n=======",
        "{\"cell_type\":[",
        "`",
        "print x",
        "Traceback (most recent call last):",
        "<b>",
        "\u{a0}",
        "%%",
        "# [",
        "{{{",
        "a.py:1:x",
        "1\n",
        "    ```",
        "E   x\n>   y",
        "abc1234 (a 1) x",
        "::\n    x",
    ];
    for line in lines {
        for end in ["\n", "", " "] {
            let text = (line.to_owned() + end).repeat(40_000 / line.len());
            let began = Instant::now();
            checked(&text);
            let took = began.elapsed();
            assert!(took < Duration::from_secs(20), "{line:?}{end:?}: {took:?}");
        }
    }
}
