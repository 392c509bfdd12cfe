//! When a resource runs out: a chain of leaks, with what requests use at the moment.
//!
//! A table is full for the first time when what has leaked and what requests hold just then make all
//! of it. While `k` of `L` units are gone, the others are a loss system: a request finds none with
//! Erlang's probability `B(L - k, a)`. So the end is a race, leak by leak, between the next leak and
//! the first request that is refused. A pool makes requests wait instead; it is gone when its last
//! unit is, and once it is smaller than its load it is served, and leaks, more slowly.
//!
//! Approximation: between two leaks the rest is stationary. When it is held for so long that it is far
//! from that, or when requests alone take everything, it is [`filling`](super::filling) that counts.

use super::super::gamma::Gamma;
use super::super::scenario::LONGEST;
use super::filling::{Filling, first_refusal};
use super::{Exhaustion, Outlook};

/// A step towards exhaustion: leaks go on at one rate, and the end comes at another.
pub struct Step {
    /// Leaks per second.
    pub leaks: f64,
    /// Requests per second that find nothing left.
    pub ends: f64,
}

/// Mean and variance of a time, in seconds and their square.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    mean: f64,
    variance: f64,
}

/// What becomes of the units of a table.
pub struct Table<'a> {
    /// What requests take and leave.
    pub filling: Filling<'a>,
    /// The same of those that come and are not served as fast, before the first of them are over.
    pub rush: Option<Filling<'a>>,
    /// Units that there are, less the garbage that there is at most.
    pub all: u32,
    /// Units that requests have at a time and that come back, on average.
    pub busy: f64,
    /// Requests per second that are served.
    pub served: f64,
    /// Seconds for which a unit that comes back is taken, weighted by themselves.
    pub stay: f64,
    /// Units of which chance cannot take more at a time.
    pub bound: f64,
    /// Units that are lost for good, a second.
    pub leaks: f64,
    /// Garbage just before a collection.
    pub garbage: f64,
    /// Seconds for which a request has a unit.
    pub held: f64,
    /// The variance of what requests have at a time, over its mean: Hayward's approximation takes so
    /// many units for one.
    pub clumping: f64,
}

impl Table<'_> {
    /// When the table of one replica is full; nothing when no run takes as long.
    pub fn full(&self) -> Option<Exhaustion> {
        let all = f64::from(self.all);
        let rush = self.rush.as_ref().filter(|rush| rush.most() >= all - 0.5);
        let soon = rush.and_then(|rush| rush.fills(all));
        let later = self.in_the_long_run(all);
        match (soon, later) {
            (Some(soon), Some(later)) if later.mean < soon.mean => Some(later),
            (soon, later) => soon.or(later),
        }
    }

    fn in_the_long_run(&self, all: f64) -> Option<Exhaustion> {
        let most = self.filling.most();
        let stay = self.stay;
        let by_chance = || self.by_chance(most);
        if self.leaks <= 0.0 {
            let stays = self.filling.stays.iter();
            let mut stays = stays.filter(|it| it.lasts.mean().is_infinite());
            let is_filled = stays.any(|it| it.units > 0.0) || most >= all - 0.5;
            let filled = is_filled.then(|| self.filling.fills(all)).flatten();
            return filled.or_else(by_chance).filter(|end| end.mean < LONGEST);
        }
        // What is held hardly changes while the end comes near, or takes all there is.
        let is_slow = self.busy > 0.0 && stay * self.leaks > 3.0 * libm::sqrt(self.busy);
        let is_uneven = most - self.busy > 0.02 * all;
        if is_slow || is_uneven || most >= all - 0.5 {
            return self.filling.fills(all);
        }
        let chain = self.chain();
        let chance = by_chance().filter(|chance| chance.mean < 3.0 * chain.mean);
        if chance.is_none() && self.busy > 0.02 * all && chain.mean < 4.0 * stay {
            // It would be over before requests have as much as they do in the long run.
            return self.filling.fills(all);
        }
        Some(chance.unwrap_or_else(|| self.filling.pace.really(chain)))
    }

    /// When requests alone happen to take everything, which they do not on average.
    ///
    /// Approximation: not in bursts.
    fn by_chance(&self, most: f64) -> Option<Exhaustion> {
        let clumping = self.clumping;
        let is_steady = self.filling.pace.is_steady();
        if !is_steady || self.busy <= 0.0 || self.bound < f64::from(self.all) {
            return None;
        }
        // Whoever comes first when all is taken, if they are many more, need not be one that stays.
        let rate = most / self.stay;
        let others = u32::from(self.filling.rate > 3.0 * rate);
        let places = (f64::from(self.all.saturating_sub(others)) / clumping) as u32;
        Some(first_refusal(|_| rate / clumping, self.stay, places)?.exhaustion())
    }

    fn chain(&self) -> Exhaustion {
        let Self { leaks, busy, .. } = *self;
        let (all, rate) = (f64::from(self.all), self.served);
        // Before the last units that requests use now and then, nothing can be refused.
        let near = (busy + 12.0 * libm::sqrt(busy) + 40.0).min(all) as u32;
        // Erlang's loss formula for one more place after the other.
        let mut blocked = 1.0;
        let steps = (1..=near).map(|places| {
            blocked = busy * blocked / (f64::from(places) + busy * blocked);
            // As long as there is one for each that can be there at a time, nobody is refused.
            let refused = f64::from(places) < self.bound;
            Step {
                leaks,
                ends: if refused { rate * blocked } else { 0.0 },
            }
        });
        let mut moments = chain(steps).after(all - f64::from(near), leaks);
        // What is left behind is so when its request has ended, or when the next one finds nothing.
        moments.mean += self.held.min(1.0 / rate);
        moments.with_garbage(self.filling.clumping, self.garbage, leaks)
    }
}

