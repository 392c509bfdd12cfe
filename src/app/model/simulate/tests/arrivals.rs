//! Links, files and reloads: what is watched is found again.

use super::*;
use crate::app::model::Kept as Left;
use crate::app::model::check::Analysed;
use crate::check::{Options, check};

const FILE: &str = "import os\nimport json\n\ndef other():\n    return 1\n\ndef read(path):\n    fd = os.open(path, os.O_RDONLY)\n    order = json.loads(os.read(fd, 100))\n    os.close(fd)\n    return order\n";

/// A finding of [`FILE`] on its way here.
fn found() -> Rc<Watched> {
    let report = check("orders.py", FILE, &Options::default());
    Rc::new(Watched {
        path: "orders.py".into(),
        text: FILE.into(),
        finding: report.findings[0].clone(),
        all: Rc::new(Analysed { report, took: 0.0 }),
        whole: false,
    })
}

fn link(model: &Model) -> String {
    let page = &model.simulate;
    let link = page.share.link(page.player.head).expect("short enough");
    link.trim_start_matches("#/simulate").to_owned()
}

#[test]
fn a_link_leads_to_the_very_moment() {
    let mut model = opened();
    send(&mut model, preset("pool-slot"));
    send(&mut model, Msg::Set(Setting::Seed(21)));
    send(&mut model, Msg::Seek(30.0));
    let seen = model.simulate.player.frame().cloned();
    let mut other = opened();
    send(&mut other, Msg::Follow(link(&model)));
    assert_eq!(other.simulate.player.frame().cloned(), seen);
    assert_eq!(other.simulate.player.motion, Motion::Paused);
    send(&mut other, Msg::Restore);
    assert_eq!(other.simulate.player.scenario.seed, 7);
}

#[test]
fn a_finding_is_passed_on_with_what_leaks_of_its_code() {
    let mut model = opened();
    send(&mut model, Msg::WatchNow(found()));
    let sent = link(&model);
    assert!(sent.len() < 700, "{}", sent.len());
    assert_eq!(model.simulate.share.holds, address::Holds::Part);
    let mut other = opened();
    send(&mut other, Msg::Follow(sent));
    let program = other.simulate.aside.program().expect("the code");
    assert_eq!(program.text.lines().nth(7), FILE.lines().nth(7));
    assert!(!program.text.contains("other"));
    assert!(program.report.is_some(), "and it is analysed here");
    assert_eq!(
        other.simulate.player.scenario,
        model.simulate.player.scenario
    );
}

#[test]
fn a_link_that_is_broken_says_so_and_the_page_goes_on() {
    let mut model = opened();
    let before = model.simulate.player.scenario.clone();
    send(
        &mut model,
        Msg::Follow("?preset=pool-slot&moment=1AAAA".into()),
    );
    let said = model.simulate.refused.clone().expect("words");
    assert!(said.starts_with("This link is broken: "), "{said}");
    assert!(said.ends_with("here is the default instead."), "{said}");
    assert_eq!(model.simulate.player.scenario, before);
    send(&mut model, preset("pool-slot"));
    assert_eq!(model.simulate.refused, None);
    send(&mut model, Msg::Follow("?nonsense".into()));
    let said = model.simulate.refused.clone().expect("words");
    assert!(said.ends_with("what was shown stays."), "{said}");
    send(&mut model, Msg::File("nothing".into()));
    let said = model.simulate.refused.clone().expect("words");
    assert!(said.starts_with("This file is broken: "), "{said}");
}

#[test]
fn what_was_asked_for_starts_by_itself_unless_movement_is_not_wanted() {
    for motion in [Motion::Playing, Motion::Paused] {
        let mut model = opened();
        send(&mut model, Msg::WatchNow(found()));
        send(&mut model, Msg::Enter(motion));
        assert_eq!(model.simulate.player.motion, motion);
        // And it does so once.
        send(&mut model, Msg::Leave);
        send(&mut model, Msg::Enter(Motion::Playing));
        assert_eq!(model.simulate.player.motion, Motion::Paused);
    }
}

/// The last thing that was to be remembered.
fn kept(model: &mut Model, msg: Msg) -> Option<String> {
    let effects = model.update(AppMsg::Simulate(msg));
    effects.into_iter().rev().find_map(|effect| match effect {
        Effect::KeepWatched(text) => Some(text),
        _ => None,
    })
}

/// The page of a tab that was loaded again.
fn reloaded(watched: Option<String>) -> Model {
    let mut model = Model::default();
    model.update(AppMsg::Start(Box::new(Left {
        watched,
        ..Left::default()
    })));
    model
}

#[test]
fn what_is_watched_is_there_after_a_reload_under_the_same_address() {
    let mut model = opened();
    assert_eq!(
        kept(&mut model, preset("pool-slot")),
        None,
        "no address yet"
    );
    model.update(AppMsg::Simulate(Msg::Follow("?preset=healthy&t=0".into())));
    model.update(AppMsg::Simulate(preset("pool-slot")));
    let left = kept(&mut model, Msg::Seek(12.0));
    let mut again = reloaded(left.clone());
    send(&mut again, Msg::Follow("?preset=healthy&t=0".into()));
    assert_eq!(
        again.simulate.player.scenario,
        model.simulate.player.scenario
    );
    assert_eq!(again.simulate.player.head, 12.0);
    // Another address is another wish.
    let mut other = reloaded(left);
    send(&mut other, Msg::Follow("?preset=crash-loop".into()));
    assert_ne!(
        other.simulate.player.scenario,
        model.simulate.player.scenario
    );
    // And what cannot be read is as if nothing was kept.
    let mut bad = reloaded(Some("\nnonsense".into()));
    send(&mut bad, Msg::Follow(String::new()));
    assert_eq!(
        (bad.simulate.origin, bad.simulate.refused),
        (Origin::Preset(0), None)
    );
}

#[test]
fn a_finding_is_there_after_a_reload_with_its_whole_text() {
    let mut model = opened();
    send(&mut model, Msg::WatchNow(found()));
    let left = kept(&mut model, Msg::Seek(5.0));
    let mut again = reloaded(left);
    send(&mut again, Msg::Follow(String::new()));
    let program = again.simulate.aside.program().expect("the code");
    assert_eq!(&*program.text, FILE);
    assert_eq!(again.simulate.player.head, 5.0);
}

#[test]
fn an_address_that_is_come_back_to_changes_nothing() {
    let mut model = opened();
    send(&mut model, Msg::Follow("?preset=pool-slot&t=3".into()));
    send(&mut model, Msg::Seek(9.0));
    send(&mut model, Msg::Follow("?preset=pool-slot&t=3".into()));
    assert_eq!(model.simulate.player.head, 9.0);
}
