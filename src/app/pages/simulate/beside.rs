//! What stands beside a run on the Simulate page: what finds its leak, a stress test, and the numbers
//! of everything that is no picture of every moment.

use crate::app::model::simulate::mend::is_mended;
use crate::app::model::simulate::{Msg, Program, Setting, Simulate};
use crate::app::parts::analysis::{Analysis, static_analysis};
use crate::app::parts::forecast::{formula_numbers, gauge_numbers};
use crate::app::parts::numbers::Further;
use crate::app::parts::stress::{self, StressTest};
use crate::chart::found::{self, Find, Price, When};
use crate::chart::stress::Verdict;
use crate::chart::{histogram, ledger, stress as tests};
use std::rc::Rc;
use yew::prelude::*;

/// What finds the leak, and when.
pub fn analysis(page: &Simulate, onturn: &Callback<Setting>) -> Html {
    if page.player.frame().is_none() || !page.before.can_leak() {
        return html! {};
    }
    let program = page.aside.program();
    let lines = program.map_or_else(Vec::new, |program| program.lines_found(&page.before));
    let mended: Vec<(u32, bool)> = lines
        .into_iter()
        .map(|line| (line, is_mended(&page.player.scenario, &page.before, line)))
        .collect();
    html! {
        <Analysis watched={page.player.read_now_and_then(1)}
            path={program.map(|it| it.path.clone()).unwrap_or_default()}
            text={program.map_or_else(|| Rc::from(""), |it| Rc::clone(&it.text))}
            around={program.map_or("", |it| it.around)}
            report={program.and_then(|it| it.report.clone())}
            {mended} early={early(page)} onturn={onturn.clone()} />
    }
}

/// What looks for the leak before the deploy, and what it says.
fn early(page: &Simulate) -> Vec<Find> {
    let mut all: Vec<Find> = page
        .aside
        .program()
        .into_iter()
        .map(|program: &Program| static_analysis(program))
        .collect();
    let Some(trial) = page.aside.stress().map(stress::trial) else {
        return all;
    };
    let when = match trial.verdict() {
        Verdict::Unknown => return all,
        Verdict::Fails => When::Before,
        Verdict::TooMuch | Verdict::LeftOver | Verdict::Nothing => When::Never,
    };
    all.push(Find {
        who: "Stress test",
        when,
        says: tests::words(&trial),
        price: Price::default(),
    });
    all
}

/// The stress test.
pub fn stress_test(page: &Simulate, onmsg: &Callback<Msg>, onturn: &Callback<Setting>) -> Html {
    if page.player.frame().is_none() {
        return html! {};
    }
    html! {
        <StressTest aside={page.aside.clone()} onmsg={onmsg.clone()} onturn={onturn.clone()} />
    }
}

/// The numbers of what is no picture of every moment.
pub fn further(page: &Simulate) -> Vec<Further> {
    let player = &page.player;
    let watched = player.watched();
    let mut all = Vec::new();
    let mut add = |id, title, table| all.push(Further { id, title, table });
    if let Some(table) = gauge_numbers(player) {
        add("gauge", "Time to exhaustion", table);
    }
    if let Some(table) = formula_numbers(player) {
        add("formula", "Formula against simulation", table);
    }
    let entries = ledger::ledger(&watched.scenes());
    add(
        "consequences",
        "What it costs",
        ledger::table(&entries, player.lanes()),
    );
    if page.before.can_leak() {
        let finds = found::finds(&watched.scene(0), early(page));
        add("found", "What finds it, and when", found::table(&finds));
    }
    if let Some(test) = page.aside.stress() {
        add("stress", "Stress test", stress::numbers(test));
    }
    if page.forecast_of_many().is_some() {
        add(
            "seeds",
            "A hundred seeds",
            histogram::table(&page.ends.known),
        );
    }
    all
}
