//! Closed formulas of queueing theory, for forecasts and for checking the simulator.
//!
//! Throughout, `a = λ/μ` is the offered load in Erlang, `c` the servers, `ρ = a/c`. Sources:
//! Erlang 1917; Gross, Shortle, Thompson and Harris, *Fundamentals of Queueing Theory*; for
//! deterministic patience Barrer 1957. Times are in seconds when rates are per second.

/// Probability that all `servers` are busy when nobody waits (Erlang's loss formula).
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b))
}

/// Probability of having to wait for one of `servers` (Erlang's delay formula); 1 when overloaded.
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let busy = load / f64::from(servers);
    if busy >= 1.0 {
        return 1.0;
    }
    let blocked = erlang_b(servers, load);
    blocked / (1.0 - busy * (1.0 - blocked))
}

/// Probability that a Poisson variable of this mean is below `count`.
pub fn poisson_below(mean: f64, count: u32) -> f64 {
    let first = libm::exp(-mean);
    if first <= 0.0 {
        // Beyond what can be summed; it is nearly normal there.
        return 0.5 * libm::erfc((mean - f64::from(count) + 0.5) / libm::sqrt(2.0 * mean));
    }
    let (mut term, mut sum) = (first, 0.0);
    for n in 0..count {
        sum += term;
        term *= mean / f64::from(n + 1);
        if term < sum * 1e-18 && f64::from(n) > mean {
            break;
        }
    }
    sum.min(1.0)
}

/// Probability that a Poisson variable of this mean is at least `count`.
pub fn poisson_at_least(mean: f64, count: u32) -> f64 {
    1.0 - poisson_below(mean, count)
}

/// Stationary means of a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    /// Probability of having to wait.
    pub delayed: f64,
    /// Probability of being turned away.
    pub blocked: f64,
    /// Mean wait of those admitted, in seconds.
    pub wait: f64,
    /// Mean time in the system of those admitted, in seconds.
    pub sojourn: f64,
    /// Mean number waiting.
    pub waiting: f64,
    /// Mean number in the system.
    pub in_system: f64,
}

/// M/M/c: Poisson arrivals at `rate`, exponential service of mean `service`, no bound on the line.
/// Nothing when the servers cannot keep up.
pub fn mmc(rate: f64, service: f64, servers: u32) -> Option<Queue> {
    let spare = f64::from(servers) / service - rate;
    if spare <= 0.0 {
        return None;
    }
    let delayed = erlang_c(servers, rate * service);
    let wait = delayed / spare;
    let sojourn = wait + service;
    Some(Queue {
        delayed,
        blocked: 0.0,
        wait,
        sojourn,
        waiting: rate * wait,
        in_system: rate * sojourn,
    })
}

/// M/M/c/K: as [`mmc`], with room for `capacity` requests, those in service included.
pub fn mmck(rate: f64, service: f64, servers: u32, capacity: u32) -> Queue {
    let (mut weight, mut sum) = (1.0, 1.0);
    let (mut in_system, mut waiting, mut delayed) = (0.0, 0.0, 0.0);
    for n in 1..=capacity {
        weight *= rate * service / f64::from(n.min(servers));
        sum += weight;
        in_system += f64::from(n) * weight;
        waiting += f64::from(n.saturating_sub(servers)) * weight;
        if n >= servers && n < capacity {
            delayed += weight;
        }
    }
    let blocked = weight / sum;
    let admitted = rate * (1.0 - blocked);
    Queue {
        delayed: delayed / sum / (1.0 - blocked),
        blocked,
        wait: waiting / sum / admitted,
        sojourn: in_system / sum / admitted,
        waiting: waiting / sum,
        in_system: in_system / sum,
    }
}

/// The share `q` of times in an M/M/1 system is at most this long, in seconds.
pub fn mm1_sojourn_quantile(rate: f64, service: f64, q: f64) -> f64 {
    -libm::log(1.0 - q) / (1.0 / service - rate)
}

/// M/G/1: mean wait for service times of squared coefficient of variation `cs2` (Pollaczek and
/// Khinchine). Nothing when the server cannot keep up.
pub fn mg1_wait(rate: f64, service: f64, cs2: f64) -> Option<f64> {
    let busy = rate * service;
    (busy < 1.0).then(|| busy * (1.0 + cs2) * service / (2.0 * (1.0 - busy)))
}

/// A pool with a timeout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// Probability of waiting in vain.
    pub timed_out: f64,
    /// Probability of having to wait, in vain or not.
    pub delayed: f64,
    /// Mean wait of those served (no wait counted as 0), in seconds.
    pub wait: f64,
}

