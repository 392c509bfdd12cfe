//! The literate cases: `tests/cases/*.md` and the documentation of every rule.

use leaklab::check::{self, Options};
use leaklab::literate::{self, Expected};
use leaklab::report::Confidence;
use leaklab::resources::{self, Catalogue, Missing};
use leaklab::rules::{self, RULES};
use std::{fs, path::Path};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder, in a fixed order.
pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a directory entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A path as the repository writes it: relative, with `/`.
pub fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("a path in the repository");
    path.to_string_lossy().replace('\\', "/")
}

/// Runs every snippet of a document and returns what is not as it says.
pub fn mismatches(file: &str, markdown: &str) -> Vec<String> {
    (literate::snippets(markdown).iter())
        .flat_map(|snippet| {
            literate::run(snippet)
                .into_iter()
                .map(|mismatch| format!("{} ({})", mismatch.in_file(file), snippet.title))
        })
        .collect()
}

#[test]
fn every_case_is_as_it_says() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for path in files(&root().join("tests/cases")) {
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a readable case");
        checked += literate::snippets(&text)
            .iter()
            .filter(|s| s.is_checked())
            .count();
        wrong.extend(mismatches(&relative(&path), &text));
    }
    assert!(checked > 0, "tests/cases holds no Python");
    assert!(
        wrong.is_empty(),
        "{} of {checked} snippets:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_rule_is_as_its_documentation_says() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let snippets = literate::snippets(rules::doc(rule));
        let names_it = |snippet: &literate::Snippet| {
            snippet.expectations.iter().any(|each| {
                matches!(&each.expected, Expected::Error { rule: named, .. } if named == rule.id)
            })
        };
        if !snippets.iter().any(names_it) {
            wrong.push(format!("rule {}: no example is reported by it", rule.id));
        }
        if !snippets
            .iter()
            .any(|snippet| snippet.is_checked() && snippet.expectations.is_empty())
        {
            wrong.push(format!("rule {}: no example is clean", rule.id));
        }
        let file = format!(
            "src/rules/{}.rs (line of its text)",
            rule.id.replace('-', "_")
        );
        wrong.extend(mismatches(&file, rules::doc(rule)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_resource_is_reported_as_its_examples_say() {
    let catalogue = Catalogue::builtin().expect("a readable catalogue");
    let examples = resources::shown().examples;
    let mut wrong = Vec::new();
    let acquires = catalogue
        .handles()
        .iter()
        .flat_map(|handle| handle.acquire.iter().map(move |acquire| (handle, acquire)));
    for (handle, acquire) in acquires {
        let mut options = Options::default();
        if handle.missing == Missing::Habit {
            options.show.push(Confidence::Style);
        }
        let name = acquire.names.first().map_or("?", String::as_str);
        let example = &examples[name];
        let lines_of = |code: &str| -> Vec<u32> {
            let report = check::check("example.py", code, &options);
            assert!(
                report.syntax_errors.is_empty(),
                "{name}: the example is not Python"
            );
            let mut lines: Vec<u32> = report.findings.iter().map(|it| it.line).collect();
            // Two ends of one pipe are one call.
            lines.dedup();
            lines
        };
        let marked: Vec<u32> = (example.leaky.lines().zip(1..))
            .filter(|(line, _)| line.trim_end().ends_with("# leaks"))
            .map(|(_, number)| number)
            .collect();
        let reported = lines_of(&example.leaky);
        if marked.is_empty() || reported != marked {
            wrong.push(format!(
                "{name}: its leaky example is marked on lines {marked:?} and reported on {reported:?}"
            ));
        }
        let reported = lines_of(&example.clean);
        if !reported.is_empty() {
            wrong.push(format!(
                "{name}: its clean example is reported on lines {reported:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