/// When the last unit of a pool is gone, of which each unit that is left serves so many requests a
/// second that lose so many units.
///
/// What is left behind is so when its request has ended: `held` seconds later, if it did not wait.
pub fn of_pool(
    all: u32,
    leaks: impl Fn(u32) -> f64,
    (clumping, garbage): (f64, f64),
    held: f64,
) -> Exhaustion {
    let steps = (1..=all).map(|left| Step {
        leaks: leaks(left),
        ends: 0.0,
    });
    let mut moments = chain(steps).clumped(clumping);
    moments.mean += held;
    moments.variance += held * held;
    moments.with_garbage(1.0, garbage, leaks(all))
}

/// The end in one of many periods, each of which it comes in with this chance, after this part of it at
/// most, and a `spread` earlier at least.
pub fn in_a_period(period: f64, chance: f64, (part, spread): (f64, f64)) -> Exhaustion {
    let number = |q: f64| libm::ceil(libm::log1p(-q) / libm::log1p(-chance)).max(1.0);
    let q = |q: f64| (number(q) - 1.0 + part) * period;
    Exhaustion {
        mean: (1.0 / chance - 1.0 + part) * period,
        sd: period * libm::sqrt(1.0 - chance) / chance,
        q05: (q(0.05) - spread * period).max(0.0),
        q50: q(0.5),
        q95: q(0.95),
    }
}

/// What a collection brings back before the end: how much garbage there is at most, the seconds between
/// collections, and the chance that it is too much before one of them.
pub fn sawtooth(peak: f64, period: f64, chance: f64, part: (f64, f64)) -> Outlook {
    let end = (chance > 0.0).then(|| in_a_period(period, chance, part));
    match end.filter(|end| end.mean < LONGEST) {
        Some(end) => Outlook::RunsOut(end),
        None => Outlook::Sawtooth { period, peak },
    }
}

/// Probability that a normal variable is at least this.
pub fn normal_at_least(value: f64, mean: f64, variance: f64) -> f64 {
    0.5 * libm::erfc((value - mean) / libm::sqrt(2.0 * variance.max(1e-12)))
}

