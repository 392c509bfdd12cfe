//! The page without a browser: what a reader does, what they must see.

use super::check::drafts::{Errand, Fate, Left, Msg as Drafts};
use super::check::{Analysis, Msg as Check, Panel, Shown};
use super::*;
use crate::check::{Options, check};
use crate::engine::Engine;
use crate::report::{Confidence, Further};

pub(super) const LEAKY: &str = "def f(path):\n    h = open(path)\n    return h.read()\n";

/// A page whose worker answers at once.
pub(super) fn page(text: &str) -> Model {
    let mut model = Model::default();
    let kept = Kept {
        theme: Theme::Dark,
        ..Kept::default()
    };
    let effects = model.update(Msg::Start(Box::new(kept)));
    serve(&mut model, effects);
    say(&mut model, Check::Text(text.into()));
    model
}

/// Tells the page something, and lets the worker answer what follows.
pub(super) fn say(model: &mut Model, msg: Check) -> Vec<Effect> {
    let effects = model.update(Msg::Check(msg));
    serve(model, effects.clone());
    effects
}

/// Does the worker's part until nothing is left to do.
fn serve(model: &mut Model, effects: Vec<Effect>) {
    let mut engine = Engine::default();
    let mut waiting = effects;
    while let Some(effect) = waiting.pop() {
        if let Effect::Work(Work::Send(request)) = effect {
            let mut heard = Vec::new();
            engine.answer(request, &|| 0.0, |response| heard.push(response));
            for response in heard {
                waiting.extend(model.update(Msg::Answer(Box::new(response))));
            }
        }
    }
}

#[test]
fn a_first_visit_shows_an_example_with_a_finding() {
    let mut model = Model::default();
    let effects = model.update(Msg::Start(Box::default()));
    assert!(matches!(model.check.analysis, Analysis::Analysing(None)));
    serve(&mut model, effects);
    assert!(model.check.is_fresh());
    assert_eq!(model.check.chosen, Some(0), "{:?}", model.check.findings());
    assert_eq!(model.notice, None);
}

#[test]
fn typing_keeps_what_was_known_until_the_answer_comes() {
    let mut model = page(LEAKY);
    assert_eq!(model.check.findings().len(), 1);
    model.update(Msg::Check(Check::Edited));
    assert!(!model.check.is_fresh());
    assert_eq!(model.check.findings().len(), 1, "greyed, not gone");
    say(&mut model, Check::Text("x = 1\n".into()));
    assert!(model.check.is_fresh());
    assert!(model.check.findings().is_empty());
    assert_eq!(model.check.chosen, None);
}

#[test]
fn an_answer_about_the_text_before_a_keystroke_is_not_about_the_text() {
    let mut model = page(LEAKY);
    let effects = model.update(Msg::Check(Check::Text(LEAKY.replace("def f", "def g"))));
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Work(Work::Send(request)) => Some(request.id),
        _ => None,
    });
    let id = asked.expect("something asked");
    let answer = |id, reply| {
        let last = true;
        Msg::Answer(Box::new(Response { id, last, reply }))
    };
    let report = Box::new(check("draft.py", LEAKY, &Options::default()));
    let checked = Reply::Checked { report, took: 1.0 };
    let effects = model.update(answer(id, checked));
    assert!(model.check.is_fresh());
    let asked = |effect: &Effect| matches!(effect, Effect::Work(Work::Send(_)));
    assert!(effects.iter().any(asked), "what takes time is asked for");
    model.update(Msg::Check(Check::Edited));
    let further = Further {
        has_more: true,
        ..Further::default()
    };
    let effects = model.update(answer(id + 1, Reply::Detailed(further)));
    assert!(
        !model.check.is_fresh(),
        "the fixes that came are for what was there"
    );
    assert!(effects.is_empty(), "and no more are wanted: {effects:?}");
    say(&mut model, Check::Text("x = 1\n".into()));
    assert!(model.check.is_fresh());
}

