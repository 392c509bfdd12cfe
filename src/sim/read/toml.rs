//! A scenario written as TOML, as people write it.

use super::{BYTE_ORDER_MARK, Mistake, checked, line_of, words};
use crate::sim::scenario::Scenario;
use toml::de::{DeTable, DeValue};

/// Reads a scenario from TOML.
///
/// # Errors
/// The text is not TOML, a field is unknown or of the wrong type, or a value cannot be simulated.
pub fn from_toml(text: &str) -> Result<Scenario, Vec<Mistake>> {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let scenario: Scenario = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        let table = DeTable::parse(text).ok();
        let start = error.span().map(|span| span.start);
        let field = table.zip(start).and_then(|(table, start)| {
            let mut field = String::new();
            field_at(table.get_ref(), start, &mut field).then_some(field)
        });
        let message = words::of(error.message(), field.as_deref());
        vec![Mistake { line, message }]
    })?;
    let table = DeTable::parse(text).ok();
    if let Some(mistake) = table.as_ref().and_then(|it| too_long(it.get_ref(), text)) {
        return Err(vec![mistake]);
    }
    checked(scenario, |field| {
        let table = table.as_ref()?.get_ref();
        Some(line_of(text, offset_of(table, field)?))
    })
}

/// A list of three that is longer: the library leaves out what it has not asked for.
fn too_long(table: &DeTable<'_>, text: &str) -> Option<Mistake> {
    let DeValue::Table(collector) = table.get("collector")?.get_ref() else {
        return None;
    };
    let thresholds = collector.get("thresholds")?;
    let DeValue::Array(list) = thresholds.get_ref() else {
        return None;
    };
    (list.len() != 3).then(|| Mistake {
        line: Some(line_of(text, thresholds.span().start)),
        message: format!(
            "`collector.thresholds` must be a list of 3, has {}",
            list.len()
        ),
    })
}

/// Writes the innermost field whose value a place is in, as a dotted path; false when there is none.
fn field_at(table: &DeTable<'_>, at: usize, field: &mut String) -> bool {
    for (name, value) in table {
        let before = field.len();
        if !field.is_empty() {
            field.push('.');
        }
        field.push_str(name.get_ref());
        if value_at(value.get_ref(), at, field) || value.span().contains(&at) {
            return true;
        }
        field.truncate(before);
    }
    false
}

fn value_at(value: &DeValue<'_>, at: usize, field: &mut String) -> bool {
    match value {
        DeValue::Table(table) => field_at(table, at, field),
        DeValue::Array(array) => (0..).zip(array).any(|(index, value): (usize, _)| {
            let before = field.len();
            field.push_str(&format!("[{index}]"));
            let is_here = value_at(value.get_ref(), at, field) || value.span().contains(&at);
            if !is_here {
                field.truncate(before);
            }
            is_here
        }),
        _ => false,
    }
}

/// Where the value of a dotted field starts, or the nearest thing around it that is in the text.
fn offset_of(table: &DeTable<'_>, field: &str) -> Option<usize> {
    let field = field.replace('[', ".").replace(']', "");
    let mut names = field.split('.');
    let mut here = table.get(names.next()?)?;
    for name in names {
        let next = match here.get_ref() {
            DeValue::Table(table) => table.get(name),
            DeValue::Array(array) => name.parse().ok().and_then(|index: usize| array.get(index)),
            _ => None,
        };
        match next {
            Some(next) => here = next,
            None => break,
        }
    }
    Some(here.span().start)
}
