//! Links of every kind, there and back.

use super::super::Origin;
use super::*;
use crate::sim::presets::PRESETS;

fn back(page: &Simulate) -> Linked {
    let query = Share::of(page).query(page.player.head);
    read(&format!("?{query}")).expect("a link")
}

#[test]
fn every_preset_and_every_change_comes_back() {
    for (index, preset) in PRESETS.iter().enumerate() {
        let mut page = Simulate::default();
        page.open_preset(index);
        let plain = Share::of(&page).query(0.0);
        assert_eq!(plain, format!("preset={}&t=0", preset.id));
        let mut scenario = (*page.player.scenario).clone();
        scenario.seed = 99;
        scenario.rate *= 2.0;
        scenario.restart = None;
        page.player.scenario = scenario.clone().into();
        page.player.head = 12.5;
        let linked = back(&page);
        assert_eq!((linked.preset, linked.t), (Some(index), 12.5));
        assert_eq!(linked.scenario, scenario, "{}", preset.id);
        assert!(Share::of(&page).link(12.5).expect("short").len() < 200);
        assert_eq!(read_file(&Share::of(&page).file(12.5)), Ok(linked));
    }
}

#[test]
fn a_scenario_of_its_own_comes_back_whole() {
    let mut page = Simulate::default();
    page.open_preset(3);
    page.origin = Origin::Link(None);
    let linked = back(&page);
    assert_eq!(
        (linked.preset, &linked.scenario),
        (None, &*page.player.scenario)
    );
}

#[test]
fn what_cannot_be_says_why() {
    let bomb = format!("preset=pool-slot&moment={}", pack(&" ".repeat(2 << 20)));
    let unknown = format!("moment={}", pack(r#"{"with":{"unknown":1}}"#));
    for (query, why) in [
        ("t=4", "nothing that can be played"),
        ("preset=none&t=4", "no scenario named “none”"),
        ("preset=pool-slot&with=%7B%22rate%22%3A-1%7D", ""),
        ("preset=pool-slot&with=%7B%22unknown%22%3A1%7D", "unknown"),
        ("preset=pool-slot&with=%FF", "cannot be read"),
        ("preset=pool-slot&with=%2", "cannot be read"),
        ("with=nothing", "cannot be read"),
        ("preset=pool-slot&moment=", "nothing is in it"),
        ("moment=1AAAAAAAA", ""),
        (&bomb, "more than 1024 KiB"),
        (&unknown, "unknown"),
    ] {
        let said = read(query).expect_err(query);
        assert!(said.contains(why), "{query}: {said}");
        assert!(said.len() > 10, "{query}: {said}");
    }
    let linked = read("preset=pool-slot&t=NaN").expect("a link");
    assert_eq!(linked.t, 0.0);
}

#[test]
fn earlier_links_still_open() {
    let linked = read("?preset=pool-slot&t=30.000&with=%7B%22seed%22%3A21%7D").expect("a link");
    assert_eq!((linked.scenario.seed, linked.t), (21, 30.0));
}
