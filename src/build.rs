//! Writes as JSON or in postcard's format what people write in TOML, so that the page needs no reader of TOML at first:
//! the catalogue, its examples, the presets with the programs at their heads, and the course map,
//! which is what the lessons' files say about themselves.
//!
//! It runs before the crate exists, so it shares two files with it, about the heads of lessons, and finds the
//! steps by the same rule: a `##` heading outside a fence. `tests/lessons.rs` compares the two.

#![allow(
    clippy::print_stdout,
    reason = "this is how a build script talks to Cargo"
)]

#[path = "lessons/front.rs"]
mod front;
#[allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    reason = "documented where it is public"
)]
#[path = "resources/handle.rs"]
mod handle;
#[allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    reason = "documented where it is public"
)]
#[path = "resources/registry.rs"]
mod registry;
#[path = "lessons/split.rs"]
mod split;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::{env, error::Error, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    for input in [
        "lessons",
        "src/build.rs",
        "src/lessons/front.rs",
        "src/lessons/split.rs",
        "src/resources",
        "src/sim/presets",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (catalogue, shown) = catalogue(&here.join("src/resources"))?;
    fs::write(
        out.join("catalogue.bin"),
        postcard::to_allocvec(&catalogue)?,
    )?;
    write(&out.join("shown.json"), &shown)?;
    for preset in sorted(&here.join("src/sim/presets"))? {
        let file = out.join(preset.file_name().unwrap_or_default());
        write(&file.with_extension("json"), &read(&preset)?)?;
        let (program, around) = program(&fs::read_to_string(&preset)?);
        fs::write(file.with_extension("py"), program)?;
        fs::write(file.with_extension("around.py"), around)?;
    }
    let course = course(&here.join("lessons"))?;
    Ok(fs::write(
        out.join("course.bin"),
        postcard::to_allocvec(&course)?,
    )?)
}

/// The families of the catalogue without what only the reference shows, and that: limits and
/// sources by class, examples by callable.
fn catalogue(folder: &Path) -> Outcome<(Catalogue, Value)> {
    let mut catalogue = Catalogue::default();
    let (mut notes, mut examples) = (serde_json::Map::new(), serde_json::Map::new());
    let files = sorted(folder)?.into_iter();
    for file in files.filter(|file| file.extension().is_some_and(|it| it == "toml")) {
        let mut family = read(&file)?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let title = title(&fs::read_to_string(&file)?, &name)?;
        let mut handles = Vec::new();
        let all = family.get_mut("handle").and_then(Value::as_array_mut);
        handles.extend(all.into_iter().flatten());
        for handle in &mut handles {
            let class = handle["class"].as_str().unwrap_or_default().to_owned();
            for field in ["kind", "leak_class", "exhausts", "ends_in", "dropped"] {
                if handle.get(field).is_none() {
                    return Err(format!("{name}: {class} has no `{field}`").into());
                }
            }
            let mut note = taken(handle, &["limit", "source"])?;
            note["family"] = Value::from(title.as_str());
            if notes.insert(class.clone(), note).is_some() {
                return Err(format!("{name}: {class} comes twice").into());
            }
        }
        for way in handles
            .into_iter()
            .flat_map(|handle| handle["acquire"].as_array_mut().into_iter().flatten())
        {
            let callable = way["names"][0].as_str().unwrap_or_default().to_owned();
            let example = taken(way, &["leaky", "clean"])?;
            if examples.insert(callable.clone(), example).is_some() {
                return Err(format!("{name}: {callable} comes twice").into());
            }
        }
        catalogue.0.extend(entries(&mut family, "handle", &name)?);
        (catalogue.1).extend(entries(&mut family, "registry", &name)?);
    }
    let shown = serde_json::json!({ "notes": notes, "examples": examples });
    Ok((catalogue, shown))
}

/// What is acquired, and what keeps what is registered with it.
type Catalogue = (Vec<handle::Handle>, Vec<registry::Registry>);

/// The entries of a kind that a family has.
fn entries<T: serde::de::DeserializeOwned>(
    family: &mut Value,
    kind: &str,
    name: &str,
) -> Outcome<Vec<T>> {
    match family
        .as_object_mut()
        .and_then(|family| family.remove(kind))
    {
        Some(entries) => {
            serde_json::from_value(entries).map_err(|error| format!("{name}: {error}").into())
        }
        None => Ok(Vec::new()),
    }
}

/// What a family calls itself: the comment in its first line.
fn title(family: &str, name: &str) -> Outcome<String> {
    let first = family
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("# "));
    let Some(title) = first.and_then(|line| line.strip_suffix('.')) else {
        return Err(format!("{name}: the first line is no comment with its title").into());
    };
    Ok(title.to_owned())
}

