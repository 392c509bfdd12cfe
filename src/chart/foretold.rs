//! A forecast in words.

use super::summary::duration;
use crate::sim::prediction::{Before, Cause, Outlook, Prediction, What};
use crate::sim::scenario::Scenario;

/// The forecast in words, with its reason.
pub fn forecast(prediction: &Prediction, scenario: &Scenario) -> String {
    let mut text = outlook(prediction, scenario);
    text.extend(prediction.before.iter().map(before));
    text
}

fn outlook(prediction: &Prediction, scenario: &Scenario) -> String {
    let units = prediction.of.units(scenario);
    let capacity = prediction.capacity;
    match &prediction.outlook {
        Outlook::NothingLeaks => {
            "Every way out releases what it acquired, so nothing runs out.".to_owned()
        }
        Outlook::ClosedAtOnce => flat_reason(prediction, scenario),
        Outlook::Sawtooth { period, peak } => format!(
            "Garbage piles up to about {peak:.0} of {capacity} {units}, and a collection every {} \
             closes it: a sawtooth, but nothing runs out.",
            duration(*period)
        ),
        Outlook::Settles {
            level,
            blocked,
            first,
        } => {
            let room = match first {
                Some(first) => format!(
                    "and {} % of new ones find no room, the first after {}",
                    figure(blocked * 100.0),
                    duration(first.mean)
                ),
                None => "and there is room for all".to_owned(),
            };
            format!(
                "{}: about {level:.0} of {capacity} {units} are missing at a time, {room}.",
                comes_back(prediction, scenario)
            )
        }
        Outlook::RunsOut(end) => {
            let replicas = scenario.replicas;
            let what = match prediction.server {
                Some(all) => format!("The {all} connections of the database server run out"),
                None if capacity == 1 => format!("The last of 1 {units} is gone"),
                None if replicas > 1 => {
                    format!("{capacity} {units} of one of {replicas} replicas run out")
                }
                None => format!("{capacity} {units} run out"),
            };
            let each = if replicas > 1 { " in each replica" } else { "" };
            let mut text = format!(
                "{what} after {}, give or take {}; 90 % of runs end between {} and {}. \
                 ",
                duration(end.mean),
                duration(end.sd),
                duration(end.q05),
                duration(end.q95),
            );
            if prediction.cause == Cause::Load {
                text.push_str("Nothing has to leak for that: requests of a moment take all of it.");
                return text;
            }
            if prediction.rate <= 0.0 {
                text.push_str(&format!(
                    "Up to about {:.0} are missing until they come back by themselves, and now and \
                     then that is all there are.",
                    prediction.returning
                ));
                return text;
            }
            let (number, per) = rate(prediction.rate);
            let lost = match number.as_str() {
                "1" => format!("1 {} is", prediction.of.unit(scenario)),
                _ => format!("{number} {units} are"),
            };
            text.push_str(&format!("{lost} lost per {per}{each}"));
            if let Some(after) = prediction.too_late {
                let after = duration(after);
                text.push_str(&format!(
                    "; the first would come back after {after}, too late"
                ));
            }
            text.push_str(&match prediction.returning >= 0.5 {
                true => format!(", beside up to {:.0} that come back.", prediction.returning),
                false => ".".to_owned(),
            });
            text
        }
    }
}

/// Why something is missing only for a time.
fn comes_back(prediction: &Prediction, scenario: &Scenario) -> String {
    if prediction.of == What::Memory && scenario.memory.is_some_and(|it| it.cache.is_some()) {
        return "The cache throws its oldest entries out".to_owned();
    }
    if prediction.leaked_per_request > 0.0 {
        let after = duration(scenario.returns_after);
        return format!("What leaks comes back by itself after {after}");
    }
    let What::Resource(of) = prediction.of else {
        return "Nothing leaks".to_owned();
    };
    let resource = scenario.resources().nth(of as usize);
    let lingers = resource.map_or(0.0, |resource| resource.lingers());
    format!(
        "Nothing leaks, and what is released cannot be had again for {}",
        duration(lingers)
    )
}

