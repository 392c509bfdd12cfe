//! The command line, as a shell sees it: exit status, JSON, settings, unreadable input.

use crate::cases::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LEAK: &str = "def f(p):\n    h = open(p)\n    return h.read()\n";
const LEASE: &str = "import pool\n\n\ndef f():\n    x = pool.lease()\n    print(x)\n";

/// A folder of its own for one test, empty at first.
fn folder(name: &str) -> PathBuf {
    let folder = root().join("target/tmp/cli").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("inner")).unwrap();
    folder
}

/// Exit status, what was printed, and what was complained about.
fn check(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_leaklab"))
        .arg("check")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let status = done.status.code().unwrap();
    (status, text(done.stdout), text(done.stderr))
}

#[test]
fn the_exit_status_says_what_was_found() {
    let folder = folder("status");
    fs::write(folder.join("leaky.py"), LEAK).unwrap();
    fs::write(folder.join("clean.py"), "x = 1\n").unwrap();
    assert_eq!(check(&folder, &["clean.py"]).0, 0);
    assert_eq!(check(&folder, &["leaky.py", "clean.py"]).0, 1);
    let (status, out, complaint) = check(&folder, &["gone.py", "leaky.py"]);
    assert_eq!(status, 2);
    assert!(
        out.contains("[never-released]"),
        "the rest is checked: {out}"
    );
    assert!(complaint.starts_with("leaklab: gone.py: "), "{complaint}");
}

#[test]
fn the_json_has_the_promised_shape() {
    let folder = folder("json");
    fs::write(folder.join("leaky.py"), LEAK).unwrap();
    let (_, out, _) = check(&folder, &["--format", "json", "leaky.py"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let file = &report["files"][0];
    assert_eq!(file["path"], "leaky.py");
    let finding = &file["findings"][0];
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&2.into(), &9.into())
    );
    for field in [
        "rule",
        "confidence",
        "resource",
        "api",
        "message",
        "because",
        "help",
        "trace",
        "fixes",
    ] {
        assert!(!finding[field].is_null(), "{field}");
    }
    let exit = &file["acquisitions"][0]["exits"][0];
    for field in ["kind", "line", "outcome", "because"] {
        assert!(!exit[field].is_null(), "{field}");
    }
    assert!(file["syntax_errors"].is_array());
}

#[test]
fn settings_come_from_the_nearest_file() {
    let folder = folder("settings");
    let lease = "[[handle]]\nclass = 'pool.Lease'\nkind = 'lease'\nrelease = ['give_back']\n\
                 with = 'unsupported'\n\n[[handle.acquire]]\nnames = ['pool.lease']\n";
    fs::write(folder.join("leaklab.toml"), lease).unwrap();
    fs::write(folder.join("inner/a.py"), LEASE).unwrap();
    let (status, out, _) = check(&folder, &["inner"]);
    assert_eq!(status, 1);
    assert!(out.contains("`pool.lease()` is never closed"), "{out}");
    assert!(out.contains("x.give_back()"), "{out}");
    // Nearer settings say everything, and those that are named are used for every file.
    fs::write(folder.join("inner/leaklab.toml"), "show = ['definite']\n").unwrap();
    assert_eq!(check(&folder, &["inner"]).0, 0);
    assert_eq!(check(&folder, &["--config", "leaklab.toml", "inner"]).0, 1);
}

#[test]
fn wrong_settings_are_told_and_the_rest_is_checked() {
    let folder = folder("wrong");
    fs::write(folder.join("leaklab.toml"), "\nshows = []\n").unwrap();
    fs::write(folder.join("inner/a.py"), LEAK).unwrap();
    fs::write(folder.join("b.py"), LEAK).unwrap();
    let (status, out, complaint) = check(&folder, &["."]);
    assert_eq!(status, 2);
    assert_eq!(out.matches("[never-released]").count(), 2, "{out}");
    assert_eq!(
        complaint.matches("leaklab.toml: line 2: ").count(),
        1,
        "{complaint}"
    );
    let (status, out, _) = check(&folder, &["--config", "leaklab.toml", "b.py"]);
    assert_eq!((status, out.as_str()), (2, ""));
}

#[test]
fn what_is_hidden_can_be_shown() {
    let folder = folder("show");
    let style = "import threading\n\n\ndef f(work):\n    t = threading.Thread(target=work)\n    t.start()\n";
    fs::write(folder.join("a.py"), style).unwrap();
    assert_eq!(check(&folder, &["a.py"]).0, 0);
    assert_eq!(check(&folder, &["--show", "style", "a.py"]).0, 1);
}
