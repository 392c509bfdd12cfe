//! The rooms of `typestate`: each uses only rooms before it, as the table of `src/README.md` says.

use super::{none, paths, root, rust};
use std::collections::BTreeSet;
use std::fs;

/// A room, and those it may use.
struct Room {
    name: String,
    may_use: Vec<String>,
}

/// The table of rooms, in its order.
fn table() -> Vec<Room> {
    let map = fs::read_to_string(root().join("src/README.md")).expect("src/README.md");
    let (_, chapter) = (map.split_once("\n## The rooms of `typestate`\n")).expect("its rooms");
    let chapter = chapter.split("\n## ").next().unwrap_or_default();
    let quoted = |cell: &str| -> Vec<String> {
        let parts = cell.split('`').skip(1).step_by(2);
        parts.map(str::to_owned).collect()
    };
    (chapter.lines())
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            let [name, .., may_use] = cells.as_slice() else {
                panic!("a row of two cells: {line}");
            };
            Room {
                name: quoted(name).concat(),
                may_use: quoted(may_use),
            }
        })
        .collect()
}

/// What a path names inside `typestate`: a room, or what stands in `typestate.rs` itself; nothing if
/// it leads elsewhere. `file` is where the path is written.
fn target(file: &str, path: &[String]) -> Option<String> {
    let name = file.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut at: Vec<&str> = name.split('/').collect();
    for part in path {
        match part.as_str() {
            "crate" | "leaklab" => at.clear(),
            "self" => {}
            "super" => {
                at.pop();
            }
            part => at.push(part),
        }
    }
    match at.as_slice() {
        ["typestate", inside, ..] => Some((*inside).to_owned()),
        // Whoever names all of it names every room.
        ["typestate"] => Some("*".to_owned()),
        _ => None,
    }
}

#[test]
fn rooms_use_only_rooms_before_them() {
    let rooms = table();
    let mut offences = Vec::new();
    let (mut before, mut used) = (BTreeSet::new(), BTreeSet::new());
    for room in &rooms {
        let late = (room.may_use.iter()).filter(|other| !before.contains(other.as_str()));
        offences.extend(late.map(|other| {
            let name = &room.name;
            format!("src/README.md: `{name}` uses `{other}`, which is no room before it")
        }));
        before.insert(room.name.as_str());
    }
    for (file, text) in rust() {
        let Some(inside) = file.strip_prefix("src/typestate/") else {
            continue;
        };
        let own = inside.split(['/', '.']).next().unwrap_or_default();
        let Some(room) = rooms.iter().find(|room| room.name == own) else {
            offences.push(format!("{file}: `{own}` is no room of src/README.md"));
            continue;
        };
        for (line, path) in paths(&text) {
            let Some(other) = target(&file, &path).filter(|other| other != own) else {
                continue;
            };
            let is_seen = text
                .lines()
                .nth(line - 1)
                .is_some_and(|it| it.contains("pub(in"));
            if other == "*" && is_seen {
                continue;
            }
            if !room.may_use.contains(&other) {
                let list = room.may_use.join(", ");
                offences.push(format!(
                    "{file}:{line}: room `{own}` may not use `{other}` (it may use: {list})"
                ));
            }
            used.insert((own.to_owned(), other));
        }
    }
    for room in &rooms {
        let idle = |other: &&String| !used.contains(&(room.name.clone(), (*other).clone()));
        let idle = room.may_use.iter().filter(idle);
        offences.extend(idle.map(|other| {
            let name = &room.name;
            format!("src/README.md: `{name}` may use `{other}` and does not")
        }));
    }
    none(&offences);
}

#[test]
fn finds_rooms_however_they_are_named() {
    let found = |file: &str, path: &str| {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        target(file, &path)
    };
    let deep = "src/typestate/steps/calls.rs";
    assert_eq!(
        found(deep, "crate::typestate::state::Val").as_deref(),
        Some("state")
    );
    assert_eq!(found(deep, "super::acquire").as_deref(), Some("steps"));
    assert_eq!(
        found(deep, "super::super::ways::fate").as_deref(),
        Some("ways")
    );
    assert_eq!(found(deep, "crate::typestate").as_deref(), Some("*"));
    assert_eq!(found(deep, "crate::cfg::Cfg"), None);
    assert_eq!(
        found("src/typestate/steps.rs", "super::ways").as_deref(),
        Some("ways")
    );
    assert_eq!(
        found("src/typestate/steps.rs", "self::calls").as_deref(),
        Some("steps")
    );
}
