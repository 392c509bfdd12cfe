//! What a lesson says about Python is run in Python: every program marked `run`, with its output
//! compared. In the expected output `...` stands for any text of a line, and alone for any lines.

use super::lessons;
use leaklab::literate::{self, Snippet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, process};

/// Runs the given files one after the other in one namespace. Errors are printed as their last
/// line, because a lesson shows no traceback of this harness.
const HARNESS: &str = r#"
import signal, sys, traceback
sys.stderr = sys.stdout
signal.alarm(30)
namespace = {"__name__": "__main__"}
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as source:
        text = source.read()
    try:
        exec(compile(text, name, "exec"), namespace)
    except BaseException as error:
        sys.stdout.write("".join(traceback.format_exception_only(type(error), error)))
        error.__traceback__ = None
"#;

#[test]
fn programs_print_what_the_lesson_shows() {
    let mut wrong = Vec::new();
    let mut ran = 0;
    for (name, text, _) in lessons() {
        let snippets: Vec<Snippet> = literate::snippets(&text);
        let setup: Vec<&Snippet> = snippets.iter().filter(|s| s.has("setup")).collect();
        for snippet in snippets.iter().filter(|snippet| snippet.has("run")) {
            ran += 1;
            let place = format!("{name}:{}", snippet.line);
            let printed = run(&setup, snippet);
            let shown = snippet.output.as_deref().unwrap_or_default();
            let (shown, printed): (Vec<&str>, Vec<&str>) = (
                shown.trim_end().lines().collect(),
                printed.trim_end().lines().collect(),
            );
            if !agrees(&shown, &printed) {
                wrong.push(format!(
                    "{place}: the lesson shows\n    {}\n  and Python prints\n    {}",
                    shown.join("\n    "),
                    printed.join("\n    ")
                ));
            }
        }
    }
    assert!(ran > 0, "no lesson runs anything");
    super::none(&wrong);
}

/// What a program prints, after the lesson's set-up, in an empty folder.
fn run(setup: &[&Snippet], program: &Snippet) -> String {
    let folder = Scratch::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for (index, snippet) in setup.iter().chain([&program]).enumerate() {
        let path = folder.0.join(format!("{index}.py"));
        fs::write(&path, snippet.shown()).expect("a writable folder");
        files.push(path);
    }
    let mut python = Command::new("python3");
    if program.has("dev") {
        python.args(["-X", "dev"]);
    }
    let output = (python.arg("-u").arg("-c").arg(HARNESS).args(&files))
        .current_dir(&folder.0)
        .output()
        .expect("the lessons' programs are run with python3: install Python 3.8 or newer");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    String::from_utf8_lossy(&output.stdout).into_owned() + &errors
}

/// A folder of its own for every run, gone afterwards.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new() -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("leaklab-lesson-{}-{number}", process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let removed = fs::remove_dir_all(Path::new(&self.0));
        assert!(
            removed.is_ok() || std::thread::panicking(),
            "{} stays",
            self.0.display()
        );
    }
}

/// Whether what is printed is what is shown.
fn agrees(shown: &[&str], printed: &[&str]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((&"...", rest)), _) => {
            (0..=printed.len()).any(|skipped| agrees(rest, printed.get(skipped..).unwrap_or(&[])))
        }
        (Some((line, shown)), Some((text, printed))) => {
            line_agrees(line, text) && agrees(shown, printed)
        }
        _ => false,
    }
}

fn line_agrees(shown: &str, printed: &str) -> bool {
    let Some((first, rest)) = shown.split_once("...") else {
        return shown == printed;
    };
    let Some(mut left) = printed.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = rest.split("...").collect();
    let Some((last, middle)) = parts.split_last() else {
        return true;
    };
    for part in middle {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(last)
}

#[test]
fn dots_stand_for_anything() {
    assert!(line_agrees("a ... c", "a b c"));
    assert!(line_agrees("...b...", "abc"));
    assert!(!line_agrees("a ... d", "a b c"));
    assert!(agrees(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(agrees(&["a", "..."], &["a"]));
    assert!(!agrees(&["a"], &["a", "b"]));
    assert!(!agrees(&["a", "b"], &["a"]));
}
