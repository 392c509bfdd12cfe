//! What was looked at, and what that rests on, read as English.

use leaklab::account::{assumptions, fate, kinds, tally};
use leaklab::check::check;
use leaklab::options::Options;
use leaklab::report::FileReport;
use leaklab::resources::Catalogue;

fn report(text: &str) -> FileReport {
    check("a.py", text, &Options::default())
}

#[test]
fn what_is_acquired_is_counted_by_kinds() {
    let text = "import socket\nwith open('a') as a, open('b') as b:\n    pass\n\
                def f(h):\n    return socket.create_connection(h)\n";
    let report = report(text);
    assert_eq!(kinds(&tally(&report)), "2 files and 1 socket");
    let said = "Of these: 2 released on every way out and 1 handed over.";
    assert_eq!(fate(&report), said);
}

#[test]
fn what_is_taken_for_something_is_said() {
    let said = |text: &str| assumptions(&report(text)).unwrap_or_default();
    assert_eq!(said("import socket\nsocket.socket()\n"), "");
    assert_eq!(
        said("socket.socket()\n"),
        "`socket` is not imported here; it is taken for the module of that name."
    );
    assert_eq!(
        said("socket.socket()\nsqlite3.connect('a')\np = Popen('x')\n"),
        "`socket` and `sqlite3` are not imported here; they are taken for the modules of those \
         names. `Popen` is not imported here; it is taken for `subprocess.Popen`."
    );
}

#[test]
fn every_kind_of_the_catalogue_has_a_plural() {
    const IRREGULAR: [(&str, &str); 9] = [
        ("directory listing", "directory listings"),
        ("memory map", "memory maps"),
        ("pipe to a command", "pipes to a command"),
        ("series of files", "series of files"),
        ("service registry", "service registries"),
        ("shelf", "shelves"),
        ("temporary directory", "temporary directories"),
        ("temporary file on disk", "temporary files on disk"),
        ("mailbox", "mailboxes"),
    ];
    for (one, many) in IRREGULAR {
        assert_eq!(kinds(&[(one, 2)]), format!("2 {many}"));
    }
    let es = [
        "CAN bus",
        "I2C bus",
        "child process",
        "manager process",
        "watch",
    ];
    for handle in Catalogue::builtin().unwrap().handles() {
        let kind = handle.kind.as_str();
        if !IRREGULAR.iter().any(|(one, _)| *one == kind) {
            let ending = if es.contains(&kind) { "es" } else { "s" };
            assert_eq!(kinds(&[(kind, 2)]), format!("2 {kind}{ending}"));
        }
    }
}
