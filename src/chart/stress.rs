//! A stress test beside the service in use: the same program, seed and resource under more load, up
//! to the moment at which the test stops looking.

use super::scene::Scene;
use super::series::{axis, level};
use super::shape::{Anchor, Class, Outline, Picture, Shape, label, rule};
use super::summary::{clock, duration};
use super::table::Table;
use crate::sim::frame::{Happening, HappeningKind, LaneFrame};
use crate::sim::prediction::{Exhaustion, Outlook, Prediction};

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Where a full resource and an empty one are.
const TOP: f64 = 24.0;
const FLOOR: f64 = 132.0;
/// Points of a curve, at most.
const POINTS: usize = 240;

/// A test and what it stands for.
pub struct Trial<'a> {
    /// The test as it was played, in each lane; the program as written is the first. Before it was
    /// played it has no past.
    pub lanes: Vec<Scene<'a>>,
    /// What theory says of the service in use.
    pub usual: Option<&'a Prediction>,
    /// How many times the usual load it has.
    pub times: f64,
    /// Seconds after which it stops looking.
    pub length: f64,
}

/// What a test of that length shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was not played, or not so far.
    Unknown,
    /// An error: the test fails.
    Fails,
    /// The program with its leak mended fails as well: the load is too high for it.
    TooMuch,
    /// No error, but something is left over: who counts finds it, who waits for errors does not.
    LeftOver,
    /// No error, and nothing is left over.
    Nothing,
}

impl<'a> Trial<'a> {
    /// What the test shows.
    pub fn verdict(&self) -> Verdict {
        let Some(lane) = self.at_end(0) else {
            return Verdict::Unknown;
        };
        let fails = |lane: &LaneFrame| lane.counters.errors() + lane.counters.crashes > 0;
        let fixed = self.at_end(1).is_some_and(fails);
        match (fails(lane), fixed) {
            (true, true) => Verdict::TooMuch,
            (true, false) => Verdict::Fails,
            _ if left(lane) > 0 => Verdict::LeftOver,
            _ => Verdict::Nothing,
        }
    }

    /// A lane at the moment at which the test stops; nothing when it was not played so far.
    fn at_end(&self, lane: usize) -> Option<&'a LaneFrame> {
        let scene = self.lanes.get(lane)?;
        let is_over = scene.past.last().is_some_and(|frame| frame.ended.is_some());
        let frame = match scene.first_from(self.length) {
            Some(frame) => frame,
            None if is_over => scene.past.len() - 1,
            None => return None,
        };
        // What has happened by then, not at the frame after.
        let is_later = scene.past[frame].t > self.length + 1e-9;
        scene.at(if is_later {
            frame.saturating_sub(1)
        } else {
            frame
        })
    }

    /// The first error or crash of the program as written, however long it takes.
    pub fn failure(&self) -> Option<&'a Happening> {
        let scene = self.lanes.first()?;
        (0..scene.past.len())
            .filter_map(|frame| scene.at(frame))
            .flat_map(|lane| &lane.events)
            .find(|event| matches!(event.kind, HappeningKind::Error | HappeningKind::Crash))
    }

    fn usual_end(&self) -> Option<&'a Exhaustion> {
        runs_out(self.usual?)
    }

    fn test_end(&self) -> Option<&'a Exhaustion> {
        runs_out(self.lanes.first()?.prediction?)
    }

    /// The times at both ends of the axis, in seconds.
    fn ends(&self) -> (f64, f64) {
        let tick = self.lanes.first().map_or(1.0, |scene| scene.scenario.tick);
        let played = self.lanes.first().map_or(0.0, Scene::t);
        let usual = self.usual_end().map_or(0.0, |end| end.q95);
        let test = self.test_end().map_or(0.0, |end| end.q95);
        let last = usual.max(test).max(played).max(self.length) * 1.25;
        (tick.max(last / 1e5), last)
    }
}

fn runs_out(prediction: &Prediction) -> Option<&Exhaustion> {
    match &prediction.outlook {
        Outlook::RunsOut(end) => Some(end),
        _ => None,
    }
}

/// Units that nobody has and nobody released, and things kept on the heap.
fn left(lane: &LaneFrame) -> u64 {
    let kept: u64 = lane
        .heap
        .iter()
        .flat_map(|heap| &heap.sites)
        .map(|site| site.count)
        .sum();
    u64::from(lane.leaked + lane.garbage) + kept
}

