//! When a database server that several replicas share runs out, before any of their pools does.
//!
//! A pool of `s` connections and an overflow needs `X` of them: those lost, and those lent. Of its `s`
//! it keeps open what it has ever needed, `O`; those of the overflow, `(X - s)⁺`, it closes again. A
//! request that needs one more is refused when all pools together have the whole server.
//!
//! Requests go to `R` replicas in turn, so they come to each more evenly than by chance: how many are
//! lent when one comes is that of an infinite server with Erlang-`R` gaps, whose binomial moments are
//! known (Takács 1962).
//!
//! Approximation: work is exponential, leaks are spread over the pools as Poisson variables, and what
//! all pools have is normal.

use super::super::formulas::poisson_at_least;
use super::super::resource::Resource;
use super::averages::Averages;
use super::exhaustion::{Step, chain, normal_at_least};
use super::{Basis, Cause, Outlook, Prediction};

/// The most connections of a pool that are told apart; those above are taken as closed when they are
/// not needed.
const LARGEST: u32 = 64;
/// The most lent on average for which evenness counts: beyond it the sums lose their digits, and it
/// hardly matters.
const MOST_LENT: f64 = 6.0;
/// Requests after which a pool has met what it will: beyond it numbers lose their meaning.
const MOST_MET: f64 = 1e15;
/// The most steps towards the end.
const MOST_STEPS: u32 = 1_000;

/// Replaces what is predicted for the pools by what is predicted for their server, if that is
/// sooner.
pub fn share(basis: &Basis<'_>, averages: &Averages, prediction: &mut Prediction) {
    let scenario = basis.scenario;
    let (Some(database), Some(Resource::Pool(pool))) = (&scenario.database, &scenario.resource)
    else {
        return;
    };
    let all = database.limit.saturating_sub(database.reserved);
    let most = u64::from(scenario.replicas) * u64::from(pool.size.saturating_add(pool.overflow));
    if most <= u64::from(all) || averages.never <= 0.0 {
        return;
    }
    let (replicas, rate) = (f64::from(scenario.replicas), basis.throughput());
    let lent = rate * averages.held;
    let size = pool.size;
    let pool = Opened::new(size, scenario.replicas, lent);
    let stride = all.div_ceil(MOST_STEPS).max(1);
    let leaks = replicas * rate * averages.never / f64::from(stride);
    let mut before = 0.0;
    let steps: Vec<Step> = (0..all.div_ceil(stride))
        .map(|step| {
            let lost = f64::from(step * stride) / replicas;
            let opened = pool.after((lost / averages.never).min(MOST_MET), lost);
            let beyond = pool.mean_beyond(lost, size);
            let taken = replicas * (opened.mean + beyond);
            let spread = replicas * (opened.variance + beyond.min(lent));
            // Less one half, because it stands for a count.
            let full = normal_at_least(f64::from(all) - 0.5, taken, spread);
            let opening = leaks * replicas * (opened.mean - before).max(0.0);
            before = opened.mean;
            let more = replicas * rate * pool.needs(lost, size);
            Step {
                leaks,
                ends: full * (opening + more),
            }
        })
        .collect();
    let clumping = averages.clumping() / f64::from(stride);
    let end = chain(steps.into_iter().rev())
        .clumped(clumping)
        .exhaustion();
    let end = basis.traffic.pace.really(end);
    let is_sooner = match prediction.outlook {
        Outlook::RunsOut(own) => end.mean < own.mean,
        _ => true,
    };
    if is_sooner {
        prediction.server = Some(all);
        prediction.cause = Cause::Leaks;
        prediction.outlook = Outlook::RunsOut(end);
    }
}

/// How many of its own connections a pool has opened.
struct Opened {
    size: u32,
    lent: f64,
    /// For each number of connections, the chance that requests of the moment need as many.
    needed: Vec<f64>,
}

/// Mean and variance of a count.
struct Count {
    mean: f64,
    variance: f64,
}

impl Opened {
    fn new(size: u32, replicas: u32, lent: f64) -> Self {
        Self {
            size: size.min(LARGEST),
            lent,
            needed: found(replicas, lent),
        }
    }

    /// Chance that at least so many connections are lost or lent when a request comes.
    fn needs(&self, lost: f64, count: u32) -> f64 {
        if count > LARGEST {
            return poisson_at_least(lost + self.lent, count);
        }
        let (mut sum, mut chance) = (poisson_at_least(lost, count), libm::exp(-lost));
        for gone in 0..count {
            let lent = self.needed.get((count - gone) as usize);
            sum += chance * lent.copied().unwrap_or(0.0);
            chance *= lost / f64::from(gone + 1);
        }
        sum
    }

