//! Files are checked by several threads and told in order.
//!
//! The thread that asks walks the folders, hands files out and takes the answers in the order of the
//! files. It is never more than [`AHEAD`] files ahead of the one it waits for, so that what is held
//! in memory does not grow with what there is to check.

use super::show::{Format, Shown};
use crate::package;
use leaklab::check::report::FileReport;
use leaklab::check::{self, Options, Session};
use rayon::{ThreadPoolBuildError, ThreadPoolBuilder};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};

/// How many files may be in work or done and not yet told.
const AHEAD: usize = 8192;

/// What a thread may use of the stack: as much as a program's first thread has, for deep nesting.
const STACK: usize = 8 << 20;

/// A file that is to be checked, or in words why something cannot be.
pub struct Task {
    /// Where it is, `-` for standard input.
    pub path: Result<PathBuf, String>,
    /// What is shown of it.
    pub options: Arc<Options>,
    /// What is to be told before it.
    pub failures: Vec<String>,
}

/// What has become of a task.
#[derive(Default)]
pub struct Done {
    /// What is printed, unless the file could not be checked.
    pub shown: Option<Shown>,
    /// What went wrong, in words.
    pub failures: Vec<String>,
}

/// Checks all files with so many threads and gives each answer to `tell`, in order, until it wants
/// no more.
///
/// # Errors
/// If the threads cannot be started.
pub fn all(
    tasks: impl Iterator<Item = Task>,
    (jobs, format): (usize, Format),
    mut tell: impl FnMut(Done) -> ControlFlow<()>,
) -> Result<(), ThreadPoolBuildError> {
    quiet_where_guarded();
    let threads = ThreadPoolBuilder::new()
        .num_threads(jobs)
        .stack_size(STACK)
        .build()?;
    let wanted = AtomicBool::new(true);
    threads.in_place_scope_fifo(|scope| {
        let (sender, answers) = mpsc::channel();
        let mut tasks = tasks.enumerate().fuse();
        let (mut started, mut told) = (0, 0);
        let mut early: BTreeMap<usize, Done> = BTreeMap::new();
        loop {
            for (number, task) in tasks.by_ref().take(AHEAD - (started - told)) {
                let (sender, wanted) = (sender.clone(), &wanted);
                started += 1;
                scope.spawn_fifo(move |_| {
                    if wanted.load(Ordering::Relaxed) {
                        let _ = sender.send((number, one(task, format)));
                    }
                });
            }
            if told == started {
                return;
            }
            let Ok((number, done)) = answers.recv() else {
                return;
            };
            early.insert(number, done);
            while let Some(done) = early.remove(&told) {
                told += 1;
                if tell(done).is_break() {
                    wanted.store(false, Ordering::Relaxed);
                    return;
                }
            }
        }
    });
    Ok(())
}

fn one(task: Task, format: Format) -> Done {
    let Task {
        path,
        options,
        mut failures,
    } = task;
    let shown = path.and_then(|path| {
        let name = path.display().to_string();
        let text = read(&path).map_err(|reason| format!("{name}: {reason}"))?;
        let mistake = |what| format!("{name}: Leaklab itself failed here, please tell us: {what}");
        let checked = || {
            let report = with_session(&options, |session| session.check_once(&name, &text));
            settled(report, &path, &options)
        };
        guarded(checked)
            .map(|report| Shown::of(&report, &text, format))
            .map_err(mistake)
    });
    let shown = shown.map_err(|failure| failures.push(failure)).ok();
    Done { shown, failures }
}

/// A report in the light of the package that the file belongs to, if it does.
fn settled(mut report: FileReport, path: &Path, options: &Options) -> FileReport {
    if check::package::is_wanted(&report)
        && let Some(root) = package::root(path)
    {
        let mut places = |name: &str| package::places(&root, name);
        check::package::settle(&mut report, &options.show, &mut places);
    }
    report
}

/// The text of a file. Bytes that are not UTF-8 are replaced: the rest can still be checked.
fn read(path: &Path) -> Result<String, String> {
    let bytes = match path.as_os_str() == "-" {
        true => {
            let mut bytes = Vec::new();
            let read = std::io::Read::read_to_end(&mut std::io::stdin(), &mut bytes);
            read.map(|_| bytes)
        }
        false => std::fs::read(path),
    };
    let bytes = bytes.map_err(|error| error.to_string())?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

thread_local! {
    /// The session of this thread, with the options it is for.
    static SESSION: RefCell<Option<(Arc<Options>, Session)>> = const { RefCell::new(None) };
    /// Whether what panics on this thread is told by who has called it.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// What the last panic said.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Does something with this thread's session, which saves reading the catalogue for every file. It has
/// forgotten what it had before: an answer must not depend on that.
fn with_session<T>(options: &Arc<Options>, work: impl FnOnce(&mut Session) -> T) -> T {
    // Taken out, so that a session that has panicked is not used again.
    let known = SESSION.take().filter(|(of, _)| Arc::ptr_eq(of, options));
    let mut session = match known {
        Some((_, mut session)) => {
            session.forget();
            session
        }
        None => Session::new(Options::clone(options)),
    };
    let result = work(&mut session);
    SESSION.replace(Some((Arc::clone(options), session)));
    result
}

/// What `work` gives, or what it said when it panicked.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    GUARDED.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    result.map_err(|_| SAID.take())
}

/// Keeps panics that are told with their file from being printed a second time.
fn quiet_where_guarded() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| match GUARDED.get() {
        true => drop(SAID.replace(info.to_string().replace('\n', " "))),
        false => usual(info),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_and_the_next_file_is_checked() {
        quiet_where_guarded();
        let options = Arc::new(Options::default());
        let wrong = guarded(|| with_session(&options, |_| -> u32 { panic!("out of cheese") }));
        assert!(wrong.is_err_and(|said| said.contains("out of cheese")));
        let right = guarded(|| with_session(&options, |it| it.check("a.py", "open('a')\n")));
        assert_eq!(right.map(|report| report.acquisitions.len()), Ok(1));
    }

    #[test]
    fn what_a_session_has_seen_changes_nothing() {
        let options = Arc::new(Options::default());
        let texts = [
            "def f(p):\n    h = open(p)\n    return h.read()\n",
            "def f(p:\n    h = open(p)\n    return h.read(\n",
            "",
            "class A:\n    def f(self):\n        x = open('ä🦀')\n",
            "def f(p):\n    h = open(p)\n",
        ];
        for text in texts.iter().chain(texts.iter().rev()) {
            let used = with_session(&options, |session| session.check("a.py", text));
            assert_eq!(used, check::check("a.py", text, &options), "{text}");
        }
    }
}
