//! The page's state, played through.

use super::*;
use crate::app::model::queue::Work;
use crate::app::model::{Msg as AppMsg, Stored};
use crate::protocol::{ExtraReply, Reply, Response};
use crate::sim::run::{Lanes, Run};

/// Takes a message in and answers every request as the worker does, until nothing is asked.
fn send(model: &mut Model, msg: Msg) {
    let mut effects = model.update(AppMsg::Simulate(msg));
    while let Some(effect) = effects.pop() {
        let Effect::Work(Work::Send(request)) = effect else {
            continue;
        };
        let Job::Extra(Extra::Play(which, play)) = request.job else {
            continue;
        };
        let mut run = Run::new(&play.scenario, Lanes::Twin);
        let frames = std::iter::from_fn(|| run.next_frame());
        let frames: Vec<_> = frames
            .skip(play.from as usize)
            .take(play.count as usize)
            .collect();
        let hash = run.trace_hash();
        let played = Played {
            run: play.run,
            from: play.from,
            frames,
            hash,
        };
        let reply = Reply::Extra(ExtraReply::Played(which, Box::new(played)));
        let response = Response {
            id: request.id,
            last: true,
            reply,
        };
        effects.extend(model.update(AppMsg::Answer(Box::new(response))));
    }
}

/// A model whose pages are there.
fn opened() -> Model {
    let mut model = Model::default();
    model.update(AppMsg::Open(Stored::default()));
    model
}

fn preset(id: &str) -> Msg {
    Msg::Preset(
        PRESETS
            .iter()
            .position(|preset| preset.id == id)
            .expect("a preset"),
    )
}

#[test]
fn the_page_opens_with_a_picture_and_a_forecast() {
    let mut model = opened();
    send(&mut model, Msg::Enter);
    assert_eq!(model.simulate.player.frames.len(), 1);
    assert!(model.simulate.player.prediction.is_some());
    assert!(model.simulate.error().is_none());
}

#[test]
fn the_flat_line_offers_two_changes_and_each_makes_it_rise() {
    let mut model = opened();
    send(&mut model, preset("file-under-cpython"));
    let turns = model.simulate.turns();
    assert_eq!(
        turns,
        [
            Turn::Runtime(Runtime::Tracing),
            Turn::Kept(Kept::Exceptions)
        ]
    );
    for setting in [
        Setting::Runtime(Runtime::Tracing),
        Setting::Kept(Kept::Exceptions),
    ] {
        send(&mut model, preset("file-under-cpython"));
        send(&mut model, Msg::Set(setting));
        send(&mut model, Msg::Seek(1e6));
        assert!(model.simulate.turns().is_empty());
        let (text, line, at) = model.simulate.error().expect("it runs out");
        assert_eq!(
            text,
            "OSError: [Errno 24] Too many open files: 'orders/4711.json'"
        );
        assert_eq!(line, 2);
        assert!((800.0..1200.0).contains(&at));
    }
}

#[test]
fn turning_a_knob_starts_again_and_fits_the_clock() {
    let mut model = opened();
    send(&mut model, Msg::Seek(100.0));
    let before = model.simulate.player.clone();
    send(&mut model, Msg::Set(Setting::Number(Dial::Limit, 128.0)));
    let after = &model.simulate.player;
    assert_eq!((after.head, after.run), (0.0, before.run + 1));
    assert!(after.scenario.tick < before.scenario.tick);
    send(&mut model, Msg::Restore);
    assert_eq!(model.simulate.player.scenario, before.scenario);
}

#[test]
fn a_knob_refuses_what_cannot_be_simulated() {
    let mut model = opened();
    send(&mut model, Msg::Set(Setting::Number(Dial::Rate, f64::NAN)));
    send(&mut model, Msg::Set(Setting::Number(Dial::Limit, 3.0)));
    let (player, fresh) = (&model.simulate.player, opened().simulate.player);
    assert_eq!(player.scenario, fresh.scenario);
    assert_eq!(player.run, fresh.run);
}

#[test]
fn leaving_the_page_stops_the_run() {
    let mut model = opened();
    send(&mut model, Msg::Toggle);
    assert_eq!(model.simulate.player.motion, Motion::Playing);
    send(&mut model, Msg::Leave);
    assert_eq!(model.simulate.player.motion, Motion::Paused);
    assert!(
        model
            .simulate
            .player
            .wants()
            .is_none_or(|play| play.count == 1)
    );
}

#[test]
fn sliders_and_numbers_agree() {
    let scenario = Scenario {
        rate: 100.0,
        ..PRESETS[0].scenario().expect("valid")
    };
    for knob in Knob::of_service(&scenario)
        .into_iter()
        .chain(Knob::of_assumptions(&scenario))
    {
        let back = knob.at(knob.place());
        assert!(
            (back / knob.value - 1.0).abs() < 0.06,
            "{}: {back}, not {}",
            knob.id,
            knob.value
        );
        assert_eq!(knob.turned(knob.high * 2.0), None);
        assert!(knob.turned(knob.at(0.0)).is_some() && knob.turned(knob.at(1.0)).is_some());
    }
}
