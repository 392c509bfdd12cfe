//! How fast requests come over the time, relative to the mean that a forecast reckons with.
//!
//! What requests leave behind depends on how many have come, not on when. So a forecast is made for
//! requests that come evenly, and its times are then those at which as many have really come: in a
//! burst earlier, when an autoscaler shares them among more replicas later.

use super::super::gamma::Gamma;
use super::Exhaustion;

/// A speed from a time on, until the next one's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Seconds from the start, or from that of the period.
    pub from: f64,
    /// The speed, relative to the mean.
    pub speed: f64,
}

/// Speeds over the time; the last one stays, or all come again after each period.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    pieces: Vec<Piece>,
    period: f64,
}

/// A moment up to which a speed holds.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// Where it begins, in seconds.
    pub from: f64,
    /// Where it ends, in seconds.
    pub to: f64,
    /// The speed.
    pub speed: f64,
}

impl Pace {
    /// Always the same.
    pub fn steady() -> Self {
        Self::steps(Vec::new())
    }

    /// One speed after the other.
    pub fn steps(pieces: Vec<Piece>) -> Self {
        Self {
            pieces,
            period: f64::INFINITY,
        }
    }

    /// Faster for the first `lasts` seconds of every period.
    pub fn bursts(period: f64, lasts: f64, (fast, slow): (f64, f64)) -> Self {
        let piece = |from, speed| Piece { from, speed };
        let pieces = vec![piece(0.0, fast), piece(lasts, slow)];
        Self { pieces, period }
    }

    /// Whether it never changes.
    pub fn is_steady(&self) -> bool {
        self.pieces.len() < 2
    }

    /// Seconds after which everything comes again; without end when nothing does.
    pub fn period(&self) -> f64 {
        self.period
    }

    /// The stretches from the start on, as far as they are asked for.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> + '_ {
        let count = self.pieces.len().max(1) as u64;
        let whole = Piece {
            from: 0.0,
            speed: 1.0,
        };
        let mut number = 0;
        std::iter::from_fn(move || {
            let (round, index) = (number / count, (number % count) as usize);
            if round > 0 && self.period.is_infinite() {
                return None;
            }
            number += 1;
            let start = match round {
                0 => 0.0,
                _ => round as f64 * self.period,
            };
            let piece = self.pieces.get(index).copied().unwrap_or(whole);
            let next = self.pieces.get(index + 1).map(|next| next.from);
            Some(Stretch {
                from: start + piece.from,
                to: start + next.unwrap_or(self.period),
                speed: piece.speed,
            })
        })
    }

    /// When so many seconds at the mean speed have passed; without end if they never do.
    pub fn when(&self, passed: f64) -> f64 {
        let all = self.in_a_period();
        let whole = self.whole_periods(passed / all);
        let mut left = passed - whole * if whole > 0.0 { all } else { 0.0 };
        let start = whole * if whole > 0.0 { self.period } else { 0.0 };
        for stretch in self.stretches().take(self.pieces.len().max(1)) {
            let here = match stretch.to.is_finite() {
                true => (stretch.to - stretch.from) * stretch.speed,
                false => f64::INFINITY,
            };
            if left <= here {
                let later = match left > 0.0 {
                    true => left / stretch.speed,
                    false => 0.0,
                };
                return start + stretch.from + later;
            }
            left -= here;
        }
        start
            + if self.period.is_finite() {
                self.period
            } else {
                f64::INFINITY
            }
    }

    /// When it ends, if it would end so at the mean speed.
    pub fn really(&self, end: Exhaustion) -> Exhaustion {
        /// Parts of the distribution over which times are averaged.
        const PARTS: u32 = 40;
        if self.is_steady() {
            return end;
        }
        let times: Vec<f64> = match end.sd > 0.0 {
            false => vec![self.when(end.mean)],
            true => {
                let gamma = Gamma::with_moments(end.mean, end.sd);
                let parts = (0..PARTS).map(|part| (f64::from(part) + 0.5) / f64::from(PARTS));
                parts.map(|q| self.when(gamma.quantile(q))).collect()
            }
        };
        let count = times.len() as f64;
        let mean = times.iter().sum::<f64>() / count;
        let squares: f64 = times.iter().map(|time| (time - mean) * (time - mean)).sum();
        Exhaustion {
            mean,
            sd: libm::sqrt(squares / count),
            q05: self.when(end.q05),
            q50: self.when(end.q50),
            q95: self.when(end.q95),
        }
    }

    /// Whole periods in so many; none when nothing comes again.
    fn whole_periods(&self, periods: f64) -> f64 {
        match self.period.is_finite() {
            true => libm::floor(periods),
            false => 0.0,
        }
    }

    fn in_a_period(&self) -> f64 {
        if self.period.is_infinite() {
            return f64::INFINITY;
        }
        let all = self.stretches().take(self.pieces.len().max(1));
        all.map(|it| (it.to - it.from) * it.speed).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Pace {
        /// As many seconds at the mean speed as have passed at `time`.
        fn passed(&self, time: f64) -> f64 {
            let whole = self.whole_periods(time / self.period);
            let mut sum = match whole > 0.0 {
                true => whole * self.in_a_period(),
                false => 0.0,
            };
            let within = time - whole * if whole > 0.0 { self.period } else { 0.0 };
            for stretch in self.stretches().take(self.pieces.len().max(1)) {
                sum += (within.min(stretch.to) - stretch.from).max(0.0) * stretch.speed;
            }
            sum
        }
    }

    #[test]
    fn time_passes_faster_in_a_burst() {
        // 60 of 3600 s 27.5 times as fast as the mean, otherwise 0.55 times.
        let pace = Pace::bursts(3600.0, 60.0, (27.5, 0.55));
        assert!((pace.passed(20.0) - 550.0).abs() < 1e-9);
        assert!((pace.passed(3660.0) - (1650.0 + 1947.0 + 1650.0)).abs() < 1e-9);
        for time in [0.0, 20.0, 60.0, 1000.0, 3600.0, 3630.0, 9999.0] {
            assert!((pace.when(pace.passed(time)) - time).abs() < 1e-6, "{time}");
        }
        let end = pace.really(Exhaustion::with_moments(550.0, 0.0));
        assert!((end.q50 - 20.0).abs() < 1e-9 && (end.mean - 20.0).abs() < 1e-9);
    }

    #[test]
    fn the_last_step_stays() {
        let piece = |from, speed| Piece { from, speed };
        let pace = Pace::steps(vec![piece(0.0, 1.0), piece(100.0, 0.5)]);
        assert_eq!((pace.passed(300.0), pace.when(200.0)), (200.0, 300.0));
        let steady = Pace::steady();
        assert_eq!((steady.passed(7.0), steady.when(7.0)), (7.0, 7.0));
    }
}
