//! Fields of a scenario changed from the command line.

use leaklab::sim::read::from_json;
use leaklab::sim::scenario::Scenario;
use serde_json::{Map, Value};
use std::str::FromStr;

/// The most values that a sweep has.
const MOST_VALUES: f64 = 1_000.0;

/// Several values of a field.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The field, as a dotted path.
    pub field: String,
    /// The values, in order.
    pub values: Vec<f64>,
}

impl FromStr for Sweep {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let usage = || "is written FIELD=FROM..TO/STEP, such as rate=10..200/10".to_owned();
        let (field, range) = text.split_once('=').ok_or_else(usage)?;
        let (from, rest) = range.split_once("..").ok_or_else(usage)?;
        let (to, step) = rest.split_once('/').ok_or_else(usage)?;
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|it| it.is_finite());
        let parts = (number(from), number(to), number(step));
        let (Some(from), Some(to), Some(step)) = parts else {
            return Err(usage());
        };
        if step <= 0.0 || to < from {
            return Err("goes up: TO is not below FROM, and STEP is above 0".to_owned());
        }
        // The last value is not missed by a rounded step.
        let steps = ((to - from) / step * (1.0 + 1e-12)).floor();
        let count = steps + 1.0;
        if count > MOST_VALUES {
            return Err(format!("has {count} values; {MOST_VALUES} can be played"));
        }
        let values = (0..count as u32).map(|index| from + f64::from(index) * step);
        Ok(Self {
            field: field.trim().to_owned(),
            values: values.collect(),
        })
    }
}

/// The scenario with a value of a sweep.
///
/// # Errors
/// There is no such field, or it cannot have that value.
pub fn swept(scenario: &Scenario, sweep: &Sweep, value: f64) -> Result<Scenario, String> {
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    let value = match whole {
        true => Value::from(value as i64),
        false => Value::from(value),
    };
    changed(scenario, &sweep.field, value).map_err(|why| format!("--sweep {why}"))
}

/// The scenario with a field changed, `FIELD=VALUE`.
///
/// # Errors
/// There is no such field, or it cannot have that value.
pub fn set(scenario: &Scenario, set: &str) -> Result<Scenario, String> {
    let (field, value) = set
        .split_once('=')
        .ok_or_else(|| format!("{set}: is written FIELD=VALUE, such as rate=50"))?;
    let value = value.trim();
    // As in a file; what is neither a number nor a list is a word.
    let written: Option<Value> = serde_json::from_str(value).ok();
    let table: Option<Map<String, Value>> = toml::from_str(&format!("value = {value}")).ok();
    // JSON has no such numbers, and makes nothing of them.
    let number = value.trim_start_matches(['+', '-']);
    if ["nan", "inf", "infinity"].contains(&number.to_ascii_lowercase().as_str()) {
        return Err(format!(
            "{field}={value}: must be a finite number",
            field = field.trim()
        ));
    }
    let value = written
        .or_else(|| table.and_then(|mut table| table.remove("value")))
        .unwrap_or_else(|| Value::from(value));
    changed(scenario, field.trim(), value)
}

fn changed(scenario: &Scenario, field: &str, value: Value) -> Result<Scenario, String> {
    let mut all = serde_json::to_value(scenario).map_err(|error| error.to_string())?;
    let mut here = &mut all;
    for name in field.replace('[', ".").replace(']', "").split('.') {
        let index = name.parse::<usize>().ok();
        here = match (here, index) {
            (Value::Array(list), Some(index)) => list
                .get_mut(index)
                .ok_or_else(|| format!("{field}: there is no element {index}"))?,
            (here, _) => {
                // What is absent, or only a word so far, becomes a table.
                if !here.is_object() {
                    *here = Value::Object(Map::new());
                }
                let Value::Object(table) = here else {
                    return Err(format!("{field}: is no field"));
                };
                table.entry(name).or_insert(Value::Null)
            }
        };
    }
    let said = value.to_string();
    *here = value;
    from_json(&all.to_string()).map_err(|mistakes| {
        let messages: Vec<&str> = mistakes.iter().map(|it| it.message.as_str()).collect();
        format!("{field}={said}: {}", messages.join("; "))
    })
}
