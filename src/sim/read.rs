//! Scenario files: TOML or JSON text in, a checked [`Scenario`] or the list of what is wrong out.

use super::scenario::{Problem, Scenario};

mod json;
#[cfg(feature = "engine")]
mod toml;
mod words;

#[cfg(feature = "engine")]
pub use toml::from_toml;

/// Some editors begin a file with it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Something wrong in a scenario file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Line, from 1, if it is known.
    pub line: Option<u32>,
    /// What is wrong, naming the field.
    pub message: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Reads a scenario from JSON.
///
/// # Errors
/// The text is not JSON, a field is unknown or of the wrong type, or a value cannot be simulated.
pub fn from_json(text: &str) -> Result<Scenario, Vec<Mistake>> {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    // Fields without their names, in a list, would be read too.
    let start = text.trim_start();
    if !start.starts_with('{') && serde_json::from_str::<serde_json::Value>(start).is_ok() {
        return Err(vec![Mistake {
            line: Some(line_of(text, text.len() - start.len())),
            message: "a scenario is an object: it begins with `{`".to_owned(),
        }]);
    }
    let scenario: Scenario = serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).ok().filter(|line| *line > 0);
        let message = error.to_string();
        // The line is told already.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&place).unwrap_or(&message);
        let field = json::field_at(text, error.line(), error.column());
        let message = words::of(message, field.as_deref());
        vec![Mistake { line, message }]
    })?;
    checked(scenario, |field| {
        Some(line_of(text, json::offset_of(text, field)))
    })
}

fn checked(
    scenario: Scenario,
    line: impl Fn(&str) -> Option<u32>,
) -> Result<Scenario, Vec<Mistake>> {
    let problems = scenario.problems();
    if problems.is_empty() {
        return Ok(scenario);
    }
    let mistake = |Problem { field, message }: Problem| Mistake {
        line: line(&field),
        message: format!("`{field}` {message}"),
    };
    Err(problems.into_iter().map(mistake).collect())
}

fn line_of(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().iter().take(offset);
    before.filter(|byte| **byte == b'\n').count() as u32 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn mistakes(text: &str) -> Vec<String> {
        let found = from_toml(text).expect_err("a mistake");
        found.iter().map(Mistake::to_string).collect()
    }

    #[test]
    fn a_mistake_names_its_field_and_line() {
        assert_eq!(
            mistakes("rate = 10.0\n\n[service]\nmean = -1.0\n"),
            ["line 4: `service.mean` must be above 0, is -1"]
        );
        assert_eq!(
            mistakes("[[assumptions]]\nkind = \"raises\"\nwhat = \"f()\"\nchance = 2.0\n"),
            ["line 4: `assumptions[0].chance` must be between 0 and 1, is 2"]
        );
    }

    #[test]
    fn an_unknown_field_is_not_ignored() {
        let found = mistakes("rate = 10.0\nworkers = 3\nworker = 4\n");
        assert!(
            found[0].starts_with("line 3: unknown field `worker`"),
            "{found:?}"
        );
    }

    #[test]
    fn a_step_that_refers_to_nothing_is_found() {
        let text = "[[paths]]\nends = \"returns\"\nsteps = [\n  { acquire = { line = 1 } },\n  \
                    { may-raise = { assumption = 0, raises = true } },\n]\n";
        assert_eq!(
            mistakes(text),
            [
                "line 4: `paths[0].steps[0]` acquires, but `resource` is absent",
                "line 5: `paths[0].steps[1]` there is no assumption 0; there are 0"
            ]
        );
    }

    #[test]
    fn json_and_toml_say_the_same() {
        let scenario = from_toml("rate = 3.0\nworkers = 2\n[stop]\ntime = 9.0\n").expect("toml");
        let json = serde_json::to_string(&scenario).expect("json");
        assert_eq!(from_json(&json), Ok(scenario));
    }
}
