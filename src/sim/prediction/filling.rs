//! When requests that come need more at a time than there is, whether or not something leaks.
//!
//! A service begins empty. When a request has a unit for a time `D`, so many are taken at `t` as have
//! come and not yet gone, a Poisson variable with mean `λ·E[min(D, t)]` (Takács: an infinite server that
//! starts empty). Where that mean passes the capacity, the resource is gone when it does; where it stays
//! below, chance fills it now and then, and the first time is that of a birth and death process that
//! climbs from nothing to one more than there is.
//!
//! Approximation: whatever is held for a random time is held for an exponential one, unless work is
//! deterministic or uniform.

use super::super::scenario::Shape;
use super::Exhaustion;
use super::exhaustion::Moments;
use super::pace::Pace;

/// Units that a request takes, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    /// Units a request, on average.
    pub units: f64,
    /// How long it has them.
    pub lasts: Lasts,
}

/// A time for which a unit is taken, in seconds.
#[derive(Clone, Copy, Debug)]
pub enum Lasts {
    /// As long as it is held, of this mean and shape, and then so long.
    Held(f64, Shape, f64),
    /// Without end.
    ForEver,
}

/// Stretches of a pace that are looked back at; what came before is taken as having come evenly.
const LOOKED_BACK: usize = 64;
/// Stretches that are looked through for the first in which everything is taken.
const LOOKED_AHEAD: usize = 4_000;
/// Seconds that no run takes.
const NEVER: f64 = 1e12;

impl Lasts {
    /// The mean.
    pub fn mean(self) -> f64 {
        match self {
            Self::Held(mean, _, then) => mean + then,
            Self::ForEver => f64::INFINITY,
        }
    }

    /// `E[min(D, t)]`.
    fn within(self, time: f64) -> f64 {
        let Self::Held(mean, shape, then) = self else {
            return time;
        };
        let rest = (time - then).max(0.0);
        let held = match shape {
            _ if rest <= 0.0 || mean <= 0.0 => 0.0,
            Shape::Deterministic => rest.min(mean),
            Shape::Uniform if rest < 2.0 * mean => rest - rest * rest / (4.0 * mean),
            Shape::Uniform => mean,
            _ => -mean * libm::expm1(-rest / mean),
        };
        time.min(then) + held
    }
}

/// What comes and takes units.
pub struct Filling<'a> {
    /// Requests per second, on average: those that come until everything is taken.
    pub rate: f64,
    /// How they come.
    pub pace: &'a Pace,
    /// What each takes.
    pub stays: Box<[Stay]>,
    /// Mean square of the units that come at a time, over their mean.
    pub clumping: f64,
}

impl Filling<'_> {
    /// Units taken at a time, on average.
    pub fn taken(&self, time: f64) -> f64 {
        let within = |age: f64| -> f64 {
            let each = self.stays.iter();
            each.map(|stay| stay.units * stay.lasts.within(age)).sum()
        };
        if self.pace.is_steady() {
            return self.rate * within(time);
        }
        // Those of a stretch that have come and are still there.
        let (period, mut sum) = (self.pace.period(), 0.0);
        let skipped = match period.is_finite() {
            true => (libm::floor(time / period) - LOOKED_BACK as f64 / 2.0).max(0.0),
            false => 0.0,
        };
        let before = skipped * if skipped > 0.0 { period } else { 0.0 };
        if before > 0.0 {
            sum += within(time) - within(time - before);
        }
        for stretch in self.pace.stretches() {
            let from = before + stretch.from;
            if from >= time {
                break;
            }
            let to = (before + stretch.to).min(time);
            sum += stretch.speed * (within(time - from) - within(time - to));
        }
        self.rate * sum
    }

    /// The most that are taken at a time in the long run, on average, but for what stays for ever.
    pub fn most(&self) -> f64 {
        let passing = self
            .stays
            .iter()
            .filter(|stay| stay.lasts.mean().is_finite());
        let passing: Vec<Stay> = passing.copied().collect();
        let mean: f64 = passing.iter().map(|it| it.units * it.lasts.mean()).sum();
        let alone = Filling {
            stays: passing.into(),
            ..*self
        };
        let ends = self.pace.stretches().take(LOOKED_BACK).map(|it| it.to);
        let ends = ends.filter(|end| end.is_finite());
        ends.map(|end| alone.taken(end))
            .fold(self.rate * mean, f64::max)
    }

    /// When so many are taken; nothing when so many never are, in the mean.
    pub fn fills(&self, capacity: f64) -> Option<Exhaustion> {
        let q = |normal: f64| {
            // So many are taken with that chance.
            let away = |time: f64| {
                let mean = self.taken(time);
                mean - normal * libm::sqrt(mean * self.clumping) - (capacity - 0.5)
            };
            self.first_above(away)
        };
        let [q05, q50, q95] = [-1.6449, 0.0, 1.6449].map(q);
        let (q05, q50) = (q05?, q50?);
        // It is noticed by the next that comes.
        let next = 1.0 / self.rate;
        // What is only reached in the mean is reached by chance soon after.
        let q95 = q95.unwrap_or(q50 + 2.0 * (q50 - q05));
        let sd = (q95 - q05) / (2.0 * 1.6449);
        Some(Exhaustion {
            mean: q50 + next,
            sd: libm::hypot(sd, next),
            q05,
            q50: q50 + next,
            q95: q95 + 2.0 * next,
        })
    }

    /// The first time at which a function that grows within each stretch is above 0.
    fn first_above(&self, away: impl Fn(f64) -> f64) -> Option<f64> {
        let longest = self
            .stays
            .iter()
            .map(|it| it.lasts.mean())
            .filter(|it| it.is_finite());
        let longest = longest.fold(1e-12, f64::max);
        let mut low = 0.0;
        for stretch in self.pace.stretches().take(LOOKED_AHEAD) {
            let mut high = stretch.to.min(NEVER);
            if stretch.to.is_infinite() {
                // Far enough for whatever ends, and then doubled for what does not.
                high = low + 50.0 * longest;
                while away(high) < 0.0 && high < NEVER {
                    high *= 4.0;
                }
            }
            if away(high) >= 0.0 {
                for _ in 0..100 {
                    let middle = f64::midpoint(low, high);
                    match away(middle) >= 0.0 {
                        true => high = middle,
                        false => low = middle,
                    }
                }
                return Some(high);
            }
            low = high;
        }
        None
    }
}

