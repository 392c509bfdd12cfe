//! What is drawn for a program, read as lines.

use super::*;
use crate::app::model::{Model, Msg as AppMsg, check::Msg};
use crate::check::check;
use crate::protocol::{Reply, Response};

const LEAKY: &str = "import json\n\n\ndef load(path):\n    f = open(path)\n    data = json.load(f)\n    f.close()\n    return data\n";

fn page(text: &str) -> Model {
    let mut model = Model::default();
    model.update(AppMsg::Check(Msg::Text(text.into())));
    let reply = Reply::Checked {
        report: Box::new(check("a.py", text, &model.check.options)),
        took: 1.0,
    };
    model.update(AppMsg::Answer(Box::new(Response {
        id: 1,
        last: true,
        reply,
    })));
    assert!(model.check.is_fresh());
    model
}

/// One line per drawn line: number, classes, chips.
fn drawn(marks: &Marks) -> Vec<String> {
    let chips = |line: &Line| {
        line.chips
            .iter()
            .map(|chip| chip.text.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    marks
        .lines
        .iter()
        .map(|line| format!("{} [{}] {}", line.line, line.look, chips(line)))
        .collect()
}

#[test]
fn the_chosen_finding_shows_what_happens_where() {
    let marks = of(&page(LEAKY).check);
    assert_eq!(
        drawn(&marks),
        [
            "5 [cm-line-open] ● acquires",
            "6 [cm-line-raise] ↯ raises ▲ leaks",
            "7 [] ✓ releases"
        ]
    );
    let [squiggle] = &marks.squiggles[..] else {
        panic!("{:?}", marks.squiggles)
    };
    assert_eq!(
        (squiggle.line, squiggle.column, squiggle.look),
        (5, 9, "on-exception")
    );
    assert!(squiggle.chosen && !squiggle.fixes.is_empty());
    assert_eq!(marks.beside.len(), 1);
}

#[test]
fn a_lit_cell_shows_its_own_way_instead() {
    let mut model = page(LEAKY);
    model.update(AppMsg::Check(Msg::Open(Panel::Matrix)));
    let exits = &model.check.known().expect("an answer").report.acquisitions[0].exits;
    let good = exits
        .iter()
        .position(|exit| exit.outcome == Outcome::Released)
        .expect("a good way out");
    model.update(AppMsg::Check(Msg::Cell(0, good)));
    let lines = drawn(&of(&model.check));
    assert!(
        lines.contains(&"5 [cm-path cm-line-open] ● acquires".to_owned()),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.ends_with("✓ way out: released")),
        "{lines:?}"
    );
}

#[test]
fn an_old_answer_is_drawn_as_old() {
    let mut model = page(LEAKY);
    model.update(AppMsg::Check(Msg::Edited));
    assert!(of(&model.check).stale);
}

#[test]
fn what_is_not_python_is_underlined() {
    let marks = of(&page("x = = 1\n").check);
    assert!(
        marks
            .squiggles
            .iter()
            .any(|squiggle| squiggle.index == -1 && squiggle.look == "syntax")
    );
}
