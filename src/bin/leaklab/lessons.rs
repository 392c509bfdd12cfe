//! `leaklab lessons check`: whether lessons hold what they say, their programs run in Python besides.

mod compile;

use super::terminal::shown;
use super::walk::{self, Ignored};
use clap::{Args, Subcommand};
use leaklab::engine::claims;
use leaklab::lessons::Problem;
use leaklab::literate::{self, Snippet};
use rayon::prelude::*;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{fs, thread, time};

/// What `leaklab lessons` takes.
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Reads lessons as the page does, judges their exercises, plays their simulations, and runs their
    /// programs: says what is wrong, and on which line.
    Check(Check),
}

#[derive(Args)]
struct Check {
    /// Lessons, or folders of them.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The Python that runs the programs; several, if it is said more than once.
    #[arg(long, default_value = "python3")]
    python: Vec<String>,
}

/// How long a program may run.
const PATIENCE: time::Duration = time::Duration::from_secs(60);

/// How many bytes it may print on each output: more than any lesson could show.
const ROOM: u64 = 256 * 1024;

/// How many lines of what was printed a message shows, and how much of each.
const SHOWN: (usize, usize) = (40, 200);

/// Runs the files that it is given one after the other in one namespace. Errors are printed as their last
/// line, because a lesson shows no traceback of this. What was inherited is closed: lessons count descriptors.
const HARNESS: &str = r#"
import os, sys, traceback
os.closerange(3, 1024)
sys.stderr = sys.stdout
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

/// Runs it: 0 everything holds, 1 something does not, 2 there is nothing to read or to run with.
pub fn run(arguments: &Arguments) -> ExitCode {
    let Task::Check(check) = &arguments.task;
    match checked(check) {
        Ok((_, 0)) => failed("there is no lesson: a file that ends in `.md` and is no README"),
        Ok((0, read)) => {
            let _ = writeln!(io::stderr(), "leaklab: {read} checked, and all of it holds");
            ExitCode::SUCCESS
        }
        Ok(_) => ExitCode::FAILURE,
        Err(why) => failed(&why),
    }
}

fn failed(why: &str) -> ExitCode {
    let _ = writeln!(io::stderr(), "leaklab: {why}");
    ExitCode::from(2)
}

/// How many problems there are, and how many lessons.
fn checked(check: &Check) -> Result<(usize, usize), String> {
    for python in &check.python {
        if Command::new(python).arg("--version").output().is_err() {
            return Err(format!(
                "`{python}` cannot be run: name a Python with --python"
            ));
        }
    }
    let lessons = walk::files(&check.paths, Ignored::Read, is_lesson);
    let lessons = lessons.collect::<Result<Vec<PathBuf>, String>>()?;
    let all = lessons.par_iter().map(|path| {
        let problems = problems(path, &check.python);
        problems.map_err(|error| format!("{}: {error}", path.display()))
    });
    let all = all.collect::<Result<Vec<Vec<Problem>>, String>>()?;
    for (path, problems) in lessons.iter().zip(&all) {
        for Problem { line, message } in problems {
            let _ = writeln!(io::stdout(), "{}:{line}: {message}", path.display());
        }
    }
    Ok((all.iter().map(Vec::len).sum(), lessons.len()))
}

/// What is wrong with a lesson, in order of its lines.
fn problems(path: &Path, pythons: &[String]) -> io::Result<Vec<Problem>> {
    let text = fs::read(path)?;
    let text = String::from_utf8_lossy(&text);
    let mut problems = claims(&text);
    for python in pythons {
        problems.extend(programs(&text, python)?);
    }
    problems.extend(compile::problems(&text, pythons)?);
    problems.sort_by_key(|problem| problem.line);
    Ok(problems)
}

/// Whether a file of a folder is a lesson.
fn is_lesson(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "md")
        && path.file_stem().is_some_and(|it| it != "README")
}