/// The program at the head of a preset, and what it needs around it: lines after `#` and after `#:`.
fn program(preset: &str) -> (String, String) {
    let (mut program, mut around) = (String::new(), String::new());
    for line in preset.lines().map_while(|line| line.strip_prefix('#')) {
        let (text, line) = match line.strip_prefix(':') {
            Some(line) => (&mut around, line),
            None => (&mut program, line),
        };
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
        text.push('\n');
    }
    (program, around)
}

/// Takes fields out of a table.
fn taken(table: &mut Value, fields: &[&str]) -> Outcome<Value> {
    let mut out = serde_json::Map::new();
    for field in fields {
        let value = table.as_object_mut().and_then(|table| table.remove(*field));
        let value = value.ok_or_else(|| format!("{table} has no `{field}`"))?;
        out.insert((*field).to_owned(), value);
    }
    Ok(out.into())
}

fn read(file: &Path) -> Outcome<Value> {
    let text = fs::read_to_string(file)?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn write(file: &Path, value: &Value) -> Outcome<()> {
    Ok(fs::write(file, serde_json::to_vec(value)?)?)
}

/// A lesson as `lessons/course.rs` reads it, field by field: its name, its path, what it says about itself,
/// its steps.
type Entry = (String, String, front::Front, Vec<String>);

fn course(root: &Path) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    for chapter in sorted(root)?.iter().filter(|path| path.is_dir()) {
        for lesson in sorted(chapter)? {
            println!("cargo::rerun-if-changed={}", lesson.display());
            if lesson
                .extension()
                .is_some_and(|extension| extension == "md")
            {
                entries.push(entry(root, &lesson)?);
            }
        }
    }
    let mut ids: Vec<String> = entries.iter().map(|(id, ..)| id.clone()).collect();
    ids.sort();
    if let Some(twice) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("two lessons are called {}", twice[0]).into());
    }
    if entries.is_empty() {
        return Err(format!("{}: no lessons", root.display()).into());
    }
    Ok(entries)
}

fn sorted(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        found.push(entry?.path());
    }
    found.sort();
    Ok(found)
}

fn entry(root: &Path, file: &Path) -> Outcome<Entry> {
    let path = file
        .strip_prefix(root)?
        .to_string_lossy()
        .replace('\\', "/");
    let text = fs::read_to_string(file)?.replace("\r\n", "\n");
    let (head, body, _) =
        split::split(&text).ok_or_else(|| format!("lessons/{path}: no `+++` front matter"))?;
    let front: front::Front = toml::from_str(head).map_err(|e| format!("lessons/{path}: {e}"))?;
    let name = path
        .trim_end_matches(".md")
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let id = name
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .trim_start_matches('-');
    Ok((id.to_owned(), path.clone(), front, steps(body)))
}

/// The names of the steps: `{#id}`, or the title in small letters and hyphens.
fn steps(body: &str) -> Vec<String> {
    let mut fence: Option<&str> = None;
    let mut found = Vec::new();
    for line in body.lines() {
        let marks = line.trim_start();
        let ticks = &marks[..marks.len() - marks.trim_start_matches('`').len()];
        match fence {
            Some(open) if ticks.len() >= open.len() && marks.trim_end() == ticks => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => found.extend(line.strip_prefix("## ").map(step)),
        }
    }
    found
}

fn step(heading: &str) -> String {
    let (title, attributes) = heading.split_once('{').unwrap_or((heading, ""));
    let id = attributes
        .split(['}', ' '])
        .find_map(|word| word.strip_prefix('#'));
    id.map_or_else(
        || {
            title
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect::<Vec<_>>()
                .join("-")
        },
        str::to_owned,
    )
}
