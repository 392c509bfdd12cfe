//! What a project says of itself, in `leaklab.toml`: what it wants shown, and resources of its own.
//!
//! ```toml
//! show = ["definite", "some-path"]
//!
//! [[handle]]
//! class = "pool.Lease"
//! kind = "lease"
//! release = ["give_back"]
//!
//! [[handle.acquire]]
//! names = ["pool.lease", "pool.Pool.lease"]
//!
//! [[registry]]
//! registers = ["bus.subscribe", ".subscribe"]
//! removes = ["unsubscribe"]
//! keeper = "the bus"
//! ```
//!
//! A handle has the fields of the catalogue's own ([`Handle`]), and so has a registry ([`Registry`]); most may be
//! left out.

use crate::report::{Confidence, Gives, Likeness, LookAlike, ReleasedBy};
use crate::resources::{Handle, Registry};
use serde::{Deserialize, Serialize};
use std::fmt;

#[cfg(feature = "engine")]
mod read;

#[cfg(feature = "engine")]
pub(crate) use read::flaw;

/// The name of the file.
pub const FILE: &str = "leaklab.toml";

/// What a project says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// The confidences that are shown; the usual ones if it is not said.
    pub show: Option<Vec<Confidence>>,
    /// Resources of its own. One of the catalogue's classes or callables is described anew.
    #[serde(default, rename = "handle")]
    pub handles: Vec<Handle>,
    /// Registries of its own: what keeps whatever it is given.
    #[serde(default, rename = "registry")]
    pub registries: Vec<Registry>,
}

/// The lines that teach a call that looks like an acquisition, and its release.
pub fn pair(call: &LookAlike) -> String {
    let class = call.names.first().map_or("", String::as_str);
    let class = class.trim_start_matches('.');
    let names: Vec<String> = call.names.iter().map(|name| format!("{name:?}")).collect();
    let by = match call.released_by {
        ReleasedBy::Method => "release",
        ReleasedBy::Owner => "given_back",
        ReleasedBy::Function => "release_calls",
    };
    let mut lines = vec![
        "[[handle]]".to_owned(),
        format!("class = {class:?}"),
        format!("kind = {:?}", call.kind),
        format!("{by} = [{:?}]", call.release),
    ];
    // What is closed is a manager as a rule.
    let closes = matches!(call.release.as_str(), "close" | "aclose");
    match call.likeness {
        Likeness::Managed => {}
        Likeness::AsyncManaged => lines.push("async_with = true".to_owned()),
        Likeness::Released | Likeness::Named if closes => {
            lines.extend(
                call.is_release_awaited
                    .then(|| "async_with = true".to_owned()),
            );
        }
        Likeness::Released | Likeness::Named => lines.push("with = \"unsupported\"".to_owned()),
    }
    let released = match (call.released_by, call.release.as_str()) {
        (ReleasedBy::Owner | ReleasedBy::Function, _) | (_, "give_back") => Some("given back"),
        (_, "cleanup") => Some("cleaned up"),
        (_, "destroy") => Some("destroyed"),
        (_, "disconnect") => Some("disconnected"),
        (_, "dispose") => Some("disposed of"),
        (_, "logout") => Some("logged out"),
        (_, "quit") => Some("quit"),
        (_, "release") => Some("released"),
        (_, "shutdown") => Some("shut down"),
        (_, "stop") => Some("stopped"),
        (_, "terminate") => Some("terminated"),
        (_, "unsubscribe") => Some("unsubscribed"),
        _ => None,
    };
    lines.extend(released.map(|word| format!("released = {word:?}")));
    if call.is_release_awaited {
        lines.push("awaited = true".to_owned());
    }
    lines.push(String::new());
    lines.push("[[handle.acquire]]".to_owned());
    // Nothing better is known of what it is called on.
    if call.names.iter().any(|name| name.rfind('.') == Some(0)) {
        lines.push(
            "# A method of anything; name its class instead, if others have one too.".to_owned(),
        );
    }
    lines.push(format!("names = [{}]", names.join(", ")));
    let form = match call.gives {
        Gives::Returned => None,
        Gives::FirstOfTuple => Some("first-of-tuple"),
        Gives::SecondOfTuple => Some("second-of-tuple"),
        Gives::BothOfTuple => Some("both-of-tuple"),
    };
    lines.extend(form.map(|form| format!("form = {form:?}")));
    if call.is_awaited {
        lines.push("awaited = true".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// Line, from 1.
    pub line: u32,
    /// What.
    pub message: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.message)
    }
}
