//! Every lesson, read as the page reads it: the format, the judge, and the truth of what it says.

mod attacks;

use crate::cases::{files, relative, root};
use leaklab::lessons::course::course;
use leaklab::lessons::simulate::{Settings, judge_run};
use leaklab::lessons::{self, Lesson, Step, StepKind, Ways};
use leaklab::sim::resource::Resource;
use std::process::Command;
use std::{env, fs};

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

/// The Python that everybody gets, and where there are more, the oldest and the newest of those that the
/// course is about.
fn pythons() -> Vec<String> {
    let minor = |python: &str| {
        let told = Command::new(python).arg("--version").output().ok()?;
        let told = String::from_utf8(told.stdout).ok()?;
        let minor: u32 = told
            .trim()
            .strip_prefix("Python 3.")?
            .split('.')
            .next()?
            .parse()
            .ok()?;
        (minor >= 8).then_some(minor)
    };
    let usual = "python3".to_owned();
    let named = (8..30).map(|minor| format!("python3.{minor}"));
    let home = || Some(env::var("HOME").ok()? + "/.pyenv");
    let pyenv = env::var("PYENV_ROOT").ok().or_else(home);
    let kept = pyenv.map(|root| kept_in(&format!("{root}/versions")));
    let others = named.chain(kept.into_iter().flatten());
    let mut others: Vec<(u32, String)> = others.filter_map(|it| Some((minor(&it)?, it))).collect();
    let own = minor(&usual);
    others.retain(|(minor, _)| Some(*minor) != own);
    others.sort();
    let ends = [others.first(), others.last()].into_iter().flatten();
    let mut all: Vec<String> = ends.map(|(_, python)| python.clone()).collect();
    all.dedup();
    [vec![usual], all].concat()
}

/// The Pythons that a folder of versions has.
fn kept_in(versions: &str) -> Vec<String> {
    let folders = fs::read_dir(versions).into_iter().flatten().flatten();
    folders
        .map(|folder| folder.path().join("bin/python3").display().to_string())
        .collect()
}

/// The command that teachers have: it runs the programs as well.
#[test]
fn lessons_hold_what_they_say() {
    let checked = Command::new(env!("CARGO_BIN_EXE_leaklab"))
        .args(["lessons", "check", "lessons"])
        .args(pythons().iter().flat_map(|python| ["--python", python]))
        .current_dir(root())
        .output()
        .expect("the command line is built with its tests");
    let said = String::from_utf8_lossy(&checked.stdout);
    let errors = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "\n{said}{errors}");
    let all = format!("{} checked", lessons().len());
    assert!(errors.contains(&all), "{errors}");
}

/// What the course is about, as far as it goes.
const COVERED: [&str; 36] = [
    "what-is-a-leak",
    "finite-resources",
    "type-file-handle",
    "type-database-connection",
    "type-socket",
    "type-thread",
    "cause-exception-handling",
    "cause-improper-management",
    "cause-edge-case",
    "cause-async",
    "effect-performance",
    "effect-instability",
    "effect-availability",
    "effect-data-loss",
    "detect-static-analysis",
    "strategy-raii",
    "strategy-try-with-resources",
    "strategy-dispose",
    "python-file-handles",
    "python-database-connections",
    "prevent-context-manager",
    "prevent-explicit-close",
    "prevent-pooling",
    "type-memory",
    "effect-memory",
    "effect-cost",
    "cause-circular-reference",
    "python-circular-references",
    "python-large-objects",
    "prevent-gc-module",
    "prevent-weakref",
    "prevent-dereference",
    "prevent-monitoring",
    "prevent-profiling",
    "detect-profiling",
    "strategy-garbage-collection",
];

#[test]
fn every_part_of_the_course_has_a_lesson_that_does_something_with_it() {
    let mut wrong = Vec::new();
    for key in COVERED {
        let covers = |lesson: &Lesson| lesson.front.covers.iter().any(|it| it == key);
        let does = |lesson: &Lesson| lesson.steps.iter().any(|step| step.kind.word() != "read");
        if !lessons()
            .iter()
            .any(|(_, _, lesson)| covers(lesson) && does(lesson))
        {
            wrong.push(format!("no lesson covers `{key}`"));
        }
    }
    none(&wrong);
}

