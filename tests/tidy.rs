//! The shape of the repository, as rules a machine can keep.

mod page;
mod paths;
mod rooms;
mod styles;

use crate::cases::{files, relative, root};
use paths::paths;
use std::fs;

/// Who may use whom: module, and the modules its `use crate::` lines may name.
///
/// The binaries may use anything, `app` everything but the engine's, and nobody may use them.
const MAY_USE: [(&str, &[&str]); 29] = [
    ("text", &[]),
    ("share", &[]),
    ("report", &[]),
    ("account", &["text", "report"]),
    ("edits", &["text", "report"]),
    ("options", &["project", "report", "resources"]),
    ("syntax", &["text"]),
    ("pasted", &["text", "edits", "report", "syntax"]),
    ("cfg", &["syntax", "text"]),
    ("dataflow", &["cfg"]),
    ("resources", &[]),
    ("project", &["report", "resources"]),
    (
        "typestate",
        &["text", "syntax", "cfg", "dataflow", "resources"],
    ),
    (
        "growth",
        &["text", "report", "syntax", "cfg", "resources", "typestate"],
    ),
    ("rules", &ANALYZER),
    ("witness", &ANALYZER),
    ("odds", &ANALYZER),
    ("fix", &ANALYZER),
    ("check", &ANALYZER),
    ("sim", &["resources"]),
    ("chart", &["sim"]),
    ("literate", &["check", "report"]),
    ("handoff", &["check", "report", "sim"]),
    (
        "lessons",
        &["check", "options", "report", "sim", "literate"],
    ),
    (
        "reference",
        &["check", "lessons", "literate", "resources", "rules"],
    ),
    (
        "protocol",
        &["lessons", "options", "project", "report", "sim"],
    ),
    ("engine", ANYTHING),
    ("app", ANYTHING),
    ("bin", ANYTHING),
];

/// What the façade stands on, and those of its parts that use each other.
const ANALYZER: [&str; 16] = [
    "edits",
    "options",
    "project",
    "text",
    "report",
    "syntax",
    "pasted",
    "cfg",
    "dataflow",
    "resources",
    "typestate",
    "growth",
    "rules",
    "witness",
    "odds",
    "fix",
];

/// Anything at all.
const ANYTHING: &[&str] = &["*"];

/// Crates that only some folders may name: crate, folders, why.
const CONFINED: [(&str, &[&str], &str); 6] = [
    (
        "tree_sitter",
        &["src/syntax"],
        "only src/syntax names tree-sitter",
    ),
    ("yew", &["src/app", "src/bin"], "only the app names Yew"),
    (
        "web_sys",
        BROWSER,
        "only src/app/browser touches the browser",
    ),
    (
        "js_sys",
        BROWSER,
        "only src/app/browser touches the browser",
    ),
    ("gloo", BROWSER, "only src/app/browser touches the browser"),
    (
        "wasm_bindgen",
        BROWSER,
        "only src/app/browser touches the browser",
    ),
];

/// Where the browser may be touched.
const BROWSER: &[&str] = &["src/app/browser", "src/bin"];

/// Longest file anybody has to read.
const LINES: usize = 400;

/// The text files that the rules about text are about.
fn sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for folder in ["src", "tests", "lessons", "static", ".cargo", ".ci"] {
        if root().join(folder).is_dir() {
            paths.extend(files(&root().join(folder)));
        }
    }
    paths.extend(
        fs::read_dir(root())
            .expect("a root")
            .flatten()
            .map(|entry| entry.path()),
    );
    let text = [
        "rs", "md", "toml", "css", "js", "mjs", "ts", "html", "json", "sh", "py", "",
    ];
    (paths.iter())
        .filter(|path| path.is_file())
        .filter(|path| {
            let extension = path
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            text.contains(&extension.as_str())
        })
        .map(|path| (relative(path), path))
        .filter(|(name, _)| !name.starts_with("static/js/dist") && !is_generated(name))
        .filter_map(|(name, path)| Some((name, fs::read_to_string(path).ok()?)))
        .collect()
}

fn is_generated(name: &str) -> bool {
    name.contains("node_modules/")
        || name.contains("__pycache__/")
        || name.contains("/screenshots/")
        || ["package-lock.json", ".git"].contains(&name)
}

