//! Every goal is attacked: programs that are wrong, each in a way of its own, and programs that are
//! right in an unusual way (`tests/lessons/<lesson>/<step>.md`). The judge has to tell them apart,
//! and what CPython does with each says whether its label is honest. Where lines are put in order, the
//! attacks are made: every arrangement that is one change away from a right one.

use super::{lessons, none};
use crate::cases::root;
use leaklab::lessons::simulate::{Settings, judge_run};
use leaklab::lessons::{Arrangement, Exercise, Standing, StepKind, judge, standing};
use std::collections::BTreeSet;
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
            for attack in &all {
                let (standing, why) = judged(&attack.text);
                let is_solved = standing == Standing::Solved;
                if is_solved != (attack.label == Label::Right) {
                    wrong.push(format!(
                        "{stem}/{}: `{}` is {:?} and is judged {standing:?}: {why}",
                        step.id, attack.title, attack.label
                    ));
                }
            }
            if matches!(step.kind, StepKind::Exercise(_)) {
                wrong.extend(dishonest(stem, &step.id, &all));
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
        for step in &lesson.steps {
            let Some(exercise) = step.kind.exercise() else {
                continue;
            };
            let solution = std::iter::once(&exercise.solution);
            let right = solution.chain(&exercise.alternatives).enumerate();
            let right: Vec<Attack> = right
                .map(|(number, text)| Attack {
                    label: Label::Right,
                    title: format!("solution {number}"),
                    text: text.clone(),
                })
                .collect();
            wrong.extend(dishonest(stem(&name), &step.id, &right));
        }
    }
    none(&wrong);
}

/// What the judge says of lines in some order is what CPython does with them.
#[test]
fn lines_in_any_order_are_judged_as_python_does() {
    none(&judged_otherwise(|exercise| vec![&exercise.solution]));
}

#[test]
#[ignore = "takes minutes: make validate"]
fn lines_around_every_right_order_are_judged_as_python_does() {
    none(&judged_otherwise(|exercise| {
        exercise.alternatives.iter().collect()
    }));
}

/// Where judge and CPython disagree, of all arrangements that are one change away from these.
fn judged_otherwise(right: impl Fn(&Exercise) -> Vec<&String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, _, lesson) in lessons() {
        for step in &lesson.steps {
            let StepKind::Arrange(arrangement) = &step.kind else {
                continue;
            };
            let exercise = &arrangement.exercise;
            let orders = right(exercise).into_iter();
            let orders: BTreeSet<Vec<usize>> = orders
                .flat_map(|program| one_change_away(arrangement, program))
                .collect();
            let mut attacks = Vec::new();
            for order in orders {
                let text = arrangement.program(&order);
                let label = match standing(exercise, &text) {
                    Standing::Solved => Label::Right,
                    Standing::NotYet => Label::Wrong,
                    Standing::NotPython => continue,
                };
                let title = text.clone();
                attacks.push(Attack { label, title, text });
            }
            assert!(attacks.len() > 10, "{name}: {} arrangements", attacks.len());
            wrong.extend(dishonest(stem(&name), &step.id, &attacks));
        }
    }
    wrong
}

/// A right order with a line less, with neighbours exchanged, and with a line more or in place of another.
fn one_change_away(arrangement: &Arrangement, program: &str) -> Vec<Vec<usize>> {
    let order = arrangement.order(program);
    let mut all = Vec::new();
    for at in 0..order.len() {
        let mut less = order.clone();
        less.remove(at);
        all.push(less);
        let mut exchanged = order.clone();
        exchanged.swap(at, order.len().min(at + 2) - 1);
        all.push(exchanged);
    }
    let others = 0..arrangement.lines.len();
    for other in others.filter(|other| !order.contains(other)) {
        for at in 0..=order.len() {
            let mut more = order.clone();
            more.insert(at, other);
            if at < order.len() {
                let mut instead = more.clone();
                instead.remove(at + 1);
                all.push(instead);
            }
            all.push(more);
        }
    }
    all
}

/// The name of a lesson, from the path of its file.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap();
    let (_, stem) = file.trim_end_matches(".md").split_once('-').unwrap();
    stem
}

/// What is wrong with the labels of programs, by what CPython does.
fn dishonest(lesson: &str, step: &str, attacks: &[Attack]) -> Vec<String> {
    let harness = root().join("tests/lessons").join(lesson).join("harness.py");
    if !harness.exists() {
        return vec![format!(
            "{lesson}/{step}: there is no {}",
            harness.display()
        )];
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (number, attack) in attacks.iter().enumerate() {
        let file = folder.path().join(format!("{number:04}.py"));
        fs::write(file, &attack.text).expect("a writable folder");
    }
    let output = Command::new("python3")
        .arg(root().join("tests/lessons/trial.py"))
        .args([&harness, folder.path()])
        .env("PYTHONPATH", root().join("tests/lessons"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("the lessons' programs are run with python3: install Python 3.8 or newer");
    let errors = String::from_utf8_lossy(&output.stderr);
    let said: Vec<String> = serde_json::from_slice(&output.stdout).unwrap_or_default();
    assert_eq!(said.len(), attacks.len(), "{}: {errors}", harness.display());
    let tried = attacks.iter().zip(said);
    let lying = tried.filter(|(attack, said)| (said == "right") != (attack.label == Label::Right));
    let told = lying.map(|(attack, said)| {
        let (title, label) = (&attack.title, attack.label);
        format!("{lesson}/{step}: `{title}` is called {label:?}, and Python says: {said}")
    });
    told.collect()
}
