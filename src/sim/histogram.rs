//! Quantiles of many times in little room.
//!
//! Times go into log-linear buckets of seven bits of the mantissa, at any scale, the same ones on every
//! machine. A quantile is the mean of the times in its bucket: at most 0.8 % off, exact where all
//! of them are equal, and never outside of what was added.

/// Bits of mantissa that tell two buckets apart.
const PRECISION: u32 = 7;
/// Exponent of the smallest time told apart, 2^-24 s (60 ns); smaller ones share a bucket.
const LOWEST: i64 = -24;
/// Exponent that no bucket reaches, 2^30 s (34 years): no run takes as long.
const HIGHEST: i64 = 30;
/// Buckets between a time and its double, by which the range that is kept grows.
const OCTAVE: usize = 1 << PRECISION;

/// A log-linear histogram of times in seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// The number of the first bucket that is kept; empty until the first time is added.
    first: usize,
    buckets: Vec<Bucket>,
    total: u64,
    least: f64,
    most: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bucket {
    count: u64,
    sum: f64,
}

impl Histogram {
    /// Adds one time.
    #[inline(always)]
    pub fn add(&mut self, seconds: f64) {
        let number = number(seconds);
        if self.total == 0 {
            (self.least, self.most) = (seconds, seconds);
        }
        self.least = if seconds < self.least {
            seconds
        } else {
            self.least
        };
        self.most = if seconds > self.most {
            seconds
        } else {
            self.most
        };
        self.total += 1;
        // A number below the first becomes one far beyond the last.
        if number.wrapping_sub(self.first) >= self.buckets.len() {
            self.reach(number);
        }
        let bucket = &mut self.buckets.as_mut_slice()[number - self.first];
        bucket.count += 1;
        bucket.sum += seconds;
    }

    /// Keeps the octave of a bucket too.
    #[inline(never)]
    fn reach(&mut self, number: usize) {
        let start = number / OCTAVE * OCTAVE;
        if self.buckets.is_empty() {
            self.first = start;
        }
        if start < self.first {
            let before = std::iter::repeat_n(Bucket::default(), self.first - start);
            self.buckets.splice(0..0, before);
            self.first = start;
        }
        let needed = start + OCTAVE - self.first;
        if self.buckets.len() < needed {
            self.buckets.resize(needed, Bucket::default());
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        if self.total > 0 {
            self.buckets.fill(Bucket::default());
            self.total = 0;
        }
    }

    /// How many times were added.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The time that a share `q` of all times does not exceed, in seconds; nothing without any.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if self.total == 0 {
            return None;
        }
        let rank = (libm::ceil(q * self.total as f64) as u64).clamp(1, self.total);
        let mut seen = 0;
        let bucket = self.buckets.iter().find(|bucket| {
            seen += bucket.count;
            seen >= rank
        })?;
        // A sum is rounded; what it is the mean of is not exceeded.
        let mean = bucket.sum / bucket.count as f64;
        Some(mean.clamp(self.least, self.most))
    }
}

/// The number of the bucket that a time belongs to.
#[inline(always)]
fn number(seconds: f64) -> usize {
    let top = (seconds.to_bits() >> (52 - PRECISION)) as i64;
    let number = top - ((1023 + LOWEST) << PRECISION);
    number.clamp(0, ((HIGHEST - LOWEST) << PRECISION) - 1) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_their_precision() {
        let mut histogram = Histogram::default();
        for i in 1..=10_000 {
            histogram.add(f64::from(i) * 1e-3);
        }
        for q in [0.01, 0.5, 0.95, 0.99, 1.0] {
            let got = histogram.quantile(q).expect("not empty");
            assert!((got / (q * 10.0) - 1.0).abs() < 0.008, "q{q}: {got}");
        }
    }

    #[test]
    fn zero_and_the_absurd_are_counted() {
        let mut histogram = Histogram::default();
        histogram.add(0.0);
        histogram.add(1e300);
        assert_eq!(histogram.total(), 2);
        assert_eq!(histogram.quantile(0.5), Some(0.0));
        assert_eq!(histogram.quantile(1.0), Some(1e300));
    }

    #[test]
    fn what_is_always_the_same_is_its_own_quantile() {
        let mut histogram = Histogram::default();
        for _ in 0..1000 {
            histogram.add(0.1);
        }
        histogram.add(7.3);
        histogram.add(1e-5);
        for q in [0.01, 0.5, 0.99] {
            let got = histogram.quantile(q).expect("not empty");
            assert!((got - 0.1).abs() < 1e-12, "{got}");
        }
        assert_eq!(histogram.quantile(1.0), Some(7.3));
        histogram.clear();
        assert_eq!(histogram.quantile(0.5), None);
    }

    #[test]
    fn no_quantile_is_above_the_greatest_or_below_the_least() {
        let mut histogram = Histogram::default();
        for _ in 0..3 {
            histogram.add(29.999_999_999_999_996);
        }
        histogram.add(30.0);
        let quantiles = [0.0, 0.5, 0.9, 1.0].map(|q| histogram.quantile(q).expect("not empty"));
        let held = 29.999_999_999_999_996..=30.0;
        assert!(quantiles.iter().all(|q| held.contains(q)), "{quantiles:?}");
    }
}