/// Both programs under the test's load and the service in use by its formula, over time; time is
/// drawn by its logarithm, because one of them takes so much longer.
pub fn stress(trial: &Trial) -> Picture {
    let mut shapes = Vec::new();
    let (from, to) = trial.ends();
    let x = |t: f64| {
        let share = libm::log(t.max(from) / from) / libm::log(to / from);
        share.clamp(0.0, 1.0) * WIDTH
    };
    let stop = x(trial.length);
    shapes.push(Shape::Bars {
        class: Class::Free,
        bars: vec![([stop, TOP, WIDTH - stop, FLOOR - TOP], 0.45)],
    });
    times(x, (from, to), &mut shapes);
    shapes.push(rule(Class::Axis, (0.0, TOP), (WIDTH, TOP)));
    let top = top(trial);
    let y = |level: f64| FLOOR - (level / top).clamp(0.0, 1.0) * (FLOOR - TOP);
    if let (Some(usual), Some(end)) = (trial.usual, trial.usual_end()) {
        let full = f64::from(usual.capacity);
        let ramp = |i: u32| {
            let t = from * libm::pow(end.mean / from, f64::from(i) / 60.0);
            let lost = (full - usual.in_use).max(0.0) * t / end.mean;
            (x(t), y(top - full + usual.in_use + lost))
        };
        shapes.push(Shape::Line {
            class: Class::Now,
            points: (0..=60).map(ramp).collect(),
            shape: Outline::Curve,
        });
        let (at, anchor) = beside(x(end.mean));
        let text = format!("in use: {}", clock(end.mean));
        shapes.push(label(Class::Note, (at, 14.0), anchor, text));
    }
    for (lane, class) in [(1, Class::Released), (0, Class::Curve)] {
        let Some(scene) = trial.lanes.get(lane) else {
            continue;
        };
        let stride = scene.past.len().div_ceil(POINTS).max(1);
        let shown = (0..scene.past.len()).filter(|frame| frame % stride == 0);
        let points = shown.filter_map(|frame| {
            let t = scene.past[frame].t;
            let lane = scene.at(frame)?;
            (t >= from).then(|| (x(t), y(level(lane))))
        });
        shapes.push(Shape::Line {
            class,
            points: points.collect(),
            shape: Outline::Curve,
        });
    }
    if let Some(failure) = trial.failure() {
        shapes.push(Shape::Circle {
            class: Class::Dot,
            centre: (x(failure.t), y(top)),
            radius: 4.5,
        });
    }
    shapes.push(rule(Class::Limit, (stop, TOP), (stop, FLOOR)));
    let (at, anchor) = beside(stop);
    let text = format!("test ends: {}", clock(trial.length));
    shapes.push(label(Class::Strong, (at, TOP + 16.0), anchor, text));
    Picture {
        width: WIDTH,
        height: FLOOR + 18.0,
        shapes,
    }
}

/// Where the words beside a rule stand.
fn beside(x: f64) -> (f64, Anchor) {
    match x > WIDTH * 0.34 {
        true => (x - 5.0, Anchor::End),
        false => (x + 5.0, Anchor::Start),
    }
}

/// The highest level that is drawn.
fn top(trial: &Trial) -> f64 {
    let Some(scene) = trial.lanes.first() else {
        return 1.0;
    };
    let axis = axis(scene.scenario, scene.prediction);
    let highest = || {
        let levels = trial
            .lanes
            .iter()
            .flat_map(|scene| (0..scene.past.len()).filter_map(|frame| scene.at(frame)));
        levels.map(level).fold(10.0, f64::max)
    };
    axis.limit.or(axis.high).unwrap_or_else(highest)
}

/// Marks of time below the axis.
fn times(x: impl Fn(f64) -> f64, (from, to): (f64, f64), shapes: &mut Vec<Shape>) {
    const MARKS: [(f64, &str); 9] = [
        (0.01, "10 ms"),
        (0.1, "0.1 s"),
        (1.0, "1 s"),
        (10.0, "10 s"),
        (60.0, "1 min"),
        (600.0, "10 min"),
        (3600.0, "1 h"),
        (36_000.0, "10 h"),
        (259_200.0, "3 d"),
    ];
    let mut free = 0.0;
    for (time, text) in MARKS.iter().filter(|mark| (from..to).contains(&mark.0)) {
        let at = x(*time);
        shapes.push(rule(Class::Axis, (at, FLOOR), (at, FLOOR + 4.0)));
        if at >= free {
            let place = at.clamp(14.0, WIDTH - 18.0);
            let below = (place, FLOOR + 15.0);
            shapes.push(label(Class::Note, below, Anchor::Middle, *text));
            free = place + 40.0;
        }
    }
    shapes.push(rule(Class::Axis, (0.0, FLOOR), (WIDTH, FLOOR)));
}

