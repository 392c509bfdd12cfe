//! Fixes as a reader sees them: what they change, how many there are, where the keyboard is.

use super::super::super::queue::{Alarm, Work, Worker};
use super::super::super::tests::{LEAKY, page, say};
use super::super::super::{Effect, Model, Msg};
use super::super::{Msg as Check, Order, Panel, Source, Spot};
use crate::engine::Engine;
use crate::protocol::{Job, Request};

#[test]
fn a_fix_is_previewed_applied_and_then_gone() {
    let mut model = page(LEAKY);
    say(&mut model, Check::Preview(Source::Finding(0, 0)));
    let preview = model.check.preview.clone().expect("a preview");
    assert!(
        preview.after.contains("with open(path)"),
        "{}",
        preview.after
    );
    say(&mut model, Check::Apply);
    assert_eq!(model.check.preview, None);
    let command = model.check.command.clone().expect("an order to the editor");
    assert_eq!(command.order, Order::Apply(preview.edits.clone()));
    say(&mut model, Check::Text(preview.after.clone()));
    assert!(model.check.findings().is_empty());
}

#[test]
fn a_fix_of_an_old_text_is_not_applied() {
    let mut model = page(LEAKY);
    model.update(Msg::Check(Check::Edited));
    let before = model.check.command.clone();
    model.update(Msg::Check(Check::Fix(0, 0)));
    assert_eq!(model.check.command, before);
    assert!(model.toast.is_some(), "and the reader hears why");
}

#[test]
fn all_fixes_together_leave_nothing_to_fix() {
    let two = format!("{LEAKY}\n\n{}", LEAKY.replace("def f", "def g"));
    let mut model = page(&two);
    assert_eq!(model.check.repairs()[0].count, 2);
    say(&mut model, Check::Preview(Source::Together(0)));
    let preview = model.check.preview.clone().expect("a preview");
    assert_eq!(preview.title, "Fix 2 findings");
    say(&mut model, Check::Text(preview.after.clone()));
    assert!(
        model.check.findings().is_empty(),
        "{:?}",
        model.check.findings()
    );
    assert!(model.check.repairs().is_empty());
}

#[test]
fn one_press_fixes_a_rule_and_leaves_the_others() {
    let never = LEAKY;
    let raises = "\n\ndef a(p):\n    x = open(p)\n    y = x.read()\n    x.close()\n    return y\n";
    let text = format!("{never}{raises}{}", raises.replace("def a", "def b"));
    let mut model = page(&text);
    let rule = "leaked-on-exception";
    let (number, repair) = model.check.repair_of(rule).expect("a repair of the rule");
    assert_eq!(repair.count, 2);
    assert!(
        model.check.repair_of("never-released").is_none(),
        "one alone has its own button"
    );
    say(&mut model, Check::Preview(Source::Together(number)));
    let preview = model.check.preview.clone().expect("a preview");
    assert_eq!(preview.title, "Fix 2 findings of `leaked-on-exception`");
    say(&mut model, Check::Text(preview.after.clone()));
    let rules: Vec<&str> = (model.check.findings().iter())
        .map(|finding| finding.rule.as_str())
        .collect();
    assert_eq!(rules, ["never-released"]);
}

#[test]
fn fixes_of_an_older_text_are_not_offered_together() {
    let mut model = page(LEAKY);
    assert_eq!(model.check.repairs().len(), 1);
    let repairs = model.check.repairs().to_vec();
    model.update(Msg::Check(Check::Edited));
    assert!(model.check.repairs().is_empty());
    model.check.repaired(repairs);
    assert!(model.check.repairs().is_empty(), "they came too late");
    say(&mut model, Check::Preview(Source::Together(0)));
    assert_eq!(model.check.preview, None);
}

#[test]
fn the_keyboard_goes_to_the_fix_and_back_or_to_what_is_next() {
    let mut model = page(LEAKY);
    let spot = |model: &Model| model.check.focus.map(|focus| focus.spot);
    let source = Source::Finding(0, 0);
    assert_eq!(spot(&model), None);
    say(&mut model, Check::Preview(source));
    assert_eq!(spot(&model), Some(Spot::Preview));
    say(&mut model, Check::Discard);
    assert_eq!(spot(&model), Some(Spot::Opener(source)));
    say(&mut model, Check::Open(Panel::Matrix));
    say(&mut model, Check::Preview(Source::Together(0)));
    assert_eq!(model.check.panel, Panel::Findings, "where it can be seen");
    say(&mut model, Check::Apply);
    assert_eq!(spot(&model), Some(Spot::Next));
}