#[test]
fn the_surest_findings_come_first() {
    let raises = "def a(p):\n    x = open(p)\n    y = x.read()\n    x.close()\n    return y\n\n\n";
    let mut model = page(&format!("{raises}{LEAKY}"));
    let order = |model: &Model| -> Vec<(Confidence, u32)> {
        let findings = model.check.findings().iter();
        findings
            .map(|finding| (finding.confidence, finding.line))
            .collect()
    };
    let surest = (Confidence::Definite, 9);
    assert_eq!(order(&model), [surest, (Confidence::OnlyOnException, 2)]);
    assert_eq!(model.check.chosen, Some(0));
    say(
        &mut model,
        Check::Text(format!(
            "{raises}{LEAKY}\n\n{}",
            LEAKY.replace("def f", "def g")
        )),
    );
    assert!(order(&model).is_sorted());
}

#[test]
fn the_chosen_finding_is_followed_when_lines_move() {
    let two = format!("{LEAKY}\n\n{}", LEAKY.replace("def f", "def g"));
    let mut model = page(&two);
    say(&mut model, Check::Choose(1));
    say(&mut model, Check::Text(format!("import os\n\n\n{two}")));
    assert_eq!(model.check.chosen, Some(1));
    assert_eq!(
        model
            .check
            .finding()
            .map(|finding| finding.function.as_str()),
        Some("g")
    );
}

#[test]
fn a_cell_lights_up_and_goes_out_again() {
    let mut model = page(LEAKY);
    say(&mut model, Check::Open(Panel::Matrix));
    say(&mut model, Check::Cell(0, 0));
    assert_eq!(model.check.cell, Some((0, 0)));
    say(&mut model, Check::Cell(0, 0));
    assert_eq!(model.check.cell, None);
    say(&mut model, Check::Cell(0, 0));
    say(&mut model, Check::Text("x = 1\n".into()));
    assert_eq!(
        model.check.cell, None,
        "a cell that is not there any more is not lit"
    );
}

#[test]
fn steps_stay_within_the_path() {
    let mut model = page(LEAKY);
    say(&mut model, Check::ChoosePath(0));
    say(&mut model, Check::Step(99));
    let steps = model
        .check
        .finding()
        .map_or(0, |finding| finding.trace.len());
    assert_eq!(model.check.step, steps - 1);
    assert_eq!(model.check.panel, Panel::Path);
}

#[test]
fn hidden_confidences_come_and_go() {
    let mut model = page(LEAKY);
    let confidence = model.check.findings()[0].confidence;
    say(&mut model, Check::Show(confidence, Shown::No));
    assert!(model.check.findings().is_empty());
    say(&mut model, Check::Show(confidence, Shown::Yes));
    assert_eq!(model.check.findings().len(), 1);
    assert!(!model.check.options.show.contains(&Confidence::Style));
}

#[test]
fn watching_a_leak_takes_finding_and_text_to_the_simulator() {
    let mut model = page(LEAKY);
    let effects = say(&mut model, Check::Watch(0));
    assert!(effects.contains(&Effect::Go(Route::Simulate)));
    let simulate::Origin::Finding(watched) = &model.simulate.origin else {
        panic!("something to watch");
    };
    assert_eq!(watched.text.as_ref(), LEAKY);
    assert_eq!(
        watched.finding,
        check("a.py", LEAKY, &Options::default()).findings[0]
    );
    let whole = Rc::new(Watched {
        whole: true,
        ..(**watched).clone()
    });
    model.update(Msg::Simulate(simulate::Msg::Watch(whole)));
    let scenario = &model.simulate.player.scenario;
    assert!(
        scenario.name.ends_with(": everything that leaks"),
        "{}",
        scenario.name
    );
}

#[test]
fn the_draft_is_kept_and_comes_back() {
    let mut model = page("");
    let effects = say(&mut model, Check::Text(LEAKY.into()));
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::Drafts(Errand::Keep(keep)) => Some((keep.id.to_string(), keep.stored.write())),
        _ => None,
    });
    let mut next = Model::default();
    next.update(Msg::Start(Box::new(Kept {
        drafts: Left {
            entries: kept.into_iter().collect(),
            ..Left::default()
        },
        ..Kept::default()
    })));
    assert_eq!(next.check.text.as_ref(), LEAKY);
    let slot = next.check.drafts.active;
    say(&mut next, Check::Drafts(Drafts::Refused(slot)));
    let fate = next.check.drafts.active().map(|draft| draft.fate.clone());
    assert_eq!(fate, Some(Fate::Refused));
}

