//! The same service without what only moves its end: a higher limit, restarts, retries.

use super::switches::is_planned;
use crate::sim::prediction::{Outlook, fit_clock, predict};
use crate::sim::resource::{Resource, Table};
use crate::sim::scenario::{Scenario, Then};

/// A service without what moves its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmoved {
    /// The service.
    pub scenario: Scenario,
    /// What was left out, in words such as `the higher limit`.
    pub movers: Vec<&'static str>,
}

/// Seconds that are watched after its end.
const AFTERWARDS: f64 = 60.0;

/// The service without what moves its end; nothing when nothing does, or when nothing would end.
/// `before` is how the scenario was before any knob was turned.
pub fn unmoved(scenario: &Scenario, before: &Scenario) -> Option<Unmoved> {
    let mut all = scenario.clone();
    let mut movers = Vec::new();
    if let Some(name) = lower(&mut all, before) {
        movers.push(name);
    }
    if let Some(monitor) = all.monitor.as_mut().filter(|it| it.then == Then::Restart) {
        monitor.then = Then::Tell;
        all.restart = None;
        movers.push("the alarm that restarts it");
    } else if all.restart.is_some() {
        movers.push(match is_planned(&all) {
            true => "the planned restarts",
            false => "the supervisor",
        });
        all.restart = None;
    }
    if all.autoscaler.take().is_some() {
        movers.push("the autoscaler");
    }
    let has_retries = all.client.retries > 0;
    if has_retries {
        all.client.retries = 0;
        all.client.budget = None;
        movers.push("the retries");
    }
    if movers.is_empty() {
        return None;
    }
    match predict(&all).map(|prediction| prediction.outlook) {
        Some(Outlook::RunsOut(_)) => {
            all.stop.after_exhaustion = Some(AFTERWARDS);
            all.stop.time = None;
            fit_clock(&mut all);
        }
        Some(_) => return None,
        None if !has_retries => return None,
        None => {}
    }
    Some(Unmoved {
        scenario: all,
        movers,
    })
}

/// Takes a raised limit back; says what it was.
fn lower(scenario: &mut Scenario, before: &Scenario) -> Option<&'static str> {
    /// A limit that is only a little higher moves nothing.
    const HIGHER: f64 = 1.2;
    let is_higher = |now: u32, then: u32| f64::from(now) >= HIGHER * f64::from(then);
    match (&mut scenario.resource, &before.resource) {
        (Some(Resource::Table(table)), Some(Resource::Table(old))) => {
            // What is usual for its kind, or what it was.
            let usual = Table::of(table.of);
            let room = |table: &Table| table.limit.saturating_sub(table.reserved);
            let least = room(&usual).min(room(old));
            if is_higher(room(table), least) {
                table.limit = least + table.reserved;
                return Some("the higher limit");
            }
        }
        (Some(Resource::Pool(pool)), Some(Resource::Pool(old)))
            if is_higher(pool.size + pool.overflow, old.size + old.overflow) =>
        {
            (pool.size, pool.overflow) = (old.size, old.overflow);
            return Some("the bigger pool");
        }
        _ => {}
    }
    let (memory, old) = (scenario.memory.as_mut()?, before.memory?);
    let (now, then) = (memory.limit?, old.limit?);
    if now >= HIGHER * then {
        memory.limit = old.limit;
        return Some("more memory");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::presets::{PRESETS, preset};

    fn movers(id: &str) -> Vec<&'static str> {
        let scenario = preset(id);
        unmoved(&scenario, &scenario).map_or_else(Vec::new, |unmoved| unmoved.movers)
    }

    #[test]
    fn presets_about_a_mitigation_have_one_and_the_others_none() {
        assert_eq!(movers("ulimit-raised"), ["the higher limit"]);
        assert_eq!(movers("nightly-restart"), ["the planned restarts"]);
        assert_eq!(movers("retry-storm"), ["the retries"]);
        assert_eq!(movers("crash-loop"), ["the supervisor"]);
        for id in ["raw-descriptor", "stress-test", "pool-slot", "healthy"] {
            assert!(movers(id).is_empty(), "{id}");
        }
    }

    #[test]
    fn without_the_higher_limit_it_ends_at_the_usual_one() {
        let scenario = preset("ulimit-raised");
        let without = unmoved(&scenario, &scenario)
            .expect("a mitigation")
            .scenario;
        let end = |scenario: &Scenario| match predict(scenario).map(|it| it.outlook) {
            Some(Outlook::RunsOut(end)) => end.mean,
            other => panic!("{other:?}"),
        };
        assert!((6.5..10.0).contains(&(end(&scenario) / end(&without))));
    }

    #[test]
    fn a_pool_that_was_made_bigger_is_known() {
        let before = preset("pool-slot");
        let mut scenario = before.clone();
        if let Some(Resource::Pool(pool)) = &mut scenario.resource {
            pool.size = 40;
        }
        let without = unmoved(&scenario, &before).expect("a mitigation");
        assert_eq!(without.movers, ["the bigger pool"]);
        assert_eq!(without.scenario.resource, before.resource);
    }

    #[test]
    fn every_service_without_can_be_played() {
        for preset in PRESETS {
            let scenario = preset.scenario().expect("valid");
            if let Some(without) = unmoved(&scenario, &scenario) {
                assert!(without.scenario.problems().is_empty(), "{}", preset.id);
            }
        }
    }
}
