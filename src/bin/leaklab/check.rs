//! `leaklab check`: analyses files and folders.

mod looked;
mod show;
mod work;

use super::config::Configs;
use super::walk::{self, Ignored};
use clap::Args;
use leaklab::check::report::Confidence;
use looked::Looked;
use show::{Counts, Format};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use work::{Done, Task};

/// What `leaklab check` takes.
#[derive(Args)]
pub struct Arguments {
    /// Files and folders; folders are searched for `.py` and `.ipynb` files, and what Git ignores is left
    /// out. A file that is named is checked whatever it is called. `-` reads standard input.
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Shows findings of this confidence as well; may be given several times.
    #[arg(long, value_enum)]
    show: Vec<Show>,
    /// The settings for all files. Otherwise each file has the nearest `leaklab.toml`, in its folder
    /// or above.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How many files are checked at the same time; as many as there are processors if it is not
    /// said. What is printed does not depend on it.
    #[arg(long, short, value_name = "N", value_parser = number_of_jobs)]
    jobs: Option<usize>,
    /// Checks files as well that Git ignores.
    #[arg(long)]
    no_respect_gitignore: bool,
}

/// The confidences that are hidden by default.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Show {
    /// What rests on an assumption that may well be wrong.
    Unclear,
    /// No leaks, but habits worth changing.
    Style,
}

/// Runs it: 0 clean, 1 findings, 2 input that cannot be read, or not all of it and with no finding.
pub fn run(arguments: &Arguments) -> ExitCode {
    let mut failures = Vec::new();
    let mut printer = Printer::new(arguments.format);
    if let Err(failure) = check(arguments, &mut printer, &mut failures) {
        failures.push(failure);
    }
    for failure in &failures {
        let _ = writeln!(io::stderr(), "leaklab: {failure}");
    }
    match (failures.is_empty(), printer.counts.findings) {
        (false, _) => ExitCode::from(2),
        (true, 0) if printer.counts.is_in_doubt() => ExitCode::from(2),
        (true, 0) => ExitCode::SUCCESS,
        (true, _) => ExitCode::from(1),
    }
}

/// Checks everything; what could not be checked is added to `failures`, and what stops it is given.
fn check(
    arguments: &Arguments,
    printer: &mut Printer,
    failures: &mut Vec<String>,
) -> Result<(), String> {
    let more = arguments.show.iter().map(|show| match show {
        Show::Unclear => Confidence::Unclear,
        Show::Style => Confidence::Style,
    });
    let mut configs = Configs::new(arguments.config.as_deref(), more.collect())?;
    let ignored = match arguments.no_respect_gitignore {
        true => Ignored::Read,
        false => Ignored::LeftOut,
    };
    let tasks = walk::files(&arguments.paths, ignored, is_python).map(|path| {
        let mut failures = Vec::new();
        let options = match &path {
            Ok(path) => configs.of(path, &mut failures),
            Err(_) => Arc::default(),
        };
        Task {
            path,
            options,
            failures,
        }
    });
    // Zero stands for as many as there are processors.
    let jobs = arguments.jobs.unwrap_or(0);
    printer.begin();
    work::all(tasks, (jobs, arguments.format), |done| {
        let Done {
            shown,
            failures: more,
        } = done;
        failures.extend(more);
        match shown {
            Some(shown) => printer.print(&shown),
            None => ControlFlow::Continue(()),
        }
    })
    .map_err(|error| format!("cannot start the threads: {error}"))?;
    printer.end()
}

/// Reads what follows `--jobs`.
fn number_of_jobs(text: &str) -> Result<usize, String> {
    const MOST: usize = 256;
    let number = text.parse().ok().filter(|n| (1..=MOST).contains(n));
    number.ok_or_else(|| format!("it is a whole number from 1 to {MOST}"))
}

/// Standard output, with what has been printed so far.
struct Printer {
    format: Format,
    out: BufWriter<io::Stdout>,
    /// How writing failed.
    failed: Option<io::Error>,
    counts: Counts,
    looked: Looked,
}

impl Printer {
    fn new(format: Format) -> Self {
        Self {
            format,
            out: BufWriter::new(io::stdout()),
            failed: None,
            counts: Counts::default(),
            looked: Looked::default(),
        }
    }

    fn begin(&mut self) {
        let head = self.format.head();
        self.write(&head);
    }

    /// Prints a file's part; nothing more is wanted once that fails.
    fn print(&mut self, shown: &show::Shown) -> ControlFlow<()> {
        let part = self.format.part(shown, self.counts);
        self.counts += shown.counts;
        self.looked.add(&shown.looked);
        self.write(&part);
        match self.failed {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    }

    fn end(&mut self) -> Result<(), String> {
        let tail = self.format.tail(self.counts, &self.looked);
        self.write(&tail);
        match self.failed.take() {
            // A closed pipe is the reader's wish, not a failure.
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(format!("cannot write the report: {error}"))
            }
            _ => Ok(()),
        }
    }

    fn write(&mut self, text: &str) {
        if self.failed.is_none() {
            let written = self.out.write_all(text.as_bytes());
            // What is found is seen when it is found.
            self.failed = written.and_then(|()| self.out.flush()).err();
        }
    }
}

/// Whether a file of a folder is named as Python is, or as notebooks are.
fn is_python(path: &Path) -> bool {
    path.extension()
        .is_some_and(|it| it == "py" || it == "ipynb")
}
