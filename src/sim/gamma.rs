//! The Gamma distribution: when the `n`-th event of a Poisson process happens.
//!
//! Incomplete gamma function by series and continued fraction (Numerical Recipes 6.2); quantiles by
//! Wilson and Hilferty's approximation, refined by Newton's method kept inside a shrinking bracket.

/// The shapes that are computed with.
const LEAST_SHAPE: f64 = 1e-6;
const LARGEST_SHAPE: f64 = 1e12;
/// Above this shape the cube root of a Gamma variable is normal (Wilson and Hilferty), to six digits.
const NEARLY_NORMAL: f64 = 1e6;

/// A Gamma distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    /// The distribution with this mean and standard deviation. One without a spread, or without a
    /// mean, is drawn as narrow, or as near to 0, as can be computed with.
    pub fn with_moments(mean: f64, sd: f64) -> Self {
        let mean = mean.max(f64::MIN_POSITIVE);
        let ratio = mean / sd;
        let shape = (ratio * ratio).clamp(LEAST_SHAPE, LARGEST_SHAPE);
        Self {
            shape,
            scale: mean / shape,
        }
    }

    /// Density at `x`.
    pub fn density(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        density(self.shape, x / self.scale) / self.scale
    }

    /// Probability of at most `x`.
    pub fn probability(&self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else {
            regularised(self.shape, x / self.scale)
        }
    }

    /// The value that a share `q` of outcomes does not exceed, for `q` strictly between 0 and 1.
    pub fn quantile(&self, q: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.shape + 1.0);
        while regularised(self.shape, high) < q {
            high *= 2.0;
        }
        let mut x = wilson_hilferty(self.shape, q).clamp(low, high);
        for _ in 0..100 {
            let error = regularised(self.shape, x) - q;
            if error > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let slope = density(self.shape, x);
            let newton = x - error / slope;
            let next = if newton > low && newton < high {
                newton
            } else {
                (low + high) / 2.0
            };
            if (next - x).abs() <= 1e-12 * x {
                break;
            }
            x = next;
        }
        x * self.scale
    }
}

fn density(shape: f64, x: f64) -> f64 {
    libm::exp((shape - 1.0) * libm::log(x) - x - libm::lgamma(shape))
}

/// Regularised lower incomplete gamma function.
fn regularised(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if shape > NEARLY_NORMAL {
        let ninth = 1.0 / (9.0 * shape);
        let away = (libm::cbrt(x / shape) - 1.0 + ninth) / libm::sqrt(ninth);
        return 0.5 * libm::erfc(-away / std::f64::consts::SQRT_2);
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        while term.abs() > sum.abs() * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return front * sum;
    }
    // Lentz's method.
    let tiny = 1e-300;
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let an = -i * (i - shape);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < tiny { tiny } else { d };
        c = b + an / c;
        c = if c.abs() < tiny { tiny } else { c };
        let factor = c * d;
        h *= factor;
        if (factor - 1.0).abs() < 1e-15 {
            break;
        }
    }
    1.0 - front * h
}

fn wilson_hilferty(shape: f64, q: f64) -> f64 {
    let z = normal_quantile(q);
    let ninth = 1.0 / (9.0 * shape);
    let cube = 1.0 - ninth + z * libm::sqrt(ninth);
    (shape * cube * cube * cube).max(shape * 1e-3)
}

/// Abramowitz and Stegun 26.2.23; within 4.5e-4, which is plenty for a starting point.
fn normal_quantile(q: f64) -> f64 {
    let tail = q.min(1.0 - q);
    let t = libm::sqrt(-2.0 * libm::log(tail));
    let z = t
        - (2.515517 + 0.802853 * t + 0.010328 * t * t)
            / (1.0 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
    if q < 0.5 { -z } else { z }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_the_two_exhaustion_times() {
        let cases = [
            (1004.0, 1.0, [952.5, 1003.7, 1056.7]),
            (15.0, 0.4, [23.1, 36.7, 54.7]),
        ];
        for (units, rate, expected) in cases {
            let (mean, sd) = crate::sim::formulas::time_to_exhaustion(units, rate);
            let gamma = Gamma::with_moments(mean, sd);
            for (q, expected) in [0.05, 0.5, 0.95].into_iter().zip(expected) {
                let got = gamma.quantile(q);
                assert!((got - expected).abs() < 0.06, "q{q}: {got}, not {expected}");
                assert!((gamma.probability(got) - q).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn one_event_is_exponential() {
        let gamma = Gamma::with_moments(2.0, 2.0);
        assert!((gamma.quantile(0.5) - 2.0 * std::f64::consts::LN_2).abs() < 1e-9);
        assert!((gamma.density(2.0) - 0.5 * libm::exp(-1.0)).abs() < 1e-12);
    }
}
