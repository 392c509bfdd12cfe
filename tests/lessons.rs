//! Every lesson, read as the page reads it: the format, the judge, and the truth of what it says.

mod attacks;

use crate::cases::{files, relative, root};
use leaklab::lessons::course::course;
use leaklab::lessons::{self, Lesson};
use std::fs;
use std::process::Command;

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

/// The command that teachers have: it runs the programs as well.
#[test]
fn lessons_hold_what_they_say() {
    let checked = Command::new(env!("CARGO_BIN_EXE_leaklab"))
        .args(["lessons", "check", "lessons"])
        .current_dir(root())
        .output()
        .expect("the command line is built with its tests");
    let said = String::from_utf8_lossy(&checked.stdout);
    let errors = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "\n{said}{errors}");
    let all = format!("{} checked", lessons().len());
    assert!(errors.contains(&all), "{errors}");
}
