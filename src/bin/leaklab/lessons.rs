//! `leaklab lessons check`: whether lessons hold what they say, their programs run in Python besides.

mod compile;

use super::walk::{self, Ignored};
use clap::{Args, Subcommand};
use leaklab::lessons::{Problem, verify};
use leaklab::literate::{self, Snippet};
use rayon::prelude::*;
use std::io::{self, Write as _};
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

/// Runs the files that it is given one after the other in one namespace. Errors are printed as their last
/// line, because a lesson shows no traceback of this.
const HARNESS: &str = r#"
import sys, traceback
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
    let mut problems = verify(&text);
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

/// What a command says on both its outputs, if it ends before patience does.
fn said(command: &mut Command) -> io::Result<String> {
    let files = tempfile::tempdir()?;
    let [said, errors] = ["said", "errors"].map(|name| files.path().join(name));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(fs::File::create(&said)?)
        .stderr(fs::File::create(&errors)?)
        .spawn()?;
    let start = time::Instant::now();
    while child.try_wait()?.is_none() {
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(format!("nothing: it was stopped after {PATIENCE:?}"));
        }
        thread::sleep(time::Duration::from_millis(5));
    }
    let read = |path: &Path| fs::read(path).map(|it| String::from_utf8_lossy(&it).into_owned());
    Ok(read(&said)? + &read(&errors)?)
}

/// That a lesson shows something else than what was printed, and by whom.
fn otherwise(line: u32, shown: &str, who: &str, printed: &str) -> Problem {
    let indented = |text: &str| text.trim_end().replace('\n', "\n    ");
    Problem {
        line,
        message: format!(
            "the lesson shows\n    {}\n  and {who} prints\n    {}",
            indented(shown),
            indented(printed)
        ),
    }
}
