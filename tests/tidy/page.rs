//! The page and the engine are two modules, which speak `protocol` and share plain data.

use super::{none, rust};

/// What the page must not name: it is the engine's, and only `protocol` leads there. The page is also
/// built without it; this says so sooner, and where.
const ENGINE: [&str; 23] = [
    "crate::syntax",
    "crate::pasted",
    "crate::cfg",
    "crate::dataflow",
    "crate::typestate",
    "crate::rules",
    "crate::witness",
    "crate::odds",
    "crate::fix",
    "crate::check",
    "crate::literate",
    "crate::engine",
    "crate::lessons::html",
    "crate::lessons::judge",
    "crate::lessons::open",
    "crate::lessons::parse",
    "crate::lessons::simulate::judge_run",
    "crate::reference::reference",
    "crate::sim::engine",
    "crate::sim::model",
    "crate::sim::random",
    "crate::sim::replicate",
    "crate::sim::run",
];

#[test]
fn the_page_names_nothing_of_the_engine() {
    let mut offences = Vec::new();
    for (name, text) in rust() {
        let is_test = name.ends_with("/tests.rs") || name.contains("/tests/");
        // What is drawn at build time is drawn by both.
        let is_page = name.starts_with("src/app") && name != "src/app/prerender.rs";
        if !is_page && name != "src/bin/app.rs" && name != "src/protocol.rs" || is_test {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            let line = line.replace("leaklab::", "crate::");
            let named = ENGINE.iter().find(|path| names_path(&line, path));
            offences.extend(named.map(|path| {
                format!(
                    "{name}:{}: the page names `{path}`, which is the engine's",
                    index + 1
                )
            }));
        }
    }
    none(&offences);
}

/// Whether a line names a path, whole.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let after = line[at + path.len()..].chars().next();
        after.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}
