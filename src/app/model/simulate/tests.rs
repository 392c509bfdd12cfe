//! The page's state, played through.

use super::*;
use crate::app::model::Msg as AppMsg;
use crate::app::model::queue::Work;
use crate::engine::{Engine, Helper};
use crate::protocol::{ExtraReply, Reply, Request, Response};
use crate::sim::run::{Lanes, Run};
use std::cell::Cell;
use switches::SWITCHES;

/// Takes a message in and answers every request as the worker does, until nothing is asked.
fn send(model: &mut Model, msg: Msg) {
    let mut effects = model.update(AppMsg::Simulate(msg));
    while let Some(effect) = effects.pop() {
        let Effect::Work(Work::Send(request)) = effect else {
            continue;
        };
        let id = request.id;
        let mut answer = |reply| {
            let reply = Reply::Extra(reply);
            let last = true;
            model.update(AppMsg::Answer(Box::new(Response { id, last, reply })))
        };
        let (which, play) = match request.job {
            Job::Extra(Extra::Play(which, play)) => (which, play),
            Job::Extra(extra) => {
                // Everything takes a second: of many runs, one comes at a time.
                let time = Cell::new(0.0);
                let clock = || time.replace(time.get() + 1e3);
                effects.extend(answer(Helper::default().answer(extra, &clock)));
                continue;
            }
            job => {
                let mut heard = Vec::new();
                Engine::default().answer(Request { id, job }, &|| 0.0, |it| heard.push(it));
                for response in heard {
                    effects.extend(model.update(AppMsg::Answer(Box::new(response))));
                }
                continue;
            }
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
        effects.extend(answer(ExtraReply::Played(which, Box::new(played))));
    }
}

/// A model whose pages are there.
fn opened() -> Model {
    let mut model = Model::default();
    model.open_beside(&crate::app::model::Kept::default(), &mut Vec::new());
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

mod arrivals;

#[test]
fn the_page_opens_with_a_picture_and_a_forecast() {
    let mut model = opened();
    send(&mut model, Msg::Enter(Motion::Playing));
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
fn every_switch_can_be_switched_on_and_off_somewhere() {
    let mut bad = Vec::new();
    let mut unseen: Vec<&str> = SWITCHES.iter().map(|switch| switch.id).collect();
    for (index, preset) in PRESETS.iter().enumerate() {
        let before = preset.scenario().expect("valid");
        for (place, switch) in SWITCHES.iter().enumerate() {
            let mut page = Simulate::default();
            page.open_preset(index);
            if !(switch.offered)(&before, &before) {
                continue;
            }
            let at = format!("{} of {}", switch.id, preset.id);
            let was = (switch.is_on)(&before, &before);
            for on in [!was, was] {
                page.set(&Setting::Switch(place, on));
                let scenario = &page.player.scenario;
                let watch = page.player.expected() / page.player.speed;
                if (switch.is_on)(scenario, &before) != on || watch > 60.0 {
                    bad.push(format!("{at}: {on}, {watch} s"));
                }
            }
            unseen.retain(|id| *id != switch.id);
        }
    }
    assert_eq!(bad, Vec::<String>::new());
    // The others are about what these bring along.
    assert_eq!(unseen, Vec::<&str>::new());
}

#[test]
fn a_supervisor_shows_more_than_one_life() {
    let mut model = opened();
    send(&mut model, preset("cache-eats-the-heap"));
    let place = SWITCHES.iter().position(|switch| switch.id == "supervisor");
    let flip = Setting::Switch(place.expect("a switch"), true);
    send(&mut model, Msg::Set(flip));
    send(&mut model, Msg::Seek(1e6));
    let end = model.simulate.player.frames.last().expect("an end");
    assert!(end.lanes[0].counters.crashes >= 2);
}

#[test]
fn a_hundred_seeds_end_where_the_formula_says() {
    let mut model = opened();
    send(&mut model, preset("pool-slot"));
    let forecast = *model.simulate.forecast_of_many().expect("it runs out");
    send(&mut model, Msg::Many(true));
    let known = Rc::clone(&model.simulate.ends.known);
    assert_eq!(
        (known.len(), model.simulate.ends.is_playing),
        (WANTED, false)
    );
    let mean = known.iter().flatten().sum::<f64>() / WANTED as f64;
    // Four standard errors.
    assert!((mean - forecast.mean).abs() < 0.4 * forecast.sd, "{mean}");
    send(&mut model, Msg::Set(Setting::Seed(8)));
    assert!(model.simulate.ends.known.is_empty());
    send(&mut model, preset("crash-loop"));
    assert!(model.simulate.forecast_of_many().is_none());
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
    let knobs = Knob::of_service(&scenario)
        .into_iter()
        .chain(Knob::of_assumptions(&scenario));
    // Of the others those that stand at a number that a slider can reach.
    let others = PRESETS.iter().filter_map(|preset| preset.scenario().ok());
    let others: Vec<Knob> = others
        .flat_map(|scenario| Knob::of_service(&scenario))
        .filter(|knob| matches!(knob.dial, Dial::More(_)) && knob.scale == Scale::Factors)
        .collect();
    assert!(others.len() > 10);
    for knob in knobs.chain(others) {
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

#[test]
fn a_finding_of_the_program_is_mended_and_put_back() {
    let mut model = opened();
    send(&mut model, preset("found-before-the-run"));
    let page = &model.simulate;
    let lines = page.aside.program().map(|it| it.lines_found(&page.before));
    assert_eq!(
        lines,
        Some(vec![2]),
        "the analyzer's line is the one played"
    );
    send(&mut model, Msg::Set(Setting::Mend(2, true)));
    assert!(!model.simulate.player.scenario.can_leak());
    send(&mut model, Msg::Seek(1e6));
    assert!(model.simulate.error().is_none());
    send(&mut model, Msg::Set(Setting::Mend(2, false)));
    send(&mut model, Msg::Seek(1e6));
    assert!(model.simulate.error().is_some());
}

#[test]
fn a_stress_test_is_played_to_its_failure_and_starts_anew_with_another_scenario() {
    let mut model = opened();
    send(&mut model, preset("raw-descriptor"));
    let test = |model: &Model| model.simulate.aside.stress().cloned().expect("a test");
    assert!(
        test(&model).player.frames.is_empty(),
        "only when it is asked for"
    );
    send(&mut model, Msg::Stress(true));
    let played = test(&model);
    assert!(played.player.is_complete());
    assert_eq!(
        played.player.scenario.seed,
        model.simulate.player.scenario.seed
    );
    assert_eq!(
        played.player.scenario.rate,
        20.0 * model.simulate.player.scenario.rate
    );
    send(&mut model, Msg::Set(Setting::Number(Dial::Length, 12.0)));
    assert_eq!(test(&model).length, 12.0);
    assert!(
        test(&model).player.is_complete(),
        "a shorter look needs no new run"
    );
    send(&mut model, Msg::Set(Setting::Number(Dial::Rate, 50.0)));
    assert!(test(&model).player.frames.is_empty());
    assert_eq!(test(&model).length, 12.0);
}

#[test]
fn the_preset_that_is_a_stress_test_stands_for_a_twentieth_of_its_load() {
    let mut model = opened();
    send(&mut model, preset("stress-test"));
    let stress = model.simulate.aside.stress().cloned().expect("a test");
    assert_eq!(
        stress.player.scenario.rate,
        model.simulate.player.scenario.rate
    );
    let usual = stress.usual.expect("a forecast");
    assert!(
        (19.0..21.0).contains(
            &(model
                .simulate
                .player
                .prediction
                .as_ref()
                .map_or(0.0, |it| it.rate)
                / usual.rate)
        )
    );
}

#[test]
fn the_run_without_what_moves_its_end_is_played_as_far_as_the_run() {
    let mut model = opened();
    send(&mut model, preset("raw-descriptor"));
    assert!(model.simulate.aside.cliff().is_none());
    let higher = SWITCHES
        .iter()
        .position(|it| it.id == "limit")
        .expect("it is there");
    send(&mut model, Msg::Set(Setting::Switch(higher, true)));
    send(&mut model, Msg::Seek(500.0));
    let cliff = model
        .simulate
        .aside
        .cliff()
        .cloned()
        .expect("a higher limit");
    assert_eq!(cliff.movers, ["the higher limit"]);
    assert!(
        cliff
            .player
            .frames
            .last()
            .is_some_and(|frame| frame.t >= 499.0)
    );
    send(&mut model, Msg::Set(Setting::Switch(higher, false)));
    assert!(model.simulate.aside.cliff().is_none());
}
