//! When a resource that leaks runs out: a chain of leaks, with what requests use at the moment.
//!
//! A table is full for the first time when what has leaked and what requests hold just then make all
//! of it. While `k` of `L` units are gone, the others are a loss system: a request finds none with
//! Erlang's probability `B(L - k, a)`. So the end is a race, leak by leak, between the next leak and
//! the first request that is refused. A pool makes requests wait instead; it is gone when its last
//! unit is, and once it is smaller than its load it is served, and leaks, more slowly.
//!
//! Approximation: between two leaks the rest is stationary. When it is held for so long that it is
//! far from that, what it happens to be adds to the spread instead.

use super::super::formulas::erlang_b;
use super::super::gamma::Gamma;
use super::super::resource::Resource;
use super::super::scenario::Scenario;
use super::units::Averages;
use super::{Exhaustion, throughput};

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

/// When the resource of one replica runs out; requests have `busy` units on average, and just before a
/// collection there are so many that are `garbage`.
pub fn of_one(
    scenario: &Scenario,
    resource: &Resource,
    averages: &Averages,
    (busy, garbage): (f64, f64),
) -> Exhaustion {
    let throughput = throughput(scenario);
    let leaks = throughput * averages.never;
    let clumping = averages.never_squared / averages.never;
    let all = resource.capacity().saturating_sub(garbage as u32).max(1);
    let mut moments = match resource {
        Resource::Table(_) => {
            let held = busy / (throughput * averages.acquired.max(1e-12));
            if held * leaks > 3.0 * libm::sqrt(busy) && busy > 0.0 {
                // What is held hardly changes while the end comes near.
                let units = (f64::from(all) - busy).max(1.0);
                let moments = Moments {
                    mean: units / leaks,
                    variance: (units * clumping + busy) / (leaks * leaks),
                };
                return moments.exhaustion();
            }
            // Before the last units that requests use now and then, nothing can be refused.
            let near = (busy + 12.0 * libm::sqrt(busy) + 40.0).min(f64::from(all));
            let near = near as u32;
            let steps = (0..near).map(|left| Step {
                leaks,
                ends: throughput * erlang_b(left + 1, busy),
            });
            chain(steps).after(f64::from(all - near), leaks)
        }
        Resource::Pool(_) => chain((1..=all).map(|left| {
            let served = match averages.held {
                held if held > 0.0 => throughput.min(f64::from(left) / held),
                _ => throughput,
            };
            Step {
                leaks: served * averages.never,
                ends: 0.0,
            }
        })),
    };
    moments = moments.clumped(clumping);
    // As many as were left in one period are not left in the next.
    moments.variance += garbage / (leaks * leaks);
    moments.exhaustion()
}

/// The first of so many replicas, each with its own.
///
/// Approximation: they leak independently of each other.
pub fn of_first(one: Exhaustion, replicas: u32) -> Exhaustion {
    /// Steps of the integral over the chance that all are still there.
    const STEPS: u32 = 400;
    if replicas <= 1 {
        return one;
    }
    let gamma = Gamma::with_moments(one.mean, one.sd);
    let step = (one.mean + 6.0 * one.sd) / f64::from(STEPS);
    let (mut mean, mut squares) = (0.0, 0.0);
    for index in 0..STEPS {
        let time = (f64::from(index) + 0.5) * step;
        let all_there = libm::pow(1.0 - gamma.probability(time), f64::from(replicas));
        mean += step * all_there;
        squares += step * 2.0 * time * all_there;
    }
    let variance = (squares - mean * mean).max(0.0);
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
        let first = of_first(Exhaustion::with_moments(8.0, 8.0), 2);
        assert!(
            (first.mean - 4.0).abs() < 0.01 && (first.sd - 4.0).abs() < 0.02,
            "{first:?}"
        );
    }
}
