//! `leaklab resources`: the catalogue.

use clap::{Args, ValueEnum};
use leaklab::resources::{Catalogue, Shown, shown};
use serde_json::{Value, json};
use std::io::Write as _;
use std::process::ExitCode;

/// What `leaklab resources` takes.
#[derive(Args)]
pub struct Arguments {
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only callables whose name contains this.
    name: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each callable.
    Text,
    /// Every field of every entry, with its examples.
    Json,
}

/// Runs it: 0 something is listed, 1 nothing is, 2 the catalogue cannot be read.
pub fn run(arguments: &Arguments) -> ExitCode {
    let catalogue = match Catalogue::builtin() {
        Ok(catalogue) => catalogue,
        Err(error) => {
            let _ = writeln!(
                std::io::stderr(),
                "leaklab: the catalogue: {}",
                error.message
            );
            return ExitCode::from(2);
        }
    };
    let wanted = |names: &[String]| match &arguments.name {
        Some(part) => names.iter().any(|name| name.contains(part.as_str())),
        None => true,
    };
    let shown = shown();
    let mut out = std::io::stdout();
    let mut entries = Vec::new();
    for handle in catalogue.handles() {
        let mut ways = handle
            .acquire
            .iter()
            .filter(|way| wanted(&way.names))
            .peekable();
        if ways.peek().is_none() {
            continue;
        }
        if arguments.format == Format::Json {
            entries.push(entry(handle, &shown));
            continue;
        }
        for name in ways.flat_map(|way| &way.names) {
            let release = handle
                .release
                .iter()
                .chain(&handle.release_calls)
                .chain(&handle.given_back);
            let release: Vec<&str> = release.map(String::as_str).collect();
            let _ = writeln!(
                out,
                "{name:<44} {:<22} {} {}",
                handle.kind,
                handle.leak_class,
                release.join(", ")
            );
            entries.push(Value::Null);
        }
    }
    if arguments.format == Format::Json {
        let listed = json!({ "version": env!("CARGO_PKG_VERSION"), "resources": entries });
        let _ = writeln!(out, "{listed:#}");
    }
    if entries.is_empty() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// A handle with what is shown of it.
fn entry(handle: &leaklab::resources::Handle, shown: &Shown) -> Value {
    let mut entry = json!(handle);
    if let Some(note) = shown.notes.get(&handle.class) {
        entry["limit"] = note.limit.as_str().into();
        entry["source"] = note.source.as_str().into();
    }
    for (way, acquire) in handle.acquire.iter().enumerate() {
        let example = acquire
            .names
            .first()
            .and_then(|name| shown.examples.get(name));
        if let Some(example) = example {
            entry["acquire"][way]["leaky"] = example.leaky.as_str().into();
            entry["acquire"][way]["clean"] = example.clean.as_str().into();
        }
    }
    entry
}
