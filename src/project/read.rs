//! Reading the text of a `leaklab.toml`.

use super::{Project, Wrong};
use crate::resources::Handle;
use std::ops::Range;

impl Project {
    /// Reads the text of a `leaklab.toml`.
    ///
    /// # Errors
    /// If it is not TOML, if a field is missing or unknown, or if a handle can be neither got nor
    /// released.
    pub fn read(text: &str) -> Result<Self, Wrong> {
        let settings: Self = toml::from_str(text).map_err(|error| Wrong {
            line: line_of(text, error.span()),
            message: error.message().to_owned(),
        })?;
        for (index, handle) in settings.handles.iter().enumerate() {
            if let Some(message) = flaw(handle) {
                return Err(Wrong {
                    line: line_of_handle(text, index),
                    message: format!("`{}`: {message}", handle.class),
                });
            }
        }
        Ok(settings)
    }
}

/// What makes a handle useless.
pub(crate) fn flaw(handle: &Handle) -> Option<&'static str> {
    const CLASSES: [&str; 7] = ["R0", "R1", "R2", "R3", "R4", "R5", "R6"];
    let releases = [
        &handle.release,
        &handle.release_calls,
        &handle.release_all,
        &handle.given_back,
    ];
    match () {
        () if handle.class.trim().is_empty() => Some("`class` is empty"),
        () if !CLASSES.contains(&handle.leak_class.as_str()) => {
            Some("`leak_class` is none of R0 to R6")
        }
        () if handle.acquire.iter().all(|way| way.names.is_empty()) => {
            Some("nothing gives one: it needs a `[[handle.acquire]]` with `names`")
        }
        () if !handle.by_await && releases.iter().all(|names| names.is_empty()) => Some(
            "nothing releases it: it needs `release`, `release_calls`, `release_all` or `given_back`",
        ),
        () => None,
    }
}

fn line_of(text: &str, span: Option<Range<usize>>) -> u32 {
    let start = span.map_or(0, |span| span.start).min(text.len());
    let before = &text.as_bytes()[..start];
    1 + before.iter().filter(|byte| **byte == b'\n').count() as u32
}

/// The line of the `[[handle]]` of that index.
fn line_of_handle(text: &str, index: usize) -> u32 {
    let heads = text.lines().zip(1..).filter(|(line, _)| {
        let line: String = line.split_whitespace().collect();
        line.starts_with("[[handle]]")
    });
    heads.map(|(_, line)| line).nth(index).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Confidence;

    fn wrong(text: &str) -> String {
        Project::read(text).unwrap_err().to_string()
    }

    const LEASE: &str = "[[handle]]\nclass = 'pool.Lease'\nrelease = ['give_back']\n\n\
                         [[handle.acquire]]\nnames = ['pool.lease']\n";

    #[test]
    fn little_has_to_be_said() {
        let settings = Project::read(LEASE).unwrap();
        assert_eq!(settings.handles[0].class, "pool.Lease");
        assert_eq!(settings.handles[0].acquire[0].names, ["pool.lease"]);
        assert_eq!(settings.show, None);
        assert_eq!(Project::read("").unwrap(), Project::default());
        let shown = Project::read("show = ['definite', 'only-on-exception']").unwrap();
        let expected = vec![Confidence::Definite, Confidence::OnlyOnException];
        assert_eq!(shown.show, Some(expected));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert!(wrong("show = [").starts_with("line 1: "));
        assert!(wrong("\n[[handle]]\nclas = 'x'").starts_with("line 3: unknown field `clas`"));
        assert!(wrong("[[handle]]\nrelease = ['x']").contains("missing field `class`"));
        assert!(wrong("shows = []").contains("unknown field `shows`"));
        assert!(wrong("show = ['often']").contains("unknown variant `often`"));
        let nothing = LEASE.replace("['give_back']", "[]");
        assert_eq!(
            wrong(&format!("\n{nothing}")),
            "line 2: `pool.Lease`: nothing releases it: it needs `release`, `release_calls`, \
             `release_all` or `given_back`"
        );
        let unknown = LEASE.replace("release =", "leak_class = 'R9'\nrelease =");
        assert!(wrong(&format!("{LEASE}{unknown}")).starts_with("line 7: `pool.Lease`"));
        assert!(wrong("[[handle]]\nclass = 'a'\nrelease = ['b']").contains("nothing gives one"));
    }
}
