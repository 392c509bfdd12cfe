//! Every lesson, read as the page reads it: the format, the judge, and the truth of what it says.

mod attacks;
mod programs;

use crate::cases::{files, relative, root};
use leaklab::check::{self, Options};
use leaklab::lessons::course::course;
use leaklab::lessons::simulate::{Settings, judge_run};
use leaklab::lessons::{self, Exercise, Lesson, Rightness, Standing, StepKind, judge};
use leaklab::literate::{self, Expected};
use std::collections::BTreeSet;
use std::fs;

/// Every lesson: path from the root, text, and what it was read into.
fn lessons() -> Vec<(String, String, Lesson)> {
    let mut all = Vec::new();
    for path in files(&root().join("lessons")) {
        let name = relative(&path);
        if !name.ends_with(".md") || name == "lessons/README.md" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable lesson");
        match lessons::parse(&text) {
            Ok(lesson) => all.push((name, text, lesson)),
            Err(problems) => {
                let lines: Vec<String> = problems
                    .iter()
                    .map(|p| format!("{name}:{}: {}", p.line, p.message))
                    .collect();
                panic!("\n{}", lines.join("\n"));
            }
        }
    }
    assert!(!all.is_empty(), "no lessons");
    all
}

fn exercises() -> Vec<(String, Exercise)> {
    let mut all = Vec::new();
    for (name, _, lesson) in lessons() {
        for step in lesson.steps {
            if let StepKind::Exercise(exercise) = step.kind {
                all.push((
                    format!("{name}:{}: step `{}`", step.line, step.id),
                    *exercise,
                ));
            }
        }
    }
    all
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_course_map_is_what_the_lessons_say() {
    let read = lessons();
    let map = course();
    assert_eq!(map.len(), read.len());
    for (entry, (name, _, lesson)) in map.iter().zip(&read) {
        assert_eq!(format!("lessons/{}", entry.path), *name);
        assert_eq!(entry.front, lesson.front, "{name}");
        let steps: Vec<&String> = lesson.steps.iter().map(|step| &step.id).collect();
        assert_eq!(entry.steps.iter().collect::<Vec<_>>(), steps, "{name}");
    }
}

#[test]
fn programs_are_analysed_as_the_lesson_says() {
    let mut wrong = Vec::new();
    for (name, text, _) in lessons() {
        for snippet in literate::snippets(&text) {
            // Starts, attempts and solutions say nothing themselves: they are judged below.
            let mut report = check::check("snippet.py", &snippet.code, &snippet.options());
            if snippet.is_checked() && !snippet.expectations.is_empty() {
                if !snippet
                    .expectations
                    .iter()
                    .any(|each| is_about_findings(&each.expected))
                {
                    report.findings.clear();
                }
                let found = literate::verify(&snippet, &report);
                wrong.extend(found.iter().map(|mismatch| mismatch.in_file(&name)));
            } else if snippet.has("show") && !report.acquisitions.is_empty() {
                wrong.push(format!(
                    "{name}:{}: a shown program that acquires something says what the exit matrix \
                     shows: `# exits: …` or `# clean`",
                    snippet.line
                ));
            }
        }
    }
    none(&wrong);
}

/// A program that says nothing about findings only shows its exit matrix.
fn is_about_findings(expected: &Expected) -> bool {
    !matches!(expected, Expected::Exits(_) | Expected::Clean)
}

#[test]
fn a_start_is_broken_and_its_solutions_are_not() {
    let mut wrong = Vec::new();
    for (place, exercise) in exercises() {
        if judge(&exercise, &exercise.start.code).standing != Standing::NotYet {
            wrong.push(format!("{place}: the start meets the goal already"));
        }
        for text in std::iter::once(&exercise.solution).chain(&exercise.alternatives) {
            let verdict = judge(&exercise, text);
            if verdict.standing != Standing::Solved {
                wrong.push(format!(
                    "{place}: a solution is refused: {:?} {:?}\n{text}",
                    verdict.checks, verdict.counterexample
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn a_start_fails_only_by_its_leak() {
    let mut wrong = Vec::new();
    for (place, exercise) in exercises() {
        let verdict = judge(&exercise, &exercise.start.code);
        let unmet: Vec<&str> = (verdict.checks.iter().skip(1))
            .filter(|check| check.met != lessons::Met::Yes)
            .map(|check| check.says.as_str())
            .collect();
        if !unmet.is_empty() {
            wrong.push(format!(
                "{place}: the start does not do: {}",
                unmet.join("; ")
            ));
        }
    }
    none(&wrong);
}

#[test]
fn each_wrong_attempt_gets_its_own_message() {
    let mut wrong = Vec::new();
    for (place, exercise) in exercises() {
        for attempt in &exercise.attempts {
            let verdict = judge(&exercise, &attempt.code);
            if verdict.standing != Standing::NotYet {
                wrong.push(format!(
                    "{place}: `{}` is {:?}",
                    attempt.title, verdict.standing
                ));
            } else if verdict.message.as_ref() != Some(&attempt.message) {
                wrong.push(format!(
                    "{place}: `{}` gets the message of another attempt: {:?}",
                    attempt.title, verdict.message
                ));
            }
        }
        let titles: BTreeSet<&str> = exercise.attempts.iter().map(|a| a.title.as_str()).collect();
        if titles.len() < 3 {
            wrong.push(format!(
                "{place}: {} kinds of wrong attempt: at least 3",
                titles.len()
            ));
        }
    }
    none(&wrong);
}

#[test]
fn carriage_returns_change_no_verdict() {
    for (place, exercise) in exercises() {
        let text = exercise.solution.replace('\n', "\r\n");
        assert_eq!(
            judge(&exercise, &text).standing,
            Standing::Solved,
            "{place}"
        );
        let text = format!("\u{feff}{}", exercise.start.code);
        assert_eq!(
            judge(&exercise, &text).standing,
            Standing::NotYet,
            "{place}"
        );
    }
}

#[test]
fn simulations_tell_their_story() {
    let mut wrong = Vec::new();
    for (name, _, lesson) in lessons() {
        for step in &lesson.steps {
            let StepKind::Simulate(goal) = &step.kind else {
                continue;
            };
            let place = format!("{name}:{}: step `{}`", step.line, step.id);
            let start = judge_run(goal, &Settings::default());
            if start.standing != Standing::NotYet {
                wrong.push(format!("{place}: the start meets the goal: {}", start.says));
            }
            let solved = judge_run(goal, &goal.solution);
            if solved.standing != Standing::Solved {
                wrong.push(format!("{place}: the solution does not: {}", solved.says));
            }
            for tempting in &goal.tempting {
                let run = judge_run(goal, &tempting.settings);
                if run.standing != Standing::NotYet || run.message != Some(tempting.message.clone())
                {
                    let settings = tempting.settings;
                    wrong.push(format!(
                        "{place}: {settings:?} gives {} {:?}",
                        run.says, run.message
                    ));
                }
            }
        }
    }
    none(&wrong);
}

#[test]
fn questions_are_asked_well() {
    let mut wrong = Vec::new();
    for (name, _, lesson) in lessons() {
        for step in &lesson.steps {
            let (StepKind::Predict(question) | StepKind::Quiz(question)) = &step.kind else {
                continue;
            };
            let place = format!("{name}:{}: step `{}`", step.line, step.id);
            let stem = question.stem.to_lowercase();
            for negation in [" not true", " false?", " incorrect", " except?"] {
                if stem.contains(negation) {
                    wrong.push(format!("{place}: the question asks for what is not so"));
                }
            }
            for choice in &question.choices {
                let text = choice.text.to_lowercase();
                if text.contains("of the above") {
                    wrong.push(format!("{place}: an option points at other options"));
                }
                if choice.why.len() < 40 {
                    wrong.push(format!("{place}: a `why` of a few words explains nothing"));
                }
            }
            // Nobody should be able to pick the longest option and be right.
            let longest = question
                .choices
                .iter()
                .max_by_key(|choice| choice.text.len());
            let right = |choice: &&lessons::Choice| choice.right == Rightness::Right;
            let lengths: Vec<usize> = question.choices.iter().map(|c| c.text.len()).collect();
            let shortest = lengths.iter().min().copied().unwrap_or(0);
            if longest.as_ref().is_some_and(right) && shortest * 3 < longest.unwrap().text.len() {
                wrong.push(format!(
                    "{place}: the right option can be told by its length"
                ));
            }
        }
    }
    none(&wrong);
}

/// Nobody reads in one step what a later one asks for.
#[test]
fn a_program_that_is_asked_about_later_keeps_its_ways_out_covered() {
    let mut wrong = Vec::new();
    for (name, _, lesson) in lessons() {
        for (at, step) in lesson.steps.iter().enumerate() {
            let (StepKind::Read, Some(program)) = (&step.kind, &step.program) else {
                continue;
            };
            let asks = |later: &lessons::Step| {
                let is_question = matches!(later.kind, StepKind::Predict(_) | StepKind::Quiz(_));
                let same = |its: &lessons::Program| its.code.starts_with(program.code.trim_end());
                is_question && later.program.as_ref().is_some_and(same)
            };
            if program.ways == lessons::Ways::Shown && lesson.steps[at..].iter().any(asks) {
                wrong.push(format!(
                    "{name}:{}: step `{}` shows what a later step asks: say `covered` in the fence",
                    step.line, step.id
                ));
            }
        }
    }
    none(&wrong);
}

#[test]
fn a_rule_that_a_lesson_teaches_is_met_in_its_programs() {
    let mut wrong = Vec::new();
    for (name, text, lesson) in lessons() {
        let programs = text.split("```python").skip(1).filter_map(|part| {
            let (_, code) = part.split_once('\n')?;
            Some(code.split_once("```")?.0)
        });
        let met: BTreeSet<String> = programs
            .flat_map(|code| check::check("a.py", code, &Options::default()).findings)
            .map(|finding| finding.rule)
            .collect();
        for rule in lesson
            .front
            .rules
            .iter()
            .filter(|rule| !met.contains(*rule))
        {
            wrong.push(format!("{name}: `{rule}` is found in none of its programs"));
        }
    }
    none(&wrong);
}

#[test]
fn lessons_keep_the_rules_of_the_course() {
    let mut wrong = Vec::new();
    for (name, text, lesson) in lessons() {
        let of = |word: &str| {
            lesson
                .steps
                .iter()
                .position(|step| step.kind.word() == word)
        };
        let steps = lesson.steps.len();
        if !(4..=10).contains(&steps) {
            wrong.push(format!("{name}: {steps} steps: between 4 and 10"));
        }
        match (of("predict"), of("fix")) {
            (None, _) => wrong.push(format!("{name}: nothing is predicted")),
            (Some(predict), Some(fix)) if fix < predict => {
                wrong.push(format!(
                    "{name}: a repair comes before the first prediction"
                ));
            }
            _ => {}
        }
        if lesson.front.minutes == 0 || lesson.front.minutes > 20 {
            wrong.push(format!(
                "{name}: {} minutes: between 1 and 20",
                lesson.front.minutes
            ));
        }
        for word in ["foo", "bar", "baz", "simply", "obviously"] {
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            if words.any(|each| each.eq_ignore_ascii_case(word)) {
                wrong.push(format!("{name}: the word `{word}` helps nobody"));
            }
        }
        for step in &lesson.steps {
            if let StepKind::Exercise(exercise) = &step.kind {
                for hint in &exercise.hints {
                    let words = hint.split_whitespace().count();
                    if words > 160 {
                        wrong.push(format!("{name}: a hint of {words} words: at most 160"));
                    }
                }
            }
        }
    }
    none(&wrong);
}