/// A number as exact as it is of use, without zeros at its end: three digits.
fn figure(number: f64) -> String {
    if number <= 0.0 {
        return "0".to_owned();
    }
    let digits = (2.0 - libm::floor(libm::log10(number))).clamp(0.0, 12.0) as usize;
    let text = format!("{number:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// So many a second, or in the shortest time in which it is not a small part of one.
fn rate(a_second: f64) -> (String, &'static str) {
    let times = [(1.0, "second"), (60.0, "minute"), (3600.0, "hour")];
    let enough = times.iter().find(|(time, _)| a_second * time >= 0.095);
    let (time, per) = enough.copied().unwrap_or((86_400.0, "day"));
    (figure(a_second * time), per)
}

/// What comes between, as a sentence after the forecast.
fn before(before: &Before) -> String {
    match before {
        Before::Restart { after, chance } if *chance < 1e-4 => format!(
            " A planned restart after {} comes first, so that nobody sees it.",
            duration(*after)
        ),
        Before::Restart { after, chance } => format!(
            " A planned restart after {} comes first, but for {:.2} % of lives.",
            duration(*after),
            chance * 100.0
        ),
        Before::Outlived { after } => format!(
            " Planned restarts every {} do not help: what is lost is outside of the process.",
            duration(*after)
        ),
        Before::Alarm => " The monitor restarts the process when it raises its alarm.".to_owned(),
        Before::Autoscaler { replicas } => format!(
            " By then there are {replicas} replicas that share the requests, because of the \
             autoscaler."
        ),
        Before::Shared => {
            " An autoscaler changes how many replicas share the requests: that is left out."
                .to_owned()
        }
        Before::Bursts => {
            " In bursts requests may happen to take all there is: that is left out.".to_owned()
        }
        Before::Several => {
            " Requests take several at a time and wait for each other: that is left out.".to_owned()
        }
        Before::Slower => {
            " That work becomes slower meanwhile is left out: less is done, and it may take longer."
                .to_owned()
        }
        Before::Crowded => {
            " More comes than is served; what those keep that wait is left out.".to_owned()
        }
        Before::Server => {
            " All pools together may want more connections than their server has: that is left out."
                .to_owned()
        }
    }
}

fn flat_reason(prediction: &Prediction, scenario: &Scenario) -> String {
    let unit = scenario
        .resource
        .as_ref()
        .map_or("unit", |resource| resource.unit());
    let per_second = prediction.unreleased_per_request * scenario.mean_rate();
    format!(
        "The program leaves {per_second:.2} {unit}s a second unreleased, yet nothing runs out: \
         CPython counts references, and closes each one as soon as the last reference to it goes. \
         That ends with another runtime, or as soon as something keeps the frame alive, such as a \
         stored exception."
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::prediction::predict;
    use crate::sim::presets::Preset;

    #[test]
    fn the_flat_line_says_why() {
        let scenario = Preset::find("file-under-cpython").and_then(|p| p.scenario().ok());
        let scenario = scenario.expect("preset");
        let words = forecast(&predict(&scenario).expect("a resource"), &scenario);
        assert!(
            words.contains("1.00 descriptors a second unreleased"),
            "{words}"
        );
        assert!(words.contains("CPython counts references"), "{words}");
    }

    #[test]
    fn a_rate_is_as_exact_as_it_is_of_use() {
        for (a_second, number, per) in [
            (1.0, "1", "second"),
            (45.0, "45", "second"),
            (1.8166, "1.82", "second"),
            (1234.5, "1234", "second"),
            (0.1, "0.1", "second"),
            (0.05, "3", "minute"),
            (0.001, "3.6", "hour"),
            (1e-6, "0.0864", "day"),
        ] {
            assert_eq!(rate(a_second), (number.to_owned(), per), "{a_second}");
        }
    }
}