/// The test in a few sentences.
pub fn words(trial: &Trial) -> String {
    let Some(scene) = trial.lanes.first() else {
        return String::new();
    };
    let rate = scene.scenario.rate;
    let usual = match trial.usual_end() {
        Some(end) => format!(" In use it takes {} to run out.", duration(end.mean)),
        None => String::new(),
    };
    let Some(lane) = trial.at_end(0) else {
        let expected = match trial.test_end() {
            Some(end) => format!(
                " By the formula it runs out after {}, give or take {}.",
                duration(end.mean),
                duration(end.sd)
            ),
            None => String::new(),
        };
        return format!(
            "{} times the load is {rate} requests a second, with the same seed.{expected}{usual}",
            trial.times
        );
    };
    let units = scene.scenario.units();
    let length = duration(trial.length);
    let later = match trial.failure() {
        Some(event) => format!(" The first error would come after {}.", duration(event.t)),
        None => String::new(),
    };
    match (trial.verdict(), trial.failure()) {
        (Verdict::Fails, Some(event)) => format!(
            "The test fails after {}: {}.{usual}",
            duration(event.t),
            event.text
        ),
        (Verdict::TooMuch, Some(event)) => format!(
            "The test fails after {}, but so does the mended program: it is the load, and not the \
             leak.{usual}",
            duration(event.t)
        ),
        (Verdict::LeftOver, _) if scene.scenario.resource.is_some() => format!(
            "No error in {length}: a test that waits for one finds nothing. {} {units} are left \
             over when it ends: a test that counts them finds the leak.{later}{usual}",
            left(lane)
        ),
        (Verdict::LeftOver, _) => format!(
            "No error in {length}: a test that waits for one finds nothing. {} things are left on \
             the heap when it ends: a test that measures memory finds the leak.{later}{usual}",
            left(lane)
        ),
        _ => format!("No error in {length}, and nothing is left over.{later}{usual}"),
    }
}

/// One row for each moment of the test.
pub fn table(trial: &Trial, names: &[&str]) -> Table {
    let mut columns = vec!["time (s)".to_owned()];
    for name in names {
        for title in ["taken", "left over", "errors"] {
            columns.push(format!("{name}: {title}"));
        }
    }
    let past = trial.lanes.first().map_or(&[][..], |scene| scene.past);
    let rows = past.iter().map(|frame| {
        let mut row = vec![format!("{:.3}", frame.t)];
        for lane in frame.lanes.iter().take(names.len()) {
            row.push(format!("{:.1}", level(lane)));
            row.extend([left(lane), lane.counters.errors()].map(|count| count.to_string()));
        }
        row
    });
    Table {
        rows: rows.collect(),
        columns,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::{Played, played};

    fn trial<'a>(run: &'a Played, length: f64) -> Trial<'a> {
        Trial {
            lanes: vec![run.scene(0), run.scene(1)],
            usual: None,
            times: 20.0,
            length,
        }
    }

    #[test]
    fn a_test_too_short_finds_nothing_unless_it_counts() {
        let run = played("stress-test");
        let short = trial(&run, 30.0);
        assert_eq!(short.verdict(), Verdict::LeftOver);
        let told = words(&short);
        assert!(told.starts_with("No error in 30 s"), "{told}");
        assert!(told.contains("The first error would come after 4") || told.contains("after 5"));
        let long = trial(&run, 80.0);
        assert_eq!(long.verdict(), Verdict::Fails);
        assert!(words(&long).contains("Errno 24"));
    }

    #[test]
    fn what_does_not_leak_leaves_nothing_over() {
        let run = played("healthy");
        assert_eq!(trial(&run, 60.0).verdict(), Verdict::Nothing);
    }

    #[test]
    fn a_load_that_the_mended_program_cannot_bear_proves_nothing() {
        let run = played("full-backlog");
        let trial = trial(&run, 1e6);
        assert_eq!(trial.verdict(), Verdict::TooMuch);
        assert!(words(&trial).contains("it is the load"));
    }

    #[test]
    fn before_it_is_played_only_the_formula_speaks() {
        let run = played("stress-test");
        let none = Trial {
            lanes: vec![run.scene(0).before()],
            usual: None,
            times: 20.0,
            length: 30.0,
        };
        assert_eq!(none.verdict(), Verdict::Unknown);
        assert!(words(&none).contains("By the formula it runs out after"));
        assert!(!stress(&none).shapes.is_empty());
        assert_eq!(table(&none, &["as written"]).rows.len(), 0);
    }
}