/// Fails with one line per offence.
fn none(offences: &[String]) {
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

/// The Rust sources, without comment lines.
fn rust() -> Vec<(String, String)> {
    (sources().into_iter())
        .filter(|(name, _)| name.starts_with("src/") && name.ends_with(".rs"))
        .collect()
}

/// The module a source file belongs to.
fn module(name: &str) -> &str {
    let inside = name.strip_prefix("src/").unwrap_or(name);
    inside.split(['/', '.']).next().unwrap_or(inside)
}

/// The modules of this crate that a text names, with the line.
fn used(text: &str) -> Vec<(usize, String)> {
    let named = |path: &[String]| match path {
        [start, module, ..] if start == "crate" || start == "leaklab" => Some(module.clone()),
        _ => None,
    };
    let mut used: Vec<(usize, String)> = (paths(text).into_iter())
        .filter_map(|(line, path)| Some((line, named(&path)?)))
        .collect();
    used.dedup();
    used
}

#[test]
fn modules_use_only_what_they_may() {
    let mut offences = Vec::new();
    for (name, text) in rust() {
        let module = module(&name);
        if name == "src/lib.rs" || name == "src/build.rs" {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(each, _)| *each == module) else {
            offences.push(format!(
                "{name}: module `{module}` has no line in the table of tidy.rs"
            ));
            continue;
        };
        for (line, used) in used(&text) {
            let own = used == module || !MAY_USE.iter().any(|(each, _)| *each == used);
            if !own && !allowed.contains(&"*") && !allowed.contains(&used.as_str()) {
                let list = allowed.join(", ");
                offences.push(format!(
                    "{name}:{line}: `{module}` may not use `{used}` (it may use: {list})"
                ));
            }
        }
    }
    none(&offences);
}

#[test]
fn the_table_knows_every_module_of_the_crate() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    let unknown: Vec<String> = (lib.lines())
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .filter(|module| !MAY_USE.iter().any(|(each, _)| each == module))
        .map(|module| format!("src/lib.rs: module `{module}` has no line in the table of tidy.rs"))
        .collect();
    none(&unknown);
}

#[test]
fn crates_stay_where_they_belong() {
    let mut offences = Vec::new();
    for (name, text) in rust() {
        for (krate, folders, why) in CONFINED {
            if folders.iter().any(|folder| name.starts_with(folder)) {
                continue;
            }
            for (index, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                if words(code).any(|word| word == krate) {
                    offences.push(format!("{name}:{}: names `{krate}`: {why}", index + 1));
                }
            }
        }
    }
    none(&offences);
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

#[test]
fn no_file_is_too_long_to_read() {
    let long: Vec<String> = (sources().iter())
        .filter(|(name, _)| name.ends_with(".rs") || name.ends_with(".css"))
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(name, lines)| format!("{name}: {lines} lines, at most {LINES}: split it by concept"))
        .collect();
    none(&long);
}

#[test]
fn nothing_is_left_for_later() {
    let marks = ["TODO", "FIXME", "XXX", "HACK"];
    none(&lines_with(|name, line| {
        let code = name.starts_with("src/") || name.starts_with("static/");
        let mark = words(line)
            .find(|word| marks.contains(word))
            .filter(|_| code)?;
        Some(format!("`{mark}`: finish it or say it in the open"))
    }));
}

#[test]
fn no_line_names_a_machine() {
    // Built from parts, so that this file does not offend itself.
    let places: Vec<String> = ["work", "root", "home", "Users"]
        .iter()
        .map(|folder| format!("/{folder}/"))
        .collect();
    none(&lines_with(|name, line| {
        let place = places.iter().find(|place| starts_path(line, place))?;
        let is_python = name.starts_with("lessons/") || name.starts_with("tests/cases/");
        (!is_python).then(|| format!("`{place}` is a path of one machine"))
    }));
}

/// Whether `place` stands at the start of a path in `line`.
fn starts_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-/~:})$#".contains(c))
    })
}

/// One offence per line for which `why` has an answer.
fn lines_with(why: impl Fn(&str, &str) -> Option<String>) -> Vec<String> {
    let mut offences = Vec::new();
    for (name, text) in sources() {
        if name == "tests/tidy.rs" || name == "Cargo.lock" {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            if let Some(why) = why(&name, line) {
                offences.push(format!("{name}:{}: {why}", index + 1));
            }
        }
    }
    offences
}

#[test]
fn reads_uses_as_written() {
    let text = "use crate::check::report;\nuse crate::{\n    cfg::{Cfg, build},\n    text,\n};\n\
                // use crate::app;\nlet x = my_crate::app; leaklab::sim::run();\n";
    let names: Vec<String> = used(text).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["check", "cfg", "text", "sim"]);
}
