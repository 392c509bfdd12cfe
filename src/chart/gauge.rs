//! The forecast as a curve with its band, and the dot that lands in it.

use super::shape::{Anchor, Class, Outline, Picture, Shape};
use super::summary::clock;
use super::table::Table;
use crate::sim::gamma::Gamma;
use crate::sim::prediction::Exhaustion;

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 64.0;
/// The baseline's y.
const FLOOR: f64 = 48.0;
/// Points on the curve.
const POINTS: u32 = 80;

/// The seconds between both ends of the picture.
pub fn width(forecast: &Exhaustion) -> f64 {
    let (low, high) = ends(forecast);
    high - low
}

fn ends(forecast: &Exhaustion) -> (f64, f64) {
    let low = (forecast.mean - 4.0 * forecast.sd).max(0.0);
    (low, forecast.mean + 4.5 * forecast.sd)
}

/// The density of the time to exhaustion with the middle 90 % filled; `now` is the simulated time
/// and `end` the moment at which the run's resource ran out, both in seconds.
pub fn gauge(forecast: &Exhaustion, now: Option<f64>, end: Option<f64>) -> Picture {
    let gamma = Gamma::with_moments(forecast.mean, forecast.sd);
    let (low, high) = ends(forecast);
    let x = |time: f64| (time - low) / (high - low) * WIDTH;
    let peak = (0..=POINTS)
        .map(|i| gamma.density(low + (high - low) * f64::from(i) / f64::from(POINTS)))
        .fold(f64::MIN_POSITIVE, f64::max);
    let y = |time: f64| FLOOR - gamma.density(time) / peak * (FLOOR - 6.0);
    let curve = |from: f64, to: f64| -> Vec<(f64, f64)> {
        (0..=POINTS)
            .map(|i| from + (to - from) * f64::from(i) / f64::from(POINTS))
            .map(|time| (x(time), y(time)))
            .collect()
    };
    let mut band = curve(forecast.q05, forecast.q95);
    band.push((x(forecast.q95), FLOOR));
    band.push((x(forecast.q05), FLOOR));
    let mut shapes = vec![
        Shape::Line {
            class: Class::Band,
            points: band,
            shape: Outline::Area,
        },
        Shape::Line {
            class: Class::Curve,
            points: curve(low, high),
            shape: Outline::Curve,
        },
        Shape::Line {
            class: Class::Axis,
            points: vec![(0.0, FLOOR), (WIDTH, FLOOR)],
            shape: Outline::Curve,
        },
    ];
    for (time, anchor) in [(forecast.q05, Anchor::End), (forecast.q95, Anchor::Start)] {
        let at = (x(time).clamp(18.0, WIDTH - 30.0), HEIGHT - 3.0);
        shapes.push(Shape::Label {
            class: Class::Note,
            at,
            anchor,
            text: clock(time),
        });
    }
    let clamped = |time: f64| x(time).clamp(5.0, WIDTH - 5.0);
    if let Some(now) = now.filter(|_| end.is_none()) {
        let points = vec![(clamped(now), 4.0), (clamped(now), FLOOR)];
        shapes.push(Shape::Line {
            class: Class::Now,
            points,
            shape: Outline::Curve,
        });
    }
    if let Some(end) = end {
        shapes.push(Shape::Circle {
            class: Class::Dot,
            centre: (clamped(end), FLOOR),
            radius: 5.0,
        });
    }
    Picture {
        width: WIDTH,
        height: HEIGHT,
        shapes,
    }
}

/// The forecast as numbers: its mean, deviation and quantiles, and the moment that was simulated.
pub fn table(forecast: &Exhaustion, end: Option<f64>) -> Table {
    let Exhaustion {
        mean,
        sd,
        q05,
        q50,
        q95,
    } = *forecast;
    let quantities = [
        ("mean", mean),
        ("standard deviation", sd),
        ("5 % quantile", q05),
        ("median", q50),
        ("95 % quantile", q95),
    ];
    let row = |name: &str, value: f64| vec![name.to_owned(), format!("{value:.3}")];
    let mut rows: Vec<Vec<String>> = quantities
        .into_iter()
        .map(|(name, value)| row(name, value))
        .collect();
    rows.extend(end.map(|end| row("this run", end)));
    Table {
        columns: ["time to exhaustion", "seconds"].map(str::to_owned).into(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dot_of_a_likely_run_is_on_the_band() {
        let forecast = Exhaustion::with_moments(1004.0, 31.7);
        let picture = gauge(&forecast, None, Some(1000.0));
        let dot = picture.shapes.iter().find_map(|shape| match shape {
            Shape::Circle { centre, .. } => Some(centre.0),
            _ => None,
        });
        let band = picture.shapes.iter().find_map(|shape| match shape {
            Shape::Line {
                class: Class::Band,
                points,
                ..
            } => Some(points.clone()),
            _ => None,
        });
        let (dot, band) = (dot.expect("a dot"), band.expect("a band"));
        assert!(dot > band[0].0 && dot < band[POINTS as usize].0);
        assert_eq!(table(&forecast, None).rows.len(), 5);
        let last = table(&forecast, Some(1000.0)).rows.pop();
        assert_eq!(
            last,
            Some(vec!["this run".to_owned(), "1000.000".to_owned()])
        );
    }
}
