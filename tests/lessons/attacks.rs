//! Every goal is attacked: programs that are wrong, each in a way of its own, and programs that are
//! right in an unusual way (`tests/lessons/<lesson>/<step>.md`). The judge has to tell them apart,
//! and what CPython does with each says whether its label is honest.

use super::{lessons, none};
use crate::cases::root;
use leaklab::lessons::simulate::{Settings, judge_run};
use leaklab::lessons::{Standing, StepKind, judge};
use std::fs;
use std::path::Path;
use std::process::Command;

/// How many wrong and right programs every goal has at least.
const LEAST: (usize, usize) = (10, 6);

/// What a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Wrong,
    Right,
}

struct Attack {
    label: Label,
    title: String,
    text: String,
}

/// What becomes of a program or of settings, and why.
type Judge<'a> = Box<dyn Fn(&str) -> (Standing, String) + 'a>;

/// The attacks on a step: `### wrong: a title`, then a fence with a program or with settings.
fn attacks(file: &Path) -> Vec<Attack> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let mut found: Vec<Attack> = Vec::new();
    let mut is_in_fence = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_in_fence = !is_in_fence;
        } else if is_in_fence {
            if let Some(last) = found.last_mut() {
                last.text += line;
                last.text += "\n";
            }
        } else if let Some(heading) = line.strip_prefix("### ") {
            let (label, title) = match heading.split_once(": ") {
                Some(("wrong", title)) => (Label::Wrong, title),
                Some(("right", title)) => (Label::Right, title),
                _ => panic!("{}: `{line}` is neither wrong nor right", file.display()),
            };
            found.push(Attack {
                label,
                title: title.to_owned(),
                text: String::new(),
            });
        }
    }
    found
}

#[test]
fn every_goal_stands_against_wrong_and_unusual_right_answers() {
    let mut wrong = Vec::new();
    for (name, _, lesson) in lessons() {
        let stem = stem(&name);
        for step in &lesson.steps {
            let folder = root().join("tests/lessons").join(stem);
            let file = folder.join(format!("{}.md", step.id));
            let judged: Judge<'_> = match &step.kind {
                StepKind::Exercise(exercise) => Box::new(|text| {
                    let verdict = judge(exercise, text);
                    let why = format!("{:?} {:?}", verdict.checks, verdict.counterexample);
                    (verdict.standing, why)
                }),
                StepKind::Simulate(goal) => Box::new(|text| {
                    let settings: Settings = toml::from_str(text).expect("settings");
                    let run = judge_run(goal, &settings);
                    (run.standing, run.says)
                }),
                _ => continue,
            };
            let all = attacks(&file);
            let count = |label| all.iter().filter(|each| each.label == label).count();
            let (wrongs, rights) = (count(Label::Wrong), count(Label::Right));
            if wrongs < LEAST.0 || rights < LEAST.1 {
                wrong.push(format!(
                    "{}: {wrongs} wrong and {rights} right: at least {LEAST:?}",
                    file.display()
                ));
            }
            let harness = folder.join("harness.py");
            for attack in &all {
                let (standing, why) = judged(&attack.text);
                let is_solved = standing == Standing::Solved;
                if is_solved != (attack.label == Label::Right) {
                    wrong.push(format!(
                        "{stem}/{}: `{}` is {:?} and is judged {standing:?}: {why}",
                        step.id, attack.title, attack.label
                    ));
                }
                if matches!(step.kind, StepKind::Exercise(_)) {
                    wrong.extend(
                        behaves(&harness, attack).map(|why| format!("{stem}/{}: {why}", step.id)),
                    );
                }
            }
        }
    }
    none(&wrong);
}

/// What a lesson itself calls right is right in CPython, too: its solution, and every other program that it
/// accepts.
#[test]
fn solutions_hold_in_python() {
    let mut wrong = Vec::new();
    for (name, _, lesson) in lessons() {
        let stem = stem(&name);
        let harness = root().join("tests/lessons").join(stem).join("harness.py");
        let exercises = lesson.steps.iter().filter_map(|step| match &step.kind {
            StepKind::Exercise(exercise) => Some((step, exercise)),
            _ => None,
        });
        for (step, exercise) in exercises {
            let solution = std::iter::once(&exercise.solution);
            for (number, text) in solution.chain(&exercise.alternatives).enumerate() {
                let right = Attack {
                    label: Label::Right,
                    title: format!("solution {number}"),
                    text: text.clone(),
                };
                let why = behaves(&harness, &right);
                wrong.extend(why.map(|why| format!("{stem}/{}: {why}", step.id)));
            }
        }
    }
    none(&wrong);
}

/// The name of a lesson, from the path of its file.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap();
    let (_, stem) = file.trim_end_matches(".md").split_once('-').unwrap();
    stem
}

/// What is wrong with the label of a program, by what CPython does.
fn behaves(harness: &Path, attack: &Attack) -> Option<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("text.py"), &attack.text).expect("a writable folder");
    let output = Command::new("python3")
        .arg(harness)
        .arg("text.py")
        .env("PYTHONPATH", root().join("tests/lessons"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(folder.path())
        .output()
        .expect("the lessons' programs are run with python3: install Python 3.8 or newer");
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_right = said == "right";
    (is_right != (attack.label == Label::Right)).then(|| {
        let errors = String::from_utf8_lossy(&output.stderr);
        format!(
            "`{}` is called {:?}, and Python says: {said} {errors}",
            attack.title, attack.label
        )
    })
}
