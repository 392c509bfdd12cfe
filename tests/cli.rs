//! The command line, as a shell sees it: exit status, JSON, settings, unreadable input.

mod lessons;
mod package;

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
    run(folder, &[&["check"], arguments].concat())
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_leaklab"))
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

/// The paths of the files that were checked, in order.
fn checked(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["--format", "json"], arguments].concat();
    let (_, out, _) = check(folder, &arguments);
    let report: leaklab::check::report::Report = serde_json::from_str(&out).unwrap();
    report.files.into_iter().map(|file| file.path).collect()
}

/// Many files of many lengths, some of them broken, with settings that change half-way.
fn many(name: &str) -> PathBuf {
    let folder = folder(name);
    let cases = crate::cases::files(&root().join("tests/cases"));
    let mut number = 0;
    for case in cases {
        let text = fs::read_to_string(&case).unwrap();
        for snippet in leaklab::literate::snippets(&text) {
            number += 1;
            let place = folder.join(format!("part{}", number % 7));
            fs::create_dir_all(&place).unwrap();
            fs::write(place.join(format!("{number}.py")), &snippet.code).unwrap();
        }
    }
    fs::write(folder.join("part3/leaklab.toml"), "show = ['style']\n").unwrap();
    fs::write(folder.join("part5/leaklab.toml"), "nonsense\n").unwrap();
    fs::write(folder.join("part6/latin.py"), b"x = '\xe4'\nopen(x)\n").unwrap();
    fs::write(folder.join("part6/broken.py"), "def f(:\n  open(\n").unwrap();
    folder
}

#[test]
fn what_is_said_does_not_depend_on_the_number_of_jobs() {
    let folder = many("jobs");
    for format in ["text", "json"] {
        let said = |jobs: &str| {
            let paths = ["part6", "gone.py", ".", "part1/gone.py"];
            let arguments = [&["--format", format, "--jobs", jobs], &paths[..]].concat();
            check(&folder, &arguments)
        };
        let alone = said("1");
        assert!(alone.1.len() > 100_000, "{} bytes", alone.1.len());
        assert_eq!(alone.2.lines().count(), 3, "{}", alone.2);
        for jobs in ["2", "8"] {
            assert!(said(jobs) == alone, "{jobs} jobs, {format}");
        }
    }
    assert_eq!(checked(&folder, &["--jobs", "3", "."]).len(), {
        let parts = (0..7).map(|n| folder.join(format!("part{n}")));
        let files = parts.flat_map(|part| fs::read_dir(part).unwrap());
        files.count() - 2
    });
}

#[test]
fn a_number_of_jobs_that_is_none_is_refused() {
    let folder = folder("no_jobs");
    for wrong in ["0", "-1", "many", "1000000", ""] {
        let (status, out, complaint) = check(&folder, &[&format!("--jobs={wrong}"), "."]);
        assert_eq!((status, out.as_str()), (2, ""), "{wrong}");
        assert!(
            complaint.contains("a whole number from 1 to"),
            "{complaint}"
        );
    }
}

#[test]
fn folders_are_searched_for_python_of_ones_own() {
    let folder = folder("walk");
    for place in [
        "b.py",
        "a/z.py",
        "a.py",
        "a/b.txt",
        "a/.b.py",
        "a/stub.pyi",
        ".venv/lib.py",
        "node_modules/gyp.py",
        "a/__pycache__/old.py",
        "B.py",
    ] {
        let place = folder.join(place);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, "x = 1\n").unwrap();
    }
    let own = ["./B.py", "./a/.b.py", "./a/z.py", "./a.py", "./b.py"];
    assert_eq!(checked(&folder, &[]), own);
    // What is named is taken, whatever it is.
    let named = ["a/b.txt", ".venv", "node_modules/gyp.py"];
    let taken = ["a/b.txt", ".venv/lib.py", "node_modules/gyp.py"];
    assert_eq!(checked(&folder, &named), taken);
}

#[test]
fn what_git_ignores_is_left_out_in_a_repository() {
    let folder = folder("ignored");
    fs::write(folder.join(".gitignore"), "build/\nmade_*.py\n").unwrap();
    fs::create_dir_all(folder.join("build")).unwrap();
    for place in ["build/a.py", "inner/made_b.py", "inner/c.py"] {
        fs::write(folder.join(place), "x = 1\n").unwrap();
    }
    fs::create_dir_all(folder.join(".git")).unwrap();
    assert_eq!(checked(&folder, &["."]), ["./inner/c.py"]);
    let all = ["./build/a.py", "./inner/c.py", "./inner/made_b.py"];
    assert_eq!(checked(&folder, &["--no-respect-gitignore", "."]), all);
    let named = ["inner/made_b.py", "build"];
    let taken = ["inner/made_b.py", "build/a.py"];
    assert_eq!(checked(&folder, &named), taken);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_not_followed_and_named_links_are() {
    let folder = folder("links");
    fs::write(folder.join("inner/a.py"), "x = 1\n").unwrap();
    for (target, link) in [
        ("inner", "outer"),
        ("inner/a.py", "b.py"),
        (".", "inner/up"),
    ] {
        std::os::unix::fs::symlink(target, folder.join(link)).unwrap();
    }
    assert_eq!(checked(&folder, &["."]), ["./inner/a.py"]);
    assert_eq!(checked(&folder, &["outer", "b.py"]), ["outer/a.py", "b.py"]);
}

#[test]
fn silence_says_what_was_looked_at_and_what_is_not_known() {
    let folder = folder("unknown");
    let text = "from pool import lease\n\n\ndef f(p):\n    with open(p) as h:\n        x = lease()\n        \
                x.use(h)\n        x.give_back()\n";
    fs::write(folder.join("a.py"), text).unwrap();
    let (status, out, _) = check(&folder, &["a.py"]);
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("1 acquisition (1 file): 1 released"), "{out}");
    assert!(out.contains("1 call looks like an acquisition"), "{out}");
    let lines = "a.py: `lease`, line 6: line 8 releases what it gives by `give_back`";
    assert!(out.contains(lines), "{out}");
    let taught = &out[out.find("[[handle]]").unwrap()..];
    fs::write(folder.join("leaklab.toml"), taught).unwrap();
    let (status, out, complaint) = check(&folder, &["a.py"]);
    assert_eq!((status, complaint.as_str()), (1, ""), "{out}");
    assert!(out.contains("a.py:6:13: [leaked-on-exception]"), "{out}");
    assert!(!out.contains("looks like"), "{out}");
}

#[test]
fn what_is_not_imported_is_said() {
    let folder = folder("fragment");
    let text = "def f(cmd):\n    p = subprocess.Popen(cmd)\n    print(p.pid)\n";
    fs::write(folder.join("a.py"), text).unwrap();
    let (status, out, _) = check(&folder, &["a.py"]);
    assert_eq!(status, 1, "{out}");
    let said = "a.py: `subprocess` is not imported here; it is taken for the module of that name.";
    assert!(out.contains(said), "{out}");
    let (_, out, _) = check(&folder, &["--format", "json", "a.py"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["files"][0]["assumptions"][0]["path"], "subprocess");
}