    /// `E[(X - size)⁺]`, as requests find it.
    fn mean_beyond(&self, lost: f64, size: u32) -> f64 {
        if size > LARGEST {
            // Of a Poisson variable: E[X; X ≥ n] is its mean times P(X ≥ n - 1).
            let mean = lost + self.lent;
            let all = mean * poisson_at_least(mean, size - 1);
            return (all - f64::from(size) * poisson_at_least(mean, size)).max(0.0);
        }
        let lent: f64 = self.needed.iter().skip(1).sum();
        let within: f64 = (1..=size).map(|count| self.needs(lost, count)).sum();
        (lost + lent - within).max(0.0)
    }

    /// After so many requests, when a Poisson number with this mean is lost.
    fn after(&self, requests: f64, lost: f64) -> Count {
        let (mut mean, mut variance) = (0.0, 0.0);
        for number in 1..=self.size {
            let closed = self.is_closed(number, requests, lost);
            mean += 1.0 - closed;
            variance += closed * (1.0 - closed);
        }
        Count { mean, variance }
    }

    /// Chance that the connection of this number is not open yet: as many requests as have come while
    /// `j` of the `k` that are lost were, have not found all before it taken.
    fn is_closed(&self, number: u32, requests: f64, lost: f64) -> f64 {
        let (mut sum, mut met, mut chance) = (0.0, 0.0, libm::exp(-lost));
        for gone in 0..number {
            met += self.needed[(number - 1 - gone) as usize];
            let each = requests / f64::from(gone + 1);
            sum += chance * libm::exp(-each * met);
            chance *= lost / f64::from(gone + 1);
        }
        sum
    }
}

/// For each number of connections, the chance that a request finds as many lent, when `lent` are on
/// average.
fn found(replicas: u32, lent: f64) -> Vec<f64> {
    if lent > MOST_LENT {
        return (0..=LARGEST).map(|n| poisson_at_least(lent, n)).collect();
    }
    // φ(n μ) of gaps that are the sum of R exponential ones, with mean 1 / (μ a).
    let count = f64::from(replicas);
    let transform = |n: f64| libm::pow(count * lent / (count * lent + n), count);
    let mut moments = vec![1.0];
    for n in 1..=2 * LARGEST {
        let phi = transform(f64::from(n));
        let last = moments.last().copied().unwrap_or(0.0);
        moments.push(last * phi / (1.0 - phi));
    }
    // P(N = n) = Σ (-1)^(j - n) · C(j, n) · B_j, over j from n.
    let exactly = |n: usize| {
        let (mut sum, mut choose, mut sign) = (0.0, 1.0, 1.0);
        for (j, moment) in moments.iter().enumerate().skip(n) {
            sum += sign * choose * moment;
            sign = -sign;
            choose *= (j + 1) as f64 / (j + 1 - n) as f64;
        }
        f64::max(sum, 0.0)
    };
    let mut left = 1.0;
    let at_least = (0..=LARGEST as usize).map(|n| {
        let here = left;
        left = f64::max(left - exactly(n), 0.0);
        here
    });
    at_least.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_replica_is_found_as_by_chance_and_many_more_evenly() {
        let one = found(1, 2.0);
        for n in 0..12 {
            assert!(
                (one[n as usize] - poisson_at_least(2.0, n)).abs() < 1e-9,
                "{n}"
            );
        }
        // Very many: gaps that are all equal, where e^-0.5 / (1 - e^-0.5) are found on average.
        let many = found(1_000_000, 2.0);
        let mean: f64 = many.iter().skip(1).sum();
        assert!((mean - 1.541_494).abs() < 1e-4, "{mean}");
        assert!(many[8] < 0.1 * one[8]);
    }

    #[test]
    fn the_mean_beyond_a_size() {
        // Sums of Poisson probabilities, with mean 2: Σ (n - 3) · P(n) from 3 on.
        let pool = Opened::new(3, 1, 0.5);
        assert!((pool.mean_beyond(1.5, 3) - 0.218_018).abs() < 1e-6);
        assert!((pool.mean_beyond(1.5, 0) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_pool_opens_what_it_has_needed() {
        let pool = Opened::new(3, 1, 0.5);
        // Before the first request nothing, after very many everything, with three lost all three.
        assert!(pool.after(0.0, 0.0).mean < 1e-12);
        assert!((pool.after(1e9, 0.0).mean - 3.0).abs() < 1e-9);
        assert!((pool.after(1e-9, 50.0).mean - 3.0).abs() < 1e-9);
        // After one request one, and more when others are there at the same time.
        let after_one = pool.after(1.0, 0.0);
        let opened = |chance: f64| 1.0 - (-chance).exp();
        let (second, third) = (1.0 - (-0.5_f64).exp(), 1.0 - 1.5 * (-0.5_f64).exp());
        let expected = opened(1.0) + opened(second) + opened(third);
        assert!((after_one.mean - expected).abs() < 1e-12 && after_one.variance > 0.0);
    }
}