/// The most of a Poisson variable that is met while something grows by one of its standard deviations,
/// when it is another one `times` a second.
pub fn highest(mean: f64, growth: f64, times: f64) -> f64 {
    let met = libm::sqrt(mean) * times / growth;
    match mean > 0.0 && met > 1.0 && growth > 0.0 {
        true => mean + libm::sqrt(2.0 * mean * libm::log(met)),
        false => mean,
    }
}

/// The first of so many replicas, each with its own.
///
/// Approximation: they leak independently of each other.
///
/// Requests go to them in turn, so the first of them is ahead by a part of the `gap` between two, and of
/// the variance only a part is its `own`.
pub fn of_first(one: Exhaustion, replicas: u32, (gap, own): (f64, f64)) -> Exhaustion {
    /// Steps of the integral over the chance that all are still there.
    const STEPS: u32 = 400;
    if replicas <= 1 {
        return one;
    }
    let sd = one.sd * libm::sqrt(own);
    let gamma = Gamma::with_moments(one.mean, sd);
    let step = (one.mean + 6.0 * one.sd) / f64::from(STEPS);
    let (mut mean, mut squares) = (0.0, 0.0);
    for index in 0..STEPS {
        let time = (f64::from(index) + 0.5) * step;
        let all_there = libm::pow(1.0 - gamma.probability(time), f64::from(replicas));
        mean += step * all_there;
        squares += step * 2.0 * time * all_there;
    }
    let common = one.sd * one.sd * (1.0 - own);
    let variance = (squares - mean * mean).max(0.0) + common;
    mean -= (gap * (1.0 - 1.0 / f64::from(replicas))).min(mean / 2.0);
    Moments { mean, variance }.exhaustion()
}

/// The time that a chain takes, given from its last step to its first.
pub fn chain(steps: impl Iterator<Item = Step>) -> Moments {
    let (mut mean, mut squares) = (0.0, 0.0);
    for Step { leaks, ends } in steps {
        let stay = 1.0 / (leaks + ends);
        let goes_on = leaks * stay;
        squares = 2.0 * stay * stay + 2.0 * stay * goes_on * mean + goes_on * squares;
        mean = stay + goes_on * mean;
    }
    let variance = (squares - mean * mean).max(0.0);
    Moments { mean, variance }
}

impl Moments {
    /// So many seconds, and their squares.
    pub fn new(mean: f64, variance: f64) -> Self {
        Self { mean, variance }
    }

    /// With leaks that come several at a time, and what is left in one period but not in the next.
    fn with_garbage(self, clumping: f64, garbage: f64, leaks: f64) -> Exhaustion {
        let mut moments = self.clumped(clumping);
        moments.variance += garbage / (leaks * leaks);
        moments.exhaustion()
    }

    /// The same after so many leaks more at the start.
    pub fn after(self, leaks: f64, rate: f64) -> Self {
        Self {
            mean: self.mean + leaks / rate,
            variance: self.variance + leaks / (rate * rate),
        }
    }

    /// The same when leaks come several at a time.
    pub fn clumped(self, clumping: f64) -> Self {
        Self {
            variance: self.variance * clumping,
            ..self
        }
    }

    /// A Gamma distribution with these moments.
    pub fn exhaustion(self) -> Exhaustion {
        Exhaustion::with_moments(self.mean, libm::sqrt(self.variance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_that_nothing_ends_is_a_gamma_distribution() {
        let moments = chain((0..1004).map(|_| Step {
            leaks: 2.0,
            ends: 0.0,
        }));
        assert!((moments.mean - 502.0).abs() < 1e-9);
        assert!((moments.variance - 251.0).abs() < 1e-6);
    }

    #[test]
    fn the_first_of_two_exponential_times_takes_half_as_long() {
        let first = of_first(Exhaustion::with_moments(8.0, 8.0), 2, (0.0, 1.0));
        assert!(
            (first.mean - 4.0).abs() < 0.01 && (first.sd - 4.0).abs() < 0.02,
            "{first:?}"
        );
    }
}
