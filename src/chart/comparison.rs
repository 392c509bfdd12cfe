//! Formula against simulation: the same quantities, computed before the run and counted in it.

use super::scene::Scene;
use super::summary::duration;
use super::table::Table;
use crate::sim::formulas::mmc;
use crate::sim::frame::{Happening, HappeningKind, LaneFrame};
use crate::sim::prediction::{Outlook, What};
use crate::sim::scenario::Arrivals;

/// One quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What it is, with its unit.
    pub name: String,
    /// What the formula says.
    pub formula: String,
    /// What the run says up to the moment that is shown.
    pub simulated: String,
}

/// What can be compared at a moment, in the lane of the scene.
pub fn comparison(scene: &Scene) -> Vec<Compared> {
    let mut all = Vec::new();
    leak(scene, &mut all);
    queue(scene, &mut all);
    all
}

/// The comparison as a table.
pub fn table(all: &[Compared]) -> Table {
    let row = |each: &Compared| {
        vec![
            each.name.clone(),
            each.formula.clone(),
            each.simulated.clone(),
        ]
    };
    Table {
        columns: ["quantity", "formula", "simulation"]
            .map(str::to_owned)
            .into(),
        rows: all.iter().map(row).collect(),
    }
}

fn compared(name: impl Into<String>, formula: String, simulated: String) -> Compared {
    Compared {
        name: name.into(),
        formula,
        simulated,
    }
}

/// What leaks, and when it ends.
fn leak(scene: &Scene, all: &mut Vec<Compared>) {
    let (Some(prediction), Some(lane)) = (scene.prediction, scene.now()) else {
        return;
    };
    let units = prediction.of.units(scene.scenario);
    // Of other resources the frames have no counts.
    let is_shown = match scene.scenario.resource {
        Some(_) => prediction.of == What::Resource(0),
        None => true,
    };
    let is_lost = is_shown && matches!(prediction.outlook, Outlook::RunsOut(_));
    // Up to the frame before the end: a process that was killed has lost nothing any more.
    let until = exhausted(scene).and_then(|event| scene.first_from(event.t));
    let frame = until.unwrap_or(scene.past.len()).saturating_sub(1);
    if let (true, Some(lane)) = (is_lost && prediction.rate > 0.0, scene.at(frame)) {
        let t = scene.past.get(frame).map_or(0.0, |frame| frame.t);
        let each = f64::from(scene.scenario.replicas.max(1));
        let simulated = match lost(lane) {
            Some(lost) if t > 0.0 => format!("{:.3}", lost / t / each),
            Some(_) | None => "–".to_owned(),
        };
        let name = format!("{units} lost a second");
        all.push(compared(name, format!("{:.3}", prediction.rate), simulated));
    }
    if is_shown && lane.limit() > 0 && prediction.in_use > 0.0 {
        let mean = mean(scene, |lane| f64::from(lane.in_use));
        let formula = format!("{:.2}", prediction.in_use);
        all.push(compared(
            format!("{units} in use"),
            formula,
            format!("{mean:.2}"),
        ));
    }
    if let Outlook::RunsOut(end) = &prediction.outlook {
        let formula = format!("{} ± {}", duration(end.mean), duration(end.sd));
        let simulated = exhausted(scene).map_or("not yet".to_owned(), |event| duration(event.t));
        all.push(compared("time to exhaustion", formula, simulated));
    }
}

/// How busy the workers are and how many wait, as long as nothing leaks and nobody asks again.
fn queue(scene: &Scene, all: &mut Vec<Compared>) {
    let scenario = scene.scenario;
    let Some(workers) = scenario.workers else {
        return;
    };
    if scenario.can_leak() {
        return;
    }
    let more = match scenario.arrivals {
        Arrivals::Poisson | Arrivals::Fixed => 1.0,
        Arrivals::Bursts {
            every,
            lasts,
            factor,
        } => 1.0 + (factor - 1.0) * (lasts / every),
        Arrivals::Closed { .. } => return,
    };
    let (processes, service) = (f64::from(scenario.replicas), scenario.service.mean);
    let rate = scenario.rate * more / processes;
    let load = format!("{:.1} %", rate * service / f64::from(workers) * 100.0);
    let busy = mean(scene, |lane| {
        let busy: u32 = lane.replicas.iter().map(|replica| replica.busy).sum();
        f64::from(busy) / f64::from(workers * scenario.replicas)
    });
    all.push(compared(
        "workers busy",
        load,
        format!("{:.1} %", busy * 100.0),
    ));
    if scenario.arrivals == Arrivals::Poisson && scenario.backlog.is_none() {
        let seen = mean(scene, |lane| f64::from(lane.waiting));
        let formula = match mmc(rate, service, workers) {
            Some(queue) => format!("{:.2}", queue.waiting * processes),
            None => "without end".to_owned(),
        };
        all.push(compared(
            "waiting, on average",
            formula,
            format!("{seen:.2}"),
        ));
    }
}

/// Units or MiB that a lane has lost, in all lives of its processes; nothing for a heap that was
/// started anew.
fn lost(lane: &LaneFrame) -> Option<f64> {
    let c = lane.counters;
    if lane.limit() > 0 {
        return Some((c.unreleased - c.closed_at_once - c.collected) as f64);
    }
    let sites = lane.heap.iter().flat_map(|heap| &heap.sites);
    let all = sites.map(|site| site.kept + site.garbage).sum();
    (c.crashes + c.restarts == 0).then_some(all)
}

/// The first time that something ran out.
fn exhausted<'a>(scene: &Scene<'a>) -> Option<&'a Happening> {
    let lanes = (0..scene.past.len()).filter_map(|frame| scene.at(frame));
    let ends =
        |event: &&Happening| matches!(event.kind, HappeningKind::Exhausted | HappeningKind::Crash);
    lanes.flat_map(|lane| &lane.events).find(ends)
}

/// A mean over the frames so far.
fn mean(scene: &Scene, of: impl Fn(&LaneFrame) -> f64) -> f64 {
    let lanes = (0..scene.past.len()).filter_map(|frame| scene.at(frame));
    lanes.map(of).sum::<f64>() / scene.past.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    fn told(id: &str, name: &str) -> (f64, f64) {
        let run = played(id);
        let all = comparison(&run.scene(0));
        let found = all.iter().find(|each| each.name == name);
        let found = found.unwrap_or_else(|| panic!("{id} has no {name}: {all:?}"));
        let number = |text: &str| {
            let end = text.find(' ').unwrap_or(text.len());
            text[..end].parse::<f64>().expect("a number")
        };
        (number(&found.formula), number(&found.simulated))
    }

    #[test]
    fn formula_and_simulation_agree() {
        for (id, name, within) in [
            ("raw-descriptor", "descriptors lost a second", 0.1),
            ("raw-descriptor", "descriptors in use", 0.1),
            ("cache-eats-the-heap", "MiB lost a second", 0.05),
            ("full-backlog", "workers busy", 0.1),
        ] {
            let (formula, simulated) = told(id, name);
            let off = (simulated / formula - 1.0).abs();
            assert!(off < within, "{id}, {name}: {formula}, {simulated}");
        }
    }

    #[test]
    fn every_comparison_is_a_row() {
        let run = played("pool-slot");
        let all = comparison(&run.scene(0));
        assert_eq!(table(&all).rows.len(), all.len());
        assert!(all.iter().any(|each| each.name == "time to exhaustion"));
    }
}