/// How long a birth and death process takes from nothing to one more than there is: `rate` come a
/// second when so many are there, each for an exponential time of this mean. Nothing when that is longer
/// than any run.
pub fn first_refusal(rate: impl Fn(u32) -> f64, stay: f64, capacity: u32) -> Option<Moments> {
    let (mut mean, mut variance) = (0.0, 0.0);
    // From n to one more: first moment and second, Eτ² by the first step.
    let (mut one, mut two) = (0.0_f64, 0.0_f64);
    for n in 0..=capacity {
        let (rate, down) = (rate(n), f64::from(n) / stay);
        let all = rate + down;
        let (below, below_squared) = (one, two);
        one = (1.0 + down * below) / rate;
        two = (2.0 / all
            + 2.0 * down / all * (below + one)
            + down * (below_squared + 2.0 * below * one))
            / rate;
        mean += one;
        variance += two - one * one;
        if mean > NEVER || !mean.is_finite() {
            return None;
        }
    }
    Some(Moments::new(mean, variance.max(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fills_as_fast_as_requests_come_and_do_not_go() {
        let pace = Pace::steady();
        // 500 a second, each for a minute: 28,232 after 56.46 s.
        let stays = [Stay {
            units: 1.0,
            lasts: Lasts::Held(0.0, Shape::Exponential, 60.0),
        }];
        let filling = Filling {
            rate: 500.0,
            pace: &pace,
            stays: stays.into(),
            clumping: 1.0,
        };
        let end = filling.fills(28_232.0).expect("it fills");
        assert!(
            (end.mean - 56.463).abs() < 0.01 && (end.sd - 0.336).abs() < 0.01,
            "{end:?}"
        );
        assert!(filling.fills(30_500.0).is_none());
        assert!((filling.most() - 30_000.0).abs() < 1e-6);
        // 1 a second for 2000 s: 2000 (1 - e^(-t/2000)) passes 1004 after 1396 s.
        let stays = [Stay {
            units: 1.0,
            lasts: Lasts::Held(2000.0, Shape::Exponential, 0.0),
        }];
        let slow = Filling {
            rate: 1.0,
            stays: stays.into(),
            ..filling
        };
        // And the next one comes a second later.
        let expected = -2000.0 * libm::log(1.0 - 1003.5 / 2000.0) + 1.0;
        assert!((slow.fills(1004.0).expect("it fills").q50 - expected).abs() < 1e-3);
    }

    #[test]
    fn the_first_refusal_of_one_place_takes_two_arrivals_and_their_luck() {
        // From 0 to 1: 1/λ. From 1 to 2: 1/λ + μ/λ · 1/λ. With λ = μ = 1: 1 + 2.
        let end = first_refusal(|_| 1.0, 1.0, 1).expect("soon").exhaustion();
        assert!((end.mean - 3.0).abs() < 1e-12, "{end:?}");
        // Variances: 1, and by the first step E τ² - 2² = 10 - 4.
        assert!((end.sd * end.sd - 7.0).abs() < 1e-9, "{end:?}");
        assert!(first_refusal(|_| 1.0, 1.0, 200).is_none());
    }
}
