//! Files of a package: what grows is held against what the other files do with it.

use super::{check, folder};
use std::fs;
use std::path::{Path, PathBuf};

const STORE: &str = "import threading


class Store:
    def __init__(self):
        self.lock = threading.Lock()
        self.rows = {}

    def put(self, session_id, row):
        with self.lock:
            self.rows[session_id] = row
";

/// What another file does with it, as long as the process runs.
const KEPT: &str = "from .it import Store as Rows

STORE = Rows()
";

/// And for one call only.
const DROPPED: &str = "from .it import Store


def count(rows):
    store = Store()
    for session_id, row in rows:
        store.put(session_id, row)
    return len(store.rows)
";

const CACHED: &str = "from functools import lru_cache


@lru_cache(maxsize=None)
def parsed(text):
    return text.split()
";

/// A package of a file and another one.
fn package(name: &str, file: &str, other: &str) -> PathBuf {
    let folder = folder(&format!("package-{name}"));
    let package = folder.join("inner");
    for (name, text) in [("__init__.py", ""), ("it.py", file), ("other.py", other)] {
        fs::write(package.join(name), text).unwrap();
    }
    folder
}

/// How many findings of a rule there are in the file of the package.
fn found(folder: &Path, rule: &str, arguments: &[&str]) -> usize {
    let (_, out, _) = check(folder, &[arguments, &["inner/it.py"]].concat());
    out.matches(&format!("[{rule}]")).count()
}

#[test]
fn an_object_lasts_if_another_file_keeps_it() {
    let folder = package("kept", STORE, KEPT);
    assert_eq!(found(&folder, "grows-without-bound", &[]), 1);
}

#[test]
fn an_object_that_others_drop_is_unclear_and_says_so() {
    let dropped = DROPPED.replace(".store import", ".it import");
    let folder = package("dropped", STORE, &dropped);
    assert_eq!(found(&folder, "grows-without-bound", &[]), 0);
    let shown = ["--show", "unclear"];
    assert_eq!(found(&folder, "grows-without-bound", &shown), 1);
    let (_, out, _) = check(&folder, &["--show", "unclear", "inner/it.py"]);
    let doubt = "In its package nothing is seen to keep an object of `Store`";
    assert!(out.contains(doubt), "{out}");
    // Alone, the file is taken at its word.
    fs::remove_file(folder.join("inner/__init__.py")).unwrap();
    assert_eq!(found(&folder, "grows-without-bound", &[]), 1);
}

#[test]
fn an_object_lasts_as_long_as_the_one_it_is_a_part_of() {
    let part = "from .it import Store


class Service:
    def __init__(self):
        self.store = Store()
";
    let folder = package("part", STORE, part);
    assert_eq!(found(&folder, "grows-without-bound", &[]), 0);
    let main = "from .other import Service\n\nSERVICE = Service()\n";
    fs::write(folder.join("inner/main.py"), main).unwrap();
    assert_eq!(found(&folder, "grows-without-bound", &[]), 1);
    // What a test makes is not what a program keeps.
    fs::rename(
        folder.join("inner/main.py"),
        folder.join("inner/test_main.py"),
    )
    .unwrap();
    assert_eq!(found(&folder, "grows-without-bound", &[]), 0);
}

#[test]
fn what_is_only_called_at_import_is_not_called_often() {
    let registry = "PLUGINS = []


def note(user_id):
    PLUGINS.append(user_id)
";
    let import = "from .it import note\n\nnote(1)\nnote(2)\n";
    let folder = package("import", registry, import);
    assert_eq!(found(&folder, "grows-without-bound", &[]), 0);
    let served = "from .it import note


def handle(request):
    note(request.user_id)
";
    fs::write(folder.join("inner/served.py"), served).unwrap();
    assert_eq!(found(&folder, "grows-without-bound", &[]), 1);
}

#[test]
fn what_the_collector_takes_back_has_to_be_called_often() {
    let folder = package("cached", CACHED, "");
    assert_eq!(found(&folder, "cached-without-bound", &[]), 0);
    let served = "from flask import Flask
from .it import parsed

app = Flask(__name__)


@app.route('/<text>')
def page(text):
    return parsed(text)
";
    fs::write(folder.join("inner/served.py"), served).unwrap();
    assert_eq!(found(&folder, "cached-without-bound", &[]), 1);
}
