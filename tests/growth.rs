//! The documentation of the rules about growth, measured: what is called leaky keeps more with every call in
//! CPython, and what is called clean does not.

use crate::cases::root;
use leaklab::literate::{self, Expected, Snippet};
use leaklab::report::Finding;
use leaklab::rules::{self, RULES, Rule};
use leaklab::{check, fix};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// The word on the fence of a program that is measured.
const MEASURED: &str = "measured";

/// Programs that are repaired, and such that are left alone.
const REPAIRS: &str = "tests/cases/growth-repairs.md";

/// How the collector is treated: see `measure.py`.
fn mode(rule: &Rule) -> &'static str {
    match rule.id {
        "kept-by-a-cycle" | "made-per-call" => "off",
        "collector-left-off" => "auto",
        _ => "full",
    }
}

/// What a program does in CPython: `grows` or `steady`.
fn measured(code: &str, mode: &str) -> String {
    let mut python = Command::new("python3")
        .arg(root().join("tests/growth/measure.py"))
        .arg(mode)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 on PATH");
    let mut stdin = python.stdin.take().expect("a pipe");
    stdin.write_all(code.as_bytes()).expect("it reads");
    drop(stdin);
    let done = python.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// The same, and what its calls give.
fn measured_with_answers(code: &str, mode: &str) -> (String, String) {
    let said = measured(code, &format!("{mode}+answers"));
    let (grows, answers) = said.split_once('\n').unwrap_or((&said, ""));
    (grows.to_owned(), answers.to_owned())
}

/// The programs that are measured, each with its name and how the collector is treated.
fn programs() -> Vec<(String, String, &'static str)> {
    let mut all = Vec::new();
    for rule in RULES {
        for snippet in literate::snippets(rules::doc(rule)) {
            if snippet.has(MEASURED) {
                let name = format!("{}, {}", rule.id, snippet.title);
                all.push((name, snippet.shown(), mode(rule)));
            }
        }
    }
    for snippet in of_cases() {
        if let Some(mode) = mode_of(&snippet) {
            all.push((snippet.title.clone(), snippet.shown(), mode));
        }
    }
    all
}

/// The programs of a file of cases.
fn of_file(file: &str) -> Vec<Snippet> {
    let text = std::fs::read_to_string(root().join(file)).expect("the cases");
    literate::snippets(&text)
}

/// The programs of the cases about growth.
fn of_cases() -> Vec<Snippet> {
    let mut all = of_file("tests/cases/growth.md");
    all.extend(of_file(REPAIRS));
    all
}

/// How the collector is treated for a program that is measured.
fn mode_of(snippet: &Snippet) -> Option<&'static str> {
    let modes = ["full", "off", "auto"];
    modes.into_iter().find(|mode| snippet.has(mode))
}

/// Repairs are what they say: the repaired program keeps nothing with its calls, and gives what it gave.
#[test]
fn repaired_programs_do_not_grow() {
    let options = check::Options::default();
    let (mut wrong, mut tried, mut growths) = (Vec::new(), 0, 0);
    for (name, code, mode) in programs() {
        let report = check::check("program.py", &code, &options);
        let kept: Vec<&Finding> = (report.findings.iter())
            .filter(|it| it.kept.is_some())
            .collect();
        growths += kept.len();
        // Where two things grow, one repair leaves the other.
        let [finding] = kept[..] else { continue };
        let (_, answers) = measured_with_answers(&code, mode);
        for fix in &finding.fixes {
            tried += 1;
            let repaired = fix::apply_edits(&code, &fix.edits);
            let (is, gives) = measured_with_answers(&repaired, mode);
            if is != "steady" || gives != answers {
                wrong.push(format!(
                    "`{name}`, {}: {is}, {}\n{repaired}",
                    fix.title,
                    gives == answers
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 12, "{tried} repairs of {growths} growths");
}

#[test]
fn what_a_repair_would_change_is_left_alone() {
    let options = check::Options::default();
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for snippet in of_file(REPAIRS) {
        let report = check::check("program.py", &snippet.shown(), &options);
        let kept = report.findings.iter().filter(|it| it.kept.is_some());
        let titles: Vec<&String> = kept.flat_map(|it| &it.fixes).map(|it| &it.title).collect();
        if snippet.has("untouched") != titles.is_empty() {
            wrong.push(format!("`{}`: {titles:?}", snippet.title));
        }
        seen += usize::from(titles.is_empty());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 14, "{seen} programs");
}

fn is_reported(snippet: &Snippet) -> bool {
    let mut expected = snippet.expectations.iter();
    expected.any(|each| {
        matches!(
            each.expected,
            Expected::Error { .. } | Expected::Missing { .. }
        )
    })
}

#[test]
fn examples_of_growth_grow_and_clean_ones_do_not() {
    let (mut wrong, mut leaky, mut clean) = (Vec::new(), 0, 0);
    for rule in RULES {
        for snippet in literate::snippets(rules::doc(rule)) {
            if !snippet.has(MEASURED) {
                continue;
            }
            let wanted = match is_reported(&snippet) {
                true => "grows",
                false => "steady",
            };
            let is = measured(&snippet.shown(), mode(rule));
            if is != wanted {
                wrong.push(format!(
                    "{}, `{}`: is {is:?}, and not {wanted:?}",
                    rule.id, snippet.title
                ));
            }
            match is_reported(&snippet) {
                true => leaky += 1,
                false => clean += 1,
            }
        }
    }
    assert!(leaky > 8 && clean > 8, "{leaky} leaky, {clean} clean");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn programs_of_cases_grow_as_they_say() {
    let mut wrong = Vec::new();
    for snippet in of_cases() {
        let Some(mode) = mode_of(&snippet) else {
            continue;
        };
        let wanted = if is_reported(&snippet) {
            "grows"
        } else {
            "steady"
        };
        let is = measured(&snippet.shown(), mode);
        if is != wanted {
            wrong.push(format!(
                "`{}`: is {is:?}, and not {wanted:?}",
                snippet.title
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
