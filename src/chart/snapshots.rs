//! What a memory profiler tells: two snapshots, and their difference line by line.

use super::scene::Scene;
use super::shape::{Anchor, Class, Picture, Shape, label, rule};
use super::summary::{clock, mib};
use crate::sim::frame::{LaneFrame, Site};
use crate::sim::scenario::Profiler;

/// Width of the picture, in units.
const WIDTH: f64 = 320.0;
/// Height of a line's row, and rows at most.
const ROW: f64 = 46.0;
const ROWS: usize = 3;
/// Where the rows begin.
const TOP: f64 = 24.0;

/// What a line held at both snapshots.
struct Difference {
    line: u32,
    before: f64,
    after: f64,
    more: u64,
}

/// The two snapshots, as far as they were taken: when, and what they saw.
struct Snapshots<'a> {
    first: Option<(f64, &'a LaneFrame)>,
    second: Option<(f64, &'a LaneFrame)>,
    profiler: Profiler,
}

impl<'a> Snapshots<'a> {
    fn of(scene: &Scene<'a>) -> Option<Self> {
        let profiler = scene.scenario.profiler?;
        let taken = |time: f64| {
            let frame = scene.first_from(time)?;
            Some((scene.past[frame].t, scene.at(frame)?))
        };
        let first = taken(profiler.from);
        // While it is on, the newest moment is compared.
        let newest = first.and_then(|_| Some((scene.t(), scene.now()?)));
        Some(Self {
            first,
            second: taken(profiler.until).or(newest),
            profiler,
        })
    }

    fn differences(&self) -> Vec<Difference> {
        let (Some((_, first)), Some((_, second))) = (self.first, self.second) else {
            return Vec::new();
        };
        let before = sites(first);
        let of = |site: &Site| {
            let old = before.iter().find(|old| old.line == site.line);
            let held = |site: &Site| site.kept + site.garbage;
            Difference {
                line: site.line,
                before: old.map_or(0.0, held),
                after: held(site),
                more: site.count.saturating_sub(old.map_or(0, |old| old.count)),
            }
        };
        let mut all: Vec<Difference> = sites(second).iter().map(of).collect();
        all.sort_by(|a, b| (b.after - b.before).total_cmp(&(a.after - a.before)));
        all.truncate(ROWS);
        all
    }

    fn state(&self, now: f64) -> String {
        let Profiler { from, until, slows } = self.profiler;
        if now < from {
            format!("tracemalloc is off until {}", clock(from))
        } else if now < until {
            format!("tracemalloc is on: work takes {slows} times as long")
        } else {
            format!("tracemalloc is off again since {}", clock(until))
        }
    }
}

fn sites(lane: &LaneFrame) -> &[Site] {
    lane.heap.as_ref().map_or(&[], |heap| &heap.sites)
}

/// The lines whose memory has grown, each at both snapshots.
pub fn snapshots(scene: &Scene) -> Picture {
    let mut shapes = Vec::new();
    if let Some(both) = Snapshots::of(scene) {
        let state = both.state(scene.t());
        shapes.push(label(Class::Strong, (0.0, 13.0), Anchor::Start, state));
        let all = both.differences();
        let most = all.iter().map(|each| each.after).fold(0.0, f64::max);
        for (index, each) in all.iter().enumerate() {
            let top = TOP + index as f64 * ROW;
            row_of(each, top, WIDTH / most.max(f64::MIN_POSITIVE), &mut shapes);
        }
        if all.is_empty() {
            let text = "nothing was kept between two snapshots";
            shapes.push(label(Class::Note, (0.0, TOP + 14.0), Anchor::Start, text));
        }
    }
    Picture {
        width: WIDTH,
        height: TOP + ROW * 1.5,
        shapes,
    }
}

fn row_of(each: &Difference, top: f64, scale: f64, shapes: &mut Vec<Shape>) {
    let name = format!("▲ line {}", each.line);
    shapes.push(label(Class::Leaked, (0.0, top + 12.0), Anchor::Start, name));
    let grown = format!("+{} in {} pieces", mib(each.after - each.before), each.more);
    shapes.push(label(
        Class::Strong,
        (WIDTH, top + 12.0),
        Anchor::End,
        grown,
    ));
    let (before, after) = (each.before * scale, each.after * scale);
    let frame = |x: f64, width: f64| [x, top + 18.0, width, 16.0];
    shapes.push(Shape::Rect {
        class: Class::Reserved,
        frame: frame(0.0, before),
    });
    shapes.push(Shape::Rect {
        class: Class::Leaked,
        frame: frame(before, after - before),
    });
    shapes.push(rule(Class::Now, (before, top + 15.0), (before, top + 37.0)));
}

/// The difference in a sentence.
pub fn words(scene: &Scene) -> String {
    let Some(both) = Snapshots::of(scene) else {
        return String::new();
    };
    let differences = both.differences().into_iter().map(|each| {
        let grown = mib(each.after - each.before);
        format!("line {}: {grown} more in {} pieces", each.line, each.more)
    });
    let all: Vec<String> = differences.collect();
    let state = both.state(scene.t());
    match all.is_empty() {
        true => format!("{state}."),
        false => format!("{state}. Between the snapshots, {}.", all.join(", ")),
    }
}

/// Titles of the table's columns.
pub const COLUMNS: &[&str] = &["profiler", "line that grew most", "growth (MiB)", "pieces"];

/// A row of the table.
pub fn row(scene: &Scene) -> Vec<String> {
    let Some(both) = Snapshots::of(scene) else {
        return Vec::new();
    };
    let is_on = (both.profiler.from..both.profiler.until).contains(&scene.t());
    let mut row = vec![if is_on { "on" } else { "off" }.to_owned()];
    match both.differences().first() {
        Some(each) => row.extend([
            each.line.to_string(),
            format!("{:.3}", each.after - each.before),
            each.more.to_string(),
        ]),
        None => row.extend([String::new(), String::new(), String::new()]),
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::tests::played;

    #[test]
    fn the_difference_is_all_on_one_line() {
        let run = played("profiler");
        let told = words(&run.scene(0));
        assert!(told.contains("off again since 2:00"), "{told}");
        assert!(told.contains("line 4: 9."), "{told}");
        assert!(words(&run.scene(0).until(30)).starts_with("tracemalloc is off until 1:00"));
    }
}
