//! Random streams: one per purpose and request, so that a change in one place moves nothing else.
//!
//! Common random numbers: request 4,711 arrives at the same moment, needs the same work and meets
//! the same exception whether or not the leak is fixed. The two lanes then differ by the fix alone.
//! Each stream is a xoshiro256++ generator whose seed is a SplitMix64 hash of (run seed, purpose,
//! index), so the engine carries no generator state at all and a checkpoint is a plain copy.
//!
//! Logarithms and cosines come from `libm`: the platform's differ in the last bit.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// What a stream of numbers is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Time between two arrivals.
    Arrival = 1,
    /// Work that a request needs.
    Service = 2,
    /// Which path through the program a request takes.
    Path = 3,
    /// The seed of a replication.
    Replication = 4,
    /// How long a client waits before it asks again.
    Retry = 5,
    /// How long a request waits for a worker.
    Patience = 6,
    /// Whether an acquired unit is ever released.
    Leak = 7,
    /// The size of what is kept on the heap.
    Size = 8,
    /// How long a client thinks.
    Think = 9,
    /// After how many requests a process is restarted.
    Recycle = 10,
}

impl Purpose {
    /// One more than the greatest number of a purpose.
    pub const ALL: usize = Self::Recycle as usize + 1;
}

/// Where the streams of one purpose begin.
#[derive(Clone, Copy, Debug)]
pub struct Source(u64);

impl Source {
    /// The streams for one purpose in a run.
    pub fn new(seed: u64, purpose: Purpose) -> Self {
        Self::numbered(seed, purpose as usize)
    }

    /// The streams for the purpose of that number.
    pub fn numbered(seed: u64, purpose: usize) -> Self {
        Self(mix(mix(seed) ^ purpose as u64))
    }

    /// The stream for one index (of a request, or of a replication).
    #[inline(always)]
    pub fn stream(self, index: u64) -> Stream {
        Stream {
            key: mix(self.0 ^ index),
            rest: None,
            is_fresh: true,
        }
    }
}

/// A stream of random numbers. Most are asked for one number only, so the first comes straight from
/// the seed and the generator is made when a second is wanted; the numbers are the generator's own.
pub struct Stream {
    key: u64,
    rest: Option<Xoshiro256PlusPlus>,
    is_fresh: bool,
}

impl Stream {
    /// The stream for one purpose and one index (of a request, or of a replication).
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Self {
        Source::new(seed, purpose).stream(index)
    }

    /// Any 64 bits.
    #[inline(always)]
    pub fn bits(&mut self) -> u64 {
        if self.is_fresh {
            self.is_fresh = false;
            return first(self.key);
        }
        self.more_bits()
    }

    /// Those after the first 64.
    #[inline(never)]
    fn more_bits(&mut self) -> u64 {
        let generator = self.rest.get_or_insert_with(|| {
            let mut generator = Xoshiro256PlusPlus::seed_from_u64(self.key);
            generator.next_u64();
            generator
        });
        generator.next_u64()
    }

    /// Uniform on the open interval (0, 1): never 0, so that its logarithm is finite.
    #[inline(always)]
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Exponential with the given mean.
    #[inline(always)]
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(self.uniform())
    }

    /// Standard normal, by Box and Muller's transformation.
    pub fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.uniform()));
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// Lognormal with the given mean and squared coefficient of variation.
    pub fn lognormal(&mut self, mean: f64, cs2: f64) -> f64 {
        let variance = libm::log(1.0 + cs2);
        mean * libm::exp(libm::sqrt(variance) * self.normal() - variance / 2.0)
    }

    /// Erlang: the sum of `phases` equal exponential phases, with the given mean.
    pub fn erlang(&mut self, mean: f64, phases: u32) -> f64 {
        let phase = mean / f64::from(phases);
        (0..phases).fold(0.0, |sum, _| sum + self.exponential(phase))
    }

    /// Two-phase hyperexponential with balanced means and the given squared coefficient of
    /// variation, which must be at least 1.
    pub fn hyperexponential(&mut self, mean: f64, cs2: f64) -> f64 {
        let first = 0.5 * (1.0 + libm::sqrt((cs2 - 1.0) / (cs2 + 1.0)));
        let share = if self.uniform() < first {
            first
        } else {
            1.0 - first
        };
        self.exponential(mean / (2.0 * share))
    }
}

/// A place in the streams of a request's attempt: the first attempt has the request's own.
#[inline(always)]
pub fn attempt_index(request: u64, attempt: u32) -> u64 {
    request | u64::from(attempt) << 48
}

/// The seed of replication `index`; replication 0 keeps the seed itself, so that the first of many
/// is the one that a single run shows.
pub fn replication_seed(seed: u64, index: u32) -> u64 {
    if index == 0 {
        return seed;
    }
    Stream::new(seed, Purpose::Replication, u64::from(index)).bits()
}

/// What SplitMix64's state grows by.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The first number of xoshiro256++ with a seed of 64 bits. Its state is then four numbers of
/// SplitMix64, and the first number needs only the first and the last of them.
#[inline(always)]
fn first(seed: u64) -> u64 {
    let (low, high) = (mix(seed), mix(seed.wrapping_add(STEP.wrapping_mul(3))));
    low.wrapping_add(high).rotate_left(23).wrapping_add(low)
}

/// SplitMix64's output function (Steele, Lea and Flood 2014).
#[inline(always)]
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(STEP);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(draw: impl Fn(&mut Stream) -> f64) -> (f64, f64) {
        let n = 200_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for index in 0..n {
            let x = draw(&mut Stream::new(7, Purpose::Service, index));
            sum += x;
            squares += x * x;
        }
        let mean = sum / n as f64;
        (mean, (squares / n as f64 - mean * mean) / (mean * mean))
    }

    #[test]
    fn the_first_draw_of_each_stream_has_the_right_mean_and_variation() {
        for (name, cs2, (mean, got)) in [
            ("exponential", 1.0, moments(|s| s.exponential(3.0))),
            ("lognormal", 2.0, moments(|s| s.lognormal(3.0, 2.0))),
            ("erlang", 0.25, moments(|s| s.erlang(3.0, 4))),
            (
                "hyperexponential",
                4.0,
                moments(|s| s.hyperexponential(3.0, 4.0)),
            ),
        ] {
            assert!((mean - 3.0).abs() < 0.06, "{name}: mean {mean}");
            assert!((got - cs2).abs() < 0.1 * cs2, "{name}: cs2 {got}");
        }
    }

    #[test]
    fn a_stream_is_its_generator_from_the_first_number_on() {
        for index in 0..1000 {
            let source = Source::new(7, Purpose::Service);
            let mut stream = source.stream(index);
            let mut generator = Xoshiro256PlusPlus::seed_from_u64(mix(source.0 ^ index));
            for _ in 0..4 {
                assert_eq!(stream.bits(), generator.next_u64());
            }
        }
    }

    #[test]
    fn streams_of_different_purposes_differ() {
        let of = |purpose| Stream::new(7, purpose, 3).bits();
        assert_ne!(of(Purpose::Arrival), of(Purpose::Service));
        assert_ne!(of(Purpose::Service), of(Purpose::Path));
    }
}
