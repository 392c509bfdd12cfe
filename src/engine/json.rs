//! The analyzer with JSON in and out, for programs in other languages. A report is what `leaklab check
//! --format json` gives for a file.

use crate::check::{self, Options};
use crate::project::flaw;
use crate::report::{Confidence, FileReport};
use crate::resources::{Handle, Registry};
use serde::{Deserialize, Serialize};

/// Options as somebody else writes them: what is not said is as usual.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    show: Option<Vec<Confidence>>,
    details: Option<bool>,
    resources: Option<Vec<Handle>>,
    registries: Option<Vec<Registry>>,
}

/// Reads options.
///
/// # Errors
/// What is wrong, in words: no JSON, an unknown field or value, a resource that can be neither got nor
/// released.
pub fn options(json: &str) -> Result<Options, String> {
    let written: Written =
        serde_json::from_str(json).map_err(|error| format!("the options are wrong: {error}"))?;
    let resources = written.resources.unwrap_or_default();
    for handle in &resources {
        if let Some(flaw) = flaw(handle) {
            return Err(format!("the options are wrong: `{}`: {flaw}", handle.class));
        }
    }
    let usual = Options::default();
    Ok(Options {
        show: written.show.unwrap_or(usual.show),
        details: written.details.unwrap_or(usual.details),
        resources,
        registries: written.registries.unwrap_or_default(),
    })
}

/// A file that is being edited.
pub struct Session {
    session: check::Session,
    /// The last text that was checked: its name, itself, its report.
    last: Option<(String, String, FileReport)>,
}

impl Session {
    /// A session with no text yet.
    ///
    /// # Errors
    /// As for [`options`].
    pub fn new(json: &str) -> Result<Self, String> {
        Ok(Self {
            session: check::Session::new(options(json)?),
            last: None,
        })
    }

    /// The whole report of a text.
    pub fn check(&mut self, path: &str, text: &str) -> String {
        let report = self.session.check(path, text);
        let json = written(&report);
        self.last = Some((path.to_owned(), text.to_owned(), report));
        json
    }

    /// The report without fixes and paths, sooner.
    pub fn sketch(&mut self, path: &str, text: &str) -> String {
        written(&self.session.sketch(path, text))
    }

    /// What can be fixed together in the text that was checked last; nothing before that.
    pub fn repairs(&self) -> String {
        let repairs = self
            .last
            .as_ref()
            .map(|(path, text, report)| self.session.repairs(path, text, report));
        written(&repairs.unwrap_or_default())
    }
}

/// Plain data, which always can be written.
fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_as_usual() {
        assert_eq!(options("{}"), Ok(Options::default()));
        let some = options(r#"{"show": ["definite"], "details": false}"#).expect("options");
        assert_eq!((some.show.len(), some.details), (1, false));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |json: &str| options(json).expect_err("a mistake");
        assert!(wrong("[").starts_with("the options are wrong: "));
        assert!(wrong(r#"{"shown": []}"#).contains("unknown field `shown`"));
        assert!(wrong(r#"{"show": ["often"]}"#).contains("unknown variant `often`"));
        let useless = r#"{"resources": [{"class": "a.B", "leak_class": "R3", "acquire": [], "release": ["close"]}]}"#;
        assert!(wrong(useless).contains("`a.B`: nothing gives one"));
    }
}
