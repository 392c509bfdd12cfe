//! The moments at which many runs ran out, over the formula's curve: the same service, other seeds.

use super::shape::{Anchor, Class, Outline, Picture, Shape, label, rule};
use super::summary::{clock, duration};
use super::table::Table;
use crate::sim::gamma::Gamma;
use crate::sim::prediction::Exhaustion;

/// Width of the picture, in units.
const WIDTH: f64 = 640.0;
/// Where the bars stand, and how high they may be.
const FLOOR: f64 = 132.0;
const HIGH: f64 = 112.0;
/// Bars.
const BINS: usize = 25;
/// Points on the curve.
const POINTS: u32 = 120;

/// How often the resource ran out in each stretch of time; `ends` are in seconds, one for each seed,
/// absent when nothing ran out. The curve is the forecast's, for as many runs as are `wanted`.
pub fn histogram(forecast: &Exhaustion, ends: &[Option<f64>], wanted: usize) -> Picture {
    let low = (forecast.mean - 4.0 * forecast.sd).max(0.0);
    let high = forecast.mean + 4.5 * forecast.sd;
    let bin = (high - low) / BINS as f64;
    let mut counts = [0_u32; BINS];
    for end in ends.iter().flatten() {
        let index = ((end - low) / bin).max(0.0) as usize;
        counts[index.min(BINS - 1)] += 1;
    }
    let gamma = Gamma::with_moments(forecast.mean, forecast.sd);
    let expected = |time: f64| gamma.density(time) * bin * wanted as f64;
    let times = (0..=POINTS).map(|i| low + (high - low) * f64::from(i) / f64::from(POINTS));
    let curve: Vec<(f64, f64)> = times.map(|time| (time, expected(time))).collect();
    let peak = curve.iter().map(|point| point.1).fold(1.0, f64::max);
    let most = f64::from(counts.iter().copied().max().unwrap_or(0));
    let scale = HIGH / (peak * 1.15).max(most);
    let x = |time: f64| ((time - low) / (high - low)).clamp(0.0, 1.0) * WIDTH;
    let width = WIDTH / BINS as f64;
    let bar = |(index, count): (usize, &u32)| {
        let height = f64::from(*count) * scale;
        let frame = [
            index as f64 * width + 1.0,
            FLOOR - height,
            width - 2.0,
            height,
        ];
        (frame, 1.0)
    };
    let points = curve
        .iter()
        .map(|(time, many)| (x(*time), FLOOR - many * scale));
    let inside = |point: &&(f64, f64)| (forecast.q05..=forecast.q95).contains(&point.0);
    let mut band = vec![(x(forecast.q05), FLOOR)];
    band.extend(
        curve
            .iter()
            .filter(inside)
            .map(|(time, many)| (x(*time), FLOOR - many * scale)),
    );
    band.push((x(forecast.q95), FLOOR));
    let mut shapes = vec![
        Shape::Line {
            class: Class::Band,
            points: band,
            shape: Outline::Area,
        },
        Shape::Bars {
            class: Class::Leaked,
            bars: counts.iter().enumerate().map(bar).collect(),
        },
        Shape::Line {
            class: Class::Limit,
            points: points.collect(),
            shape: Outline::Curve,
        },
        rule(Class::Axis, (0.0, FLOOR), (WIDTH, FLOOR)),
    ];
    for (time, anchor) in [
        (forecast.q05, Anchor::Middle),
        (forecast.mean, Anchor::Middle),
        (forecast.q95, Anchor::Middle),
    ] {
        let at = x(time);
        shapes.push(rule(Class::Now, (at, FLOOR), (at, FLOOR + 5.0)));
        let text = clock(time);
        let at = (at.clamp(24.0, WIDTH - 24.0), FLOOR + 22.0);
        shapes.push(label(Class::Note, at, anchor, text));
    }
    Picture {
        width: WIDTH,
        height: FLOOR + 27.0,
        shapes,
    }
}

/// The runs in a sentence.
pub fn words(forecast: &Exhaustion, ends: &[Option<f64>]) -> String {
    let known: Vec<f64> = ends.iter().copied().flatten().collect();
    if known.is_empty() {
        return format!(
            "Formula: {} on average, 90 % of runs between {} and {}.",
            duration(forecast.mean),
            duration(forecast.q05),
            duration(forecast.q95)
        );
    }
    let n = known.len() as f64;
    let mean = known.iter().sum::<f64>() / n;
    let squares: f64 = known.iter().map(|end| (end - mean) * (end - mean)).sum();
    let sd = libm::sqrt(squares / (n - 1.0).max(1.0));
    let band = forecast.q05..=forecast.q95;
    let inside = known.iter().filter(|end| band.contains(end)).count();
    format!(
        "{} runs: they ran out after {} on average, give or take {} (formula: {}, give or take {}); \
         {inside} of them inside the 90 % band.",
        known.len(),
        duration(mean),
        duration(sd),
        duration(forecast.mean),
        duration(forecast.sd)
    )
}

/// One row for each seed.
pub fn table(ends: &[Option<f64>]) -> Table {
    let row = |(index, end): (usize, &Option<f64>)| {
        let end = end.map(|end| format!("{end:.3}")).unwrap_or_default();
        vec![(index + 1).to_string(), end]
    };
    Table {
        columns: ["run", "ran out after (s)"].map(str::to_owned).into(),
        rows: ends.iter().enumerate().map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_in_a_bar_and_the_curve_is_as_large_as_the_bars() {
        let forecast = Exhaustion::with_moments(1004.0, 31.7);
        let ends: Vec<Option<f64>> = (0..100)
            .map(|run| Some(900.0 + 2.2 * f64::from(run)))
            .chain([Some(1.0), Some(1e6), None])
            .collect();
        let picture = histogram(&forecast, &ends, 100);
        let (mut bars, mut curve) = (0.0, 0.0);
        for shape in &picture.shapes {
            match shape {
                Shape::Bars { bars: all, .. } => bars = all.iter().map(|bar| bar.0[3]).sum(),
                Shape::Line {
                    class: Class::Limit,
                    points,
                    ..
                } => {
                    let heights = points.iter().map(|point| FLOOR - point.1);
                    curve = heights.sum::<f64>() / points.len() as f64 * BINS as f64;
                }
                _ => {}
            }
        }
        // 102 runs in the bars, 100 under the curve.
        assert!((bars / curve / 1.02 - 1.0).abs() < 0.02, "{bars} {curve}");
        assert!(words(&forecast, &ends).starts_with("102 runs:"));
        assert_eq!(table(&ends).rows.len(), 103);
    }
}