/// The programs that do not print what the lesson shows.
fn programs(text: &str, python: &str) -> io::Result<Vec<Problem>> {
    let snippets = literate::snippets(text);
    let setup: Vec<&Snippet> = snippets.iter().filter(|it| it.has("setup")).collect();
    let mut problems = Vec::new();
    for snippet in snippets.iter().filter(|snippet| snippet.has("run")) {
        let printed = printed(&setup, snippet, python)?;
        let shown = snippet.output.as_deref().unwrap_or_default();
        if !literate::agrees(shown, &printed) {
            problems.push(otherwise(snippet.line, shown, python, &printed));
        }
    }
    Ok(problems)
}

/// What a program prints, after the lesson's set-up, in an empty folder.
fn printed(setup: &[&Snippet], program: &Snippet, python: &str) -> io::Result<String> {
    let folder = tempfile::tempdir()?;
    let all: Vec<&Snippet> = setup.iter().copied().chain([program]).collect();
    run_python(&all, python, folder.path())
}

/// What some Python prints that is run one after the other in one namespace, in a folder; as its options are
/// those of the last of them.
fn run_python(snippets: &[&Snippet], python: &str, folder: &Path) -> io::Result<String> {
    let files = tempfile::tempdir()?;
    let mut command = Command::new(python);
    if snippets.last().is_some_and(|program| program.has("dev")) {
        command.args(["-X", "dev"]);
    }
    command.args(["-u", "-c", HARNESS]);
    for (index, snippet) in snippets.iter().enumerate() {
        let path = files.path().join(format!("{index}.py"));
        fs::write(&path, snippet.shown())?;
        command.arg(path);
    }
    said(command.current_dir(folder))
}

/// What a command says on both its outputs, if it ends before patience does, and finds room for it.
fn said(command: &mut Command) -> io::Result<String> {
    let files = tempfile::tempdir()?;
    let outputs = ["said", "errors"].map(|name| files.path().join(name));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(fs::File::create(&outputs[0])?)
        .stderr(fs::File::create(&outputs[1])?)
        .spawn()?;
    let start = time::Instant::now();
    let ended = loop {
        if let Some(status) = child.try_wait()? {
            // Whoever ends by itself has a number; what else becomes of a program is worth a word.
            break status
                .code()
                .is_none()
                .then(|| format!("ended by {status}"));
        }
        let is_full = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.len() > ROOM);
        let why = if outputs.iter().any(is_full) {
            Some(format!("stopped after {ROOM} bytes"))
        } else {
            (start.elapsed() > PATIENCE).then(|| format!("stopped after {PATIENCE:?}"))
        };
        if why.is_some() {
            child.kill()?;
            child.wait()?;
            break why;
        }
        thread::sleep(time::Duration::from_millis(5));
    };
    let mut all = Vec::new();
    if let Some(ended) = ended {
        all = format!("(the program was {ended})\n").into_bytes();
    }
    for path in outputs {
        fs::File::open(path)?.take(ROOM).read_to_end(&mut all)?;
    }
    Ok(String::from_utf8_lossy(&all).into_owned())
}

/// That a lesson shows something else than what was printed, and by whom.
fn otherwise(line: u32, shown: &str, who: &str, printed: &str) -> Problem {
    let (shown, printed) = (indented(shown), indented(printed));
    Problem {
        line,
        message: format!("the lesson shows{shown}\n  and {who} prints{printed}"),
    }
}

/// A text under a message, as much of it as is read, and nothing in it that a terminal would obey.
fn indented(text: &str) -> String {
    let (lines, room) = SHOWN;
    let mut under = String::new();
    let mut all = text.trim_end().lines();
    for line in all.by_ref().take(lines) {
        under += "\n    ";
        under += &shown(&line.chars().take(room).collect::<String>());
        if line.chars().nth(room).is_some() {
            under.push('…');
        }
    }
    match all.count() {
        0 if text.trim_end().is_empty() => under + " nothing",
        0 => under,
        more => under + &format!("\n    … and {more} more lines"),
    }
}
