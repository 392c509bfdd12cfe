//! What the catalogue promises as a whole; that every entry is reported right is in `cases`.

use leaklab::resources::{Catalogue, Handle, shown};
use std::collections::BTreeSet;
use std::process::Command;

/// Libraries that come with Python, this one or an older one.
const STANDARD: &[&str] = &[
    "BaseHTTPServer",
    "SocketServer",
    "aifc",
    "asyncio",
    "builtins",
    "bz2",
    "codecs",
    "concurrent",
    "dbm",
    "fileinput",
    "ftplib",
    "gzip",
    "http",
    "httplib",
    "imaplib",
    "imp",
    "importlib",
    "io",
    "logging",
    "lzma",
    "mailbox",
    "mmap",
    "multiprocessing",
    "nntplib",
    "os",
    "pathlib",
    "poplib",
    "pty",
    "select",
    "selectors",
    "shelve",
    "smtplib",
    "socket",
    "socketserver",
    "sqlite3",
    "ssl",
    "subprocess",
    "sunau",
    "tarfile",
    "telnetlib",
    "tempfile",
    "threading",
    "tokenize",
    "urllib",
    "urllib2",
    "wave",
    "wsgiref",
    "xml",
    "xmlrpc",
    "zipfile",
];

fn handles() -> Vec<Handle> {
    let catalogue = Catalogue::builtin().expect("a readable catalogue");
    catalogue.handles().to_vec()
}

fn callables() -> Vec<String> {
    let acquires = handles().into_iter().flat_map(|handle| handle.acquire);
    acquires.flat_map(|acquire| acquire.names).collect()
}

#[test]
fn it_is_large_and_no_callable_comes_twice() {
    let all = callables();
    let distinct: BTreeSet<&String> = all.iter().collect();
    let mut twice = all.clone();
    twice.sort();
    let twice: Vec<_> = twice.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert!(distinct.len() >= 150, "{} callables", distinct.len());
}

#[test]
fn it_knows_many_libraries() {
    let all = callables();
    let libraries: BTreeSet<&str> = all
        .iter()
        .filter_map(|name| name.split('.').next())
        .collect();
    let others: Vec<_> = libraries
        .iter()
        .filter(|library| !STANDARD.contains(library))
        .collect();
    assert!(libraries.len() >= 40, "{libraries:?}");
    assert!(others.len() >= 20, "{others:?}");
    let unknown: Vec<_> = STANDARD
        .iter()
        .filter(|library| !libraries.contains(*library))
        .collect();
    assert!(unknown.is_empty(), "not in the catalogue: {unknown:?}");
}

#[test]
fn every_entry_is_complete() {
    const CLASSES: [&str; 7] = ["R0", "R1", "R2", "R3", "R4", "R5", "R6"];
    const EXHAUSTS: [&str; 6] = [
        "descriptors",
        "connections",
        "threads",
        "processes",
        "storage",
        "memory",
    ];
    let mut wrong = Vec::new();
    let shown = shown();
    for handle in handles() {
        let mut say = |what: &str| wrong.push(format!("{}: {what}", handle.class));
        if !CLASSES.contains(&handle.leak_class.as_str()) {
            say("its leak class is none of R0 to R6");
        }
        if !EXHAUSTS.contains(&handle.exhausts.as_str()) {
            say("what runs out has no such name");
        }
        let note = &shown.notes[&handle.class];
        if !note.source.starts_with("https://") {
            say("its source is no address");
        }
        let texts = [
            &handle.kind,
            &handle.ends_in,
            &note.limit,
            &handle.dropped,
            &handle.released,
        ];
        if texts.iter().any(|text| text.trim().is_empty()) {
            say("a text is empty");
        }
        if handle.dropped.ends_with('.') {
            say("what becomes of it when dropped ends in a full stop, which is added");
        }
        let releases = [&handle.release, &handle.release_calls, &handle.given_back];
        if releases.iter().all(|names| names.is_empty()) {
            say("nothing releases it");
        }
        if handle
            .acquire
            .iter()
            .any(|acquire| acquire.names.is_empty())
        {
            say("a way to get it has no name");
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_class_is_described_once() {
    let handles = handles();
    let classes: BTreeSet<&str> = handles.iter().map(|handle| handle.class.as_str()).collect();
    assert_eq!(classes.len(), handles.len());
}

#[test]
fn what_it_says_of_the_standard_library_is_so() {
    let script = crate::cases::root().join("tests/catalogue/verify.py");
    let done = Command::new("python3")
        .arg(script)
        .args(["--fast", "--tool", env!("CARGO_BIN_EXE_leaklab")])
        .output()
        .expect("python3");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success() && said.contains("callables tried"),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
}
