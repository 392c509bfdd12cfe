//! A scenario written as TOML, as people write it.

use super::{BYTE_ORDER_MARK, Mistake, checked, line_of};
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
        vec![Mistake {
            line,
            message: error.message().to_owned(),
        }]
    })?;
    let table = DeTable::parse(text).ok();
    checked(scenario, |field| {
        let table = table.as_ref()?.get_ref();
        Some(line_of(text, offset_of(table, field)?))
    })
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
