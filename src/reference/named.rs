//! Whether what the head of a lesson names is there: a word that is written otherwise leads nowhere, and
//! nobody would hear of it.

use super::build::error_titles;
use crate::lessons::{Problem, parse};
use crate::resources::Catalogue;
use crate::rules::RULES;

/// The rules, resources and errors that a lesson's file names and that are not there; none for a file that is
/// no lesson.
pub fn unknown(text: &str) -> Vec<Problem> {
    let Ok(lesson) = parse(text) else {
        return Vec::new();
    };
    let catalogue = Catalogue::builtin().unwrap_or_default();
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    let handles = catalogue.handles().iter();
    let kinds: Vec<&str> = handles.map(|handle| handle.kind.as_str()).collect();
    let errors = error_titles();
    let errors: Vec<&str> = errors.iter().map(String::as_str).collect();
    let front = &lesson.front;
    let each = [
        ("rule", &front.rules, rules),
        ("resource", &front.resources, kinds),
        ("error", &front.errors, errors),
    ];
    let mut problems = Vec::new();
    for (what, named, known) in each {
        for name in named.iter().filter(|name| !known.contains(&name.as_str())) {
            let quoted = format!("\"{name}\"");
            let at = text.lines().position(|line| line.contains(&quoted));
            problems.push(Problem {
                line: at.map_or(1, |at| at as u32 + 1),
                message: format!("there is no {what} `{name}` in the reference"),
            });
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_leads_nowhere_is_told_with_its_line() {
        let course = include_str!("../../lessons/02-files/01-a-file-left-open.md");
        assert_eq!(unknown(course), []);
        let wrong = course.replace("resources = [\"file\"]", "resources = [\"fiel\"]");
        let told = unknown(&wrong);
        let line = wrong
            .lines()
            .position(|line| line.contains("fiel\""))
            .unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].line as usize, line + 1);
        assert_eq!(
            told[0].message,
            "there is no resource `fiel` in the reference"
        );
    }
}