/// Whoever has missed a question meets its idea again in another dress, and chapters are tested with the same.
#[test]
fn every_question_has_a_variant() {
    let mut wrong = Vec::new();
    for (name, _, lesson) in lessons() {
        let asks = |step: &&Step| {
            matches!(
                step.kind,
                StepKind::Ask(..) | StepKind::Estimate(_) | StepKind::Sketch(_)
            )
        };
        for step in lesson.steps.iter().filter(asks) {
            if step.again.is_empty() {
                wrong.push(format!(
                    "{name}:{}: `{}` has no `### Again`",
                    step.line, step.id
                ));
            }
        }
    }
    none(&wrong);
}

/// What a way out is has to be known before an exit matrix says anything.
#[test]
fn no_matrix_is_shown_before_it_is_explained() {
    let explains = |lesson: &Lesson| lesson.front.introduces.iter().any(|it| it == "a way out");
    let all = lessons();
    let before = all.iter().take_while(|(_, _, lesson)| !explains(lesson));
    let mut wrong = Vec::new();
    for (name, _, lesson) in before {
        let shows = |step: &&Step| {
            let program = step.program.as_ref();
            program.is_some_and(|it| it.ways != Ways::Never)
        };
        for step in lesson.steps.iter().filter(shows) {
            wrong.push(format!(
                "{name}:{}: `{}` shows an exit matrix: say `plain` in the fence",
                step.line, step.id
            ));
        }
    }
    assert!(all.iter().any(|(_, _, lesson)| explains(lesson)));
    none(&wrong);
}

/// What is shown of a run that ran out is the moment at which it did: nothing was free then.
#[test]
fn what_has_run_out_is_shown_as_it_ran_out() {
    let (mut ran_out, mut wrong) = (0, Vec::new());
    for (name, _, lesson) in lessons() {
        for step in &lesson.steps {
            let StepKind::Simulate(goal) = &step.kind else {
                continue;
            };
            let tempting = goal.tempting.iter().map(|it| it.settings);
            for settings in [Settings::default(), goal.solution]
                .into_iter()
                .chain(tempting)
            {
                let run = judge_run(goal, &settings);
                let Some(t) = run.ran_out else { continue };
                ran_out += 1;
                let resource = settings.apply(goal).resource;
                let reserved = resource.as_ref().map_or(0, Resource::reserved);
                let it = &run.shown;
                let taken = it.leaked + it.in_use + it.garbage + it.lingering + reserved;
                let is_drawn = run.moments.iter().any(|moment| moment.t == t);
                if it.free > 0 || taken != it.limit() || !is_drawn {
                    wrong.push(format!("{name}: `{}` with {settings:?}: {it:?}", step.id));
                }
            }
        }
    }
    none(&wrong);
    assert!(ran_out > 0);
}

/// The errors that a lesson names are to be read in it.
#[test]
fn lessons_show_the_errors_that_they_name() {
    let mut wrong = Vec::new();
    for (name, text, lesson) in lessons() {
        for error in &lesson.front.errors {
            // A program prints it without its class, prose without its number.
            let (_, bare) = error.split_once(": ").unwrap_or(("", error));
            let (_, words) = bare.split_once("] ").unwrap_or(("", bare));
            let body = text.splitn(3, "+++").last().unwrap_or_default();
            if !body.contains(words) {
                wrong.push(format!("{name}: `{words}` is nowhere in it"));
            }
        }
    }
    none(&wrong);
}

/// How many lessons there are at least, steps that are checked, predictions, and lessons with a source.
const LEAST: [usize; 4] = [28, 130, 60, 9];

#[test]
fn the_course_is_as_large_as_it_says() {
    let all = lessons();
    let steps = || all.iter().flat_map(|(_, _, lesson)| &lesson.steps);
    let found = [
        all.len(),
        steps().filter(|step| step.kind.word() != "read").count(),
        steps().filter(|step| step.kind.is_prediction()).count(),
        all.iter()
            .filter(|it| !it.2.front.sources.is_empty())
            .count(),
    ];
    let enough = found
        .iter()
        .zip(LEAST)
        .all(|(found, least)| *found >= least);
    assert!(enough, "{found:?}, at least {LEAST:?}");
}

/// A chapter's lessons stand together, and no two lessons have one name or one title.
#[test]
fn chapters_are_whole_and_names_are_ones_own() {
    let map = course();
    let mut chapters: Vec<&str> = map
        .iter()
        .map(|entry| entry.front.chapter.as_str())
        .collect();
    chapters.dedup();
    for names in [
        chapters,
        map.iter().map(|entry| entry.id.as_str()).collect(),
        map.iter().map(|entry| entry.front.title.as_str()).collect(),
    ] {
        let distinct: std::collections::BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
    }
}