/// M/M/c+D: first come first served, everybody gives up after `timeout` seconds. A real SQLAlchemy
/// pool follows it to within 2 % (measured).
pub fn mmc_patience(rate: f64, service: f64, servers: u32, timeout: f64) -> Patience {
    let load = rate * service;
    let theta = f64::from(servers) / service - rate;
    let decay = libm::exp(-theta * timeout);
    let near = theta.abs() * timeout < 1e-9;
    let i1 = if near { timeout } else { (1.0 - decay) / theta };
    let i2 = decay * service / f64::from(servers);
    let j = if near {
        timeout * timeout / 2.0
    } else {
        1.0 / (theta * theta) - (timeout / theta + 1.0 / (theta * theta)) * decay
    };
    // Weights a^n/n! relative to the last one, a^(c-1)/(c-1)!.
    let (mut relative, mut below) = (1.0, 0.0);
    for n in (0..servers).rev() {
        below += relative;
        relative *= f64::from(n) / load;
    }
    let full = 1.0 / (below + rate * (i1 + i2));
    let timed_out = rate * full * i2;
    Patience {
        timed_out,
        delayed: rate * full * (i1 + i2),
        wait: rate * full * j / (1.0 - timed_out),
    }
}

/// Mean and standard deviation of the time until `units` have leaked, each leak being one event of
/// a Poisson process of `rate` per second: `L/r` and `√L/r`, the moments of a Gamma distribution.
pub fn time_to_exhaustion(units: f64, rate: f64) -> (f64, f64) {
    (units / rate, libm::sqrt(units) / rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(got: f64, expected: f64) {
        assert!(
            (got - expected).abs() < 6e-7 * expected.max(1.0),
            "{got} is not {expected}"
        );
    }

    #[test]
    fn loss_and_delay_formulas() {
        for (servers, load, blocked) in [(10, 8.0, 0.121661), (5, 4.0, 0.199067)] {
            close(erlang_b(servers, load), blocked);
        }
        close(erlang_b(100, 90.0), 0.026957);
        for (servers, load, delayed) in
            [(2, 1.6, 0.711111), (5, 4.0, 0.554113), (10, 8.0, 0.409180)]
        {
            close(erlang_c(servers, load), delayed);
        }
    }

    #[test]
    fn queues() {
        let q = mmc(0.8, 1.0, 1).expect("stable");
        close(q.wait, 4.0);
        close(q.in_system, 4.0);
        close(mm1_sojourn_quantile(0.8, 1.0, 0.99), 23.025851);
        close(mmc(12.0, 1.0, 15).expect("stable").wait, 0.106397);
        assert!(mmc(2.0, 1.0, 2).is_none());
        let q = mmck(0.8, 1.0, 1, 5);
        close(q.blocked, 0.088819);
        close(q.in_system, 1.868332);
        close(q.sojourn, 2.563065);
        let q = mmck(4.0, 1.0, 5, 10);
        close(q.blocked, 0.042486);
        close(q.wait, 0.233337);
        for (cs2, wait) in [(0.0, 2.0), (4.0, 10.0), (2.0, 6.0)] {
            close(mg1_wait(0.8, 1.0, cs2).expect("stable"), wait);
        }
    }

    #[test]
    fn patience() {
        let p = mmc_patience(6.0, 1.0, 5, 2.0);
        close(p.timed_out, 0.179743);
        close(p.delayed, 0.956830);
        close(p.wait, 1.243930);
        let p = mmc_patience(0.8, 1.0, 1, 1.0);
        close(p.timed_out, 0.275196);
        close(p.delayed, 0.579843);
        let (even, near) = (
            mmc_patience(5.0, 1.0, 5, 2.0),
            mmc_patience(5.0 + 1e-7, 1.0, 5, 2.0),
        );
        assert!((even.timed_out - near.timed_out).abs() < 1e-6);
    }

    #[test]
    fn the_last_slots_hurt() {
        let waits: Vec<f64> = (0..7)
            .filter_map(|lost| mmc(8.0, 1.0, 15 - lost))
            .map(|q| q.wait)
            .collect();
        let expected = [0.0028, 0.0065, 0.0152, 0.0350, 0.0817, 0.2046, 0.6533];
        for (wait, expected) in waits.iter().zip(expected) {
            assert!((wait - expected).abs() < 6e-5, "{waits:?}");
        }
        assert!(mmc(8.0, 1.0, 8).is_none());
    }
}