#[test]
fn an_analysis_can_be_stopped_and_begun_again() {
    let mut model = page(LEAKY);
    model.update(Msg::Check(Check::Text("x = 1\n".into())));
    let effects = model.update(Msg::Check(Check::Stop));
    assert!(effects.contains(&Effect::Work(Work::Restart(Worker::Engine))));
    assert!(matches!(&model.check.analysis, Analysis::Stopped(Some(_))));
    say(&mut model, Check::Watch(0));
    assert!(
        model.toast.is_some(),
        "what is of an earlier text is not played"
    );
    say(&mut model, Check::Again);
    assert!(model.check.is_fresh());
    assert!(model.check.findings().is_empty());
}

#[test]
fn a_worker_that_dies_on_a_text_is_told_and_replaced() {
    let mut model = page(LEAKY);
    model.update(Msg::Check(Check::Text("boom = 1\n".into())));
    let effects = model.update(Msg::Died(Worker::Engine, "panicked at src/x.rs:1".into()));
    assert!(effects.contains(&Effect::Work(Work::Restart(Worker::Engine))));
    assert!(matches!(&model.check.analysis, Analysis::Failed(Some(_))));
    let notice = model.notice.clone().expect("a notice");
    for part in [
        "panicked at src/x.rs:1",
        "boom = 1",
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(notice.report.contains(part), "{}", notice.report);
    }
    say(&mut model, Check::Text(LEAKY.into()));
    assert!(model.check.is_fresh(), "and the page goes on");
    model.update(Msg::Dismiss);
    assert_eq!(model.notice, None);
}

#[test]
fn a_failure_that_is_not_about_the_text_blames_nothing_typed() {
    let mut model = page(LEAKY);
    model.update(Msg::Fail(Failure::Panic));
    model.update(Msg::Died(Worker::Engine, "a failure on purpose".into()));
    assert!(model.check.is_fresh());
    assert!(
        model
            .notice
            .is_some_and(|notice| !notice.report.contains("open(path)"))
    );
}

#[test]
fn a_worker_of_another_visit_asks_for_a_reload() {
    let mut model = Model::default();
    model.update(Msg::Start(Box::default()));
    let hello = Response {
        id: 1,
        last: true,
        reply: Reply::Hello(protocol::VERSION + 1),
    };
    model.update(Msg::Answer(Box::new(hello)));
    assert_eq!(
        model.notice.map(|notice| notice.remedy),
        Some(Remedy::Reload)
    );
}

#[test]
fn markdown_holds_the_finding_and_the_text() {
    let mut model = page(LEAKY);
    let effects = say(&mut model, Check::CopyMarkdown);
    let Some(Effect::Copy(text, _)) = effects.first() else {
        panic!("nothing to copy: {effects:?}");
    };
    for part in [
        "**1 finding** in `draft.py` · 2 of 2 ways out leak\n",
        "\n### Line 2: ",
        "\n▲ always · `never-released`\n",
        "\n- line 2: ",
        "\n| way out of `f` | `h` |\n|---|---|\n| return, line 3 | ▲ leaked |\n| ↯ `h.read()`, line 3 | ▲ leaked |\n",
        "\n-    h = open(path)\n",
        "\n+    with open(path) as h:\n",
        "\n```python\ndef f(path):\n    h = open(path)\n    return h.read()\n```\n",
    ] {
        assert!(text.contains(part), "{part}\nis not in\n{text}");
    }
    let fenced = format!("\"\"\"```` and ```\"\"\"\n{LEAKY}");
    say(&mut model, Check::Text(fenced));
    let effects = say(&mut model, Check::CopyMarkdown);
    assert!(
        matches!(effects.first(), Some(Effect::Copy(text, _)) if text.contains("\n`````python\n")),
        "what is in the text does not end it"
    );
}

#[test]
fn every_example_says_what_it_is_about() {
    let mut model = page("");
    for (index, example) in check::examples::EXAMPLES.iter().enumerate() {
        say(&mut model, Check::Example(index));
        let found = model.check.findings();
        assert_eq!(
            found.is_empty(),
            example.title == "Right",
            "{}: {found:?}",
            example.title
        );
        let report = &model.check.known().expect("an answer").report;
        assert!(report.syntax_errors.is_empty(), "{}", example.title);
        assert!(!report.acquisitions.is_empty(), "{}", example.title);
    }
}