/// What the worker is asked first.
fn asked(effects: &[Effect]) -> Request {
    let sent = effects.iter().find_map(|effect| match effect {
        Effect::Work(Work::Send(request)) => Some(request.clone()),
        _ => None,
    });
    sent.expect("something asked")
}

#[test]
fn fixes_that_take_too_long_together_are_nothing_to_tell() {
    let mut model = page("");
    let two = format!("{LEAKY}\n\n{}", LEAKY.replace("def f", "def g"));
    let effects = model.update(Msg::Check(Check::Text(two)));
    let mut engine = Engine::default();
    let mut answered = |effects: &[Effect]| {
        let mut response = None;
        engine.answer(asked(effects), &|| 0.0, |it| response = Some(it));
        model.update(Msg::Answer(Box::new(response.expect("an answer"))))
    };
    let effects = answered(&effects);
    assert!(matches!(asked(&effects).job, Job::Detail { .. }));
    let effects = answered(&effects);
    assert!(matches!(asked(&effects).job, Job::Repair { .. }));
    let effects = model.update(Msg::Alarm(asked(&effects).id, Alarm::Overdue));
    assert!(effects.contains(&Effect::Work(Work::Restart(Worker::Engine))));
    assert!(model.check.is_fresh());
    assert_eq!(model.notice, None);
}

#[test]
fn after_a_fix_the_next_finding_is_looked_at() {
    let each = |name: &str| format!("{}\n\n", LEAKY.replace("def f", &format!("def {name}")));
    let text: String = ["a", "b", "c", "d"].map(each).concat();
    let mut model = page(&text);
    let chosen = |model: &Model| {
        model
            .check
            .finding()
            .map(|finding| finding.function.clone())
    };
    for (open, next) in [(1, "c"), (2, "c")] {
        say(&mut model, Check::Choose(open));
        say(&mut model, Check::Preview(Source::Finding(open, 0)));
        let preview = model.check.preview.clone().expect("a preview");
        say(&mut model, Check::Apply);
        say(&mut model, Check::Text(preview.after.clone()));
        assert_eq!(
            chosen(&model).as_deref(),
            Some(next),
            "the one after it, else the last"
        );
        let order = model
            .check
            .command
            .clone()
            .map(|command| command.order.clone());
        assert!(
            matches!(order, Some(Order::Reveal(_))),
            "on both sides: {order:?}"
        );
    }
}

#[test]
fn a_pasted_text_is_cleaned_up_and_then_has_fixes() {
    let pasted =
        ">>> def f(path):\n...     f = open(path)\n...     return f.read()\n...\n>>> f('x')\n'y'\n";
    let mut model = page(pasted);
    let through = model.check.read_through().cloned().expect("prompts");
    assert!(
        through.says.starts_with("Read through prompts"),
        "{}",
        through.says
    );
    assert_eq!(model.check.findings()[0].line, 2);
    assert!(model.check.findings()[0].fixes.is_empty());
    say(&mut model, Check::CleanUp);
    let command = model.check.command.clone().expect("an order to the editor");
    assert_eq!(command.order, Order::Apply(through.edits.clone()));
    let clean = crate::edits::apply_edits(pasted, &through.edits);
    assert_eq!(
        clean,
        "def f(path):\n    f = open(path)\n    return f.read()\n\nf('x')\n"
    );
    say(&mut model, Check::Text(clean));
    assert_eq!(model.check.read_through(), None);
    assert!(!model.check.findings()[0].fixes.is_empty());
}

#[test]
fn an_old_text_is_not_cleaned_up() {
    let mut model = page(">>> f = open('x')\n");
    model.update(Msg::Check(Check::Edited));
    let before = model.check.command.clone();
    model.update(Msg::Check(Check::CleanUp));
    assert_eq!(model.check.command, before);
    assert!(model.toast.is_some(), "and the reader hears why");
}
