//! What a forecast and a run rest on, in words: nobody should take it for measured.

use crate::sim::scenario::{Arrivals, AssumptionKind, Scenario, Shape};

/// The most assumptions that are told one by one.
const TOLD: usize = 12;

/// What is assumed: how many requests, how much work, and how likely what is that a text does not tell.
pub fn assumed(scenario: &Scenario) -> Vec<String> {
    let mut all = vec![arrivals(scenario), work(scenario)];
    let chances = scenario.assumptions.iter().take(TOLD).map(|assumption| {
        let percent = percent(assumption.chance);
        let line = match assumption.line {
            0 => String::new(),
            line => format!(" (line {line})"),
        };
        let what = &assumption.what;
        match assumption.kind {
            AssumptionKind::Raises => format!("`{what}`{line} raises in {percent}"),
            AssumptionKind::Holds => format!("`{what}`{line} holds in {percent}"),
            AssumptionKind::Goes => format!("{what}{line} in {percent}"),
        }
    });
    all.extend(chances);
    let more = scenario.assumptions.len().saturating_sub(TOLD);
    if more > 0 {
        all.push(format!("{more} more chances"));
    }
    all
}

fn arrivals(scenario: &Scenario) -> String {
    let rate = scenario.rate;
    match scenario.arrivals {
        Arrivals::Poisson => format!("{rate} requests a second, at random"),
        Arrivals::Fixed => format!("{rate} requests a second, at equal distances"),
        Arrivals::Bursts {
            every,
            lasts,
            factor,
        } => format!(
            "{rate} requests a second, and {factor} times as many for {lasts} s of every {every} s"
        ),
        Arrivals::Closed { clients, think } => {
            format!("{clients} clients, each of which thinks for {think} s between requests")
        }
    }
}

fn work(scenario: &Scenario) -> String {
    let mean = scenario.service.mean;
    let shape = match scenario.service.shape {
        Shape::Deterministic => "of work in each",
        Shape::Exponential => "of work in each on average, exponential",
        Shape::Lognormal { .. } => "of work in each on average, lognormal",
        Shape::Hyperexponential { .. } => "of work in each on average, hyperexponential",
        Shape::Erlang { .. } => "of work in each on average, Erlang",
        Shape::Uniform => "of work in each on average, uniform",
    };
    format!("{mean} s {shape}")
}

fn percent(chance: f64) -> String {
    format!("{} %", (chance * 1e6).round() / 1e4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::presets::Preset;

    #[test]
    fn rate_work_and_chances_are_said() {
        let scenario = Preset::find("raw-descriptor").and_then(|preset| preset.scenario().ok());
        let said = assumed(&scenario.expect("a preset"));
        assert_eq!(said[0], "100 requests a second, at random");
        assert!(
            said[1].ends_with("s of work in each on average, exponential"),
            "{said:?}"
        );
        assert!(said[2].ends_with("raises in 1 %"), "{said:?}");
    }
}
