//! The reader, on small lessons; `tests/lessons.rs` reads the real ones.

use super::*;
use crate::lessons::Rightness;

const HEAD: &str =
    "+++\ntitle = \"T\"\nchapter = \"C\"\nsummary = \"S\"\nminutes = 5\n+++\n\nOpening.\n\n";

/// What is wrong with a lesson of this body, as `line: message`. The body starts on line 10.
fn problems(body: &str) -> Vec<String> {
    match parse(&format!("{HEAD}{body}")) {
        Ok(_) => Vec::new(),
        Err(all) => all
            .iter()
            .map(|p| format!("{}: {}", p.line, p.message))
            .collect(),
    }
}

fn lesson(body: &str) -> Lesson {
    match parse(&format!("{HEAD}{body}")) {
        Ok(lesson) => lesson,
        Err(problems) => panic!("{problems:?}"),
    }
}

#[test]
fn a_step_reads_unless_it_says_otherwise() {
    let lesson = lesson("## One `thing`\n\nText.\n\n## Two {#second .read}\n\nMore.\n");
    assert_eq!(lesson.opening, "<p>Opening.</p>");
    let ids: Vec<&str> = lesson.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["one-thing", "second"]);
    assert_eq!(lesson.steps[0].title, "One <code>thing</code>");
    assert_eq!(lesson.steps[0].line, 10);
    assert_eq!(lesson.steps[1].body, "<p>More.</p>");
}

const QUESTION: &str = "## Which? {.predict}\n\nBefore.\n\n```python show name=a.py\nf = open(p)  \
                        # clean\n```\n\nWhich *way*?\n\n- [ ] This.\n  > No.\n- [x] That.\n\n  > \
                        Yes, `that`.\n\n### Afterwards\n\nSo it is.\n";

#[test]
fn what_stands_behind_the_program_is_read_after_it() {
    let text = "## One\n\nBefore.\n\n```python show\npass\n```\n\nBehind.\n\n```output\n1\n```\n";
    let lesson = lesson(text);
    let step = &lesson.steps[0];
    assert_eq!(step.body, "<p>Before.</p>");
    assert!(step.below.starts_with("<p>Behind.</p>"), "{}", step.below);
    assert!(step.below.contains("<samp>1</samp>"), "{}", step.below);
}

#[test]
fn a_question_is_its_paragraph_and_its_options() {
    let lesson = lesson(QUESTION);
    let step = &lesson.steps[0];
    assert_eq!(
        (step.body.as_str(), step.below.as_str()),
        ("<p>Before.</p>", "")
    );
    let program = step.program.as_ref().unwrap();
    assert_eq!(
        (program.code.as_str(), program.name.as_str()),
        ("f = open(p)\n", "a.py")
    );
    let StepKind::Ask(Asking::Predict, question) = &step.kind else {
        panic!("a prediction")
    };
    assert_eq!(question.stem, "<p>Which <em>way</em>?</p>");
    assert_eq!(question.reveal, "<p>So it is.</p>");
    assert_eq!(question.choices.len(), 2);
    assert_eq!(question.choices[1].right, Rightness::Right);
    assert!(question.choices[0].text.contains("This."));
    assert!(question.choices[1].why.contains("Yes, <code>that</code>."));
}

#[test]
fn a_question_needs_one_answer_and_reasons() {
    let two = QUESTION.replace("[ ] This", "[x] This");
    assert_eq!(
        problems(&two),
        ["10: 2 options, 2 of them right: one must be"]
    );
    let no_why = QUESTION.replace("\n  > No.", "");
    assert_eq!(
        problems(&no_why),
        ["20: an option needs its `> why` below it, right or wrong"]
    );
    let no_stem = QUESTION
        .replace("Before.\n\n", "")
        .replace("Which *way*?\n\n", "");
    assert!(problems(&no_stem)[0].contains("is the question"));
}

#[test]
fn an_exercise_names_everything_that_is_missing() {
    let found = problems("## Fix {.fix}\n\nDo.\n");
    for wanted in ["start", "goal", "Solution", "wrong attempts", "Hints"] {
        assert!(
            found.iter().any(|problem| problem.contains(wanted)),
            "{wanted}: {found:?}"
        );
    }
}

#[test]
fn mistakes_are_named_by_their_line() {
    assert_eq!(
        problems("## A {.read}\n\n### Hints\n"),
        ["12: a read step has no section `Hints`"]
    );
    assert!(problems("## A {.solve}\n")[0].starts_with("10: `solve` is no kind of step"));
    assert!(problems("## A\n\n## A\n")[0].starts_with("12: two steps are called `a`"));
    assert!(problems("")[0].contains("at least one step"));
    let front = parse("+++\ntitle = \"T\"\nchaptr = \"C\"\n+++\n## A\n").unwrap_err();
    assert_eq!(front[0].line, 3, "{front:?}");
    assert_eq!(parse("no front matter").unwrap_err()[0].line, 1);
}

#[test]
fn html_in_a_lesson_is_text() {
    let lesson = lesson("## <script>alert(1)</script>\n\n<img src=x onerror=y>\n");
    assert!(!lesson.steps[0].title.contains("<script"));
    assert!(!lesson.steps[0].body.contains("<img"));
}

#[test]
fn what_only_the_tests_need_is_not_shown() {
    let hidden = "```python setup\nHIDDEN = 1\n```\n\n```python run proof\nHIDDEN\n```\n\n\
                  ```output proof\nHIDDEN\n```\n\n";
    let lesson = lesson(&format!("{hidden}## One\n\nText.\n\n{hidden}"));
    assert_eq!(lesson.opening, "<p>Opening.</p>");
    assert_eq!(lesson.steps[0].body, "<p>Text.</p>");
}

const LINE: &str = "## Draw {.predict}\n\nDraw it.\n\n```toml line\nacross = \"runs\"\nup = \"open\"\nmost = 10\n\
                    why = \"So.\"\notherwise = \"No.\"\n```\n\n### Afterwards\n\n```output\n0 0\n1 5\n2 9\n```\n";

#[test]
fn a_line_is_one_that_can_be_drawn() {
    assert_eq!(problems(LINE), [""; 0]);
    for (from, to, wanted) in [
        ("most = 10", "most = 1e-300", "`most` is from 1"),
        ("most = 10", "most = nan", "`most` is from 1"),
        ("most = 10", "most = 8", "above every point"),
        ("2 9", "1e308 9", "behind the first"),
        ("2 9", "0.5 9", "grow from line to line"),
        ("0 0", "-inf 0", "behind the first"),
        ("why =", "within = 0\nwhy =", "a share of the height"),
        (
            "why =",
            "why = 3\nwhy2 =",
            "here stands integer `3`, and a string is expected",
        ),
        ("most = 10", "most = \"ten\"", "and a number is expected"),
    ] {
        let found = problems(&LINE.replace(from, to));
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert!(found[0].contains(wanted), "{to}: {found:?}");
    }
    let variant = format!("{QUESTION}\n### Again\n\nHow many?\n\n```toml number\nright = 3\n```\n");
    assert_eq!(
        problems(&variant),
        ["30: a variant asks with options only, no number and no line"]
    );
}
