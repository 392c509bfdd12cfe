//! What makes a repair doubtful that no path shows: who else has the handle, what its release does besides.

use super::Shape;
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, StmtKind};
use crate::syntax::visit;
use crate::text::Range;
use crate::typestate::evidence;

/// A call: what is called, and with what.
type Called<'e> = (&'e Expr, &'e [Arg]);

impl<'m> Shape<'_, 'm> {
    /// Whether nothing can be offered here, whatever its shape.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.case.handle().commits
            || self.is_a_whole_tuple()
            || self.fails_unfinished()
            || self.is_of_a_descriptor_of_others()
            || self.splits_the_process()
            || self.may_be_gone_from_the_disk()
            || self.may_be_locked_by_others()
            || self.is_exported()
            || self.is_looked_up()
            || !self.is_closed_plainly()
    }

    /// The calls of the scope behind the acquisition, those of functions inside too.
    fn calls_behind(&self, is_one: &mut dyn FnMut(Called<'m>) -> bool) -> bool {
        let (from, scope) = (self.case.range().end, self.case.context.cfg().range);
        let rest = Range::new(from, scope.end.max(from));
        let mut any = false;
        visit::expressions_in(&self.module.body, rest, &mut |expr| {
            if let ExprKind::Call { func, args } = &expr.kind {
                any |= rest.covers(expr.range) && is_one((func, args));
            }
        });
        any
    }

    /// What a call calls, by its dotted name.
    pub(super) fn path(&self, func: &Expr) -> String {
        let resolved = self.case.context.module.resolve(self.source(func.range));
        resolved.unwrap_or_default()
    }

    /// Whether the handle is made of a descriptor that somebody else closes: a standard stream's, that of another
    /// object, or one that is closed by its number.
    fn is_of_a_descriptor_of_others(&self) -> bool {
        let Some(ExprKind::Call { func, args }) = self.acquiring().map(|it| &it.kind) else {
            return false;
        };
        let (Some(first), true) = (args.first(), matches!(last(func), "open" | "fdopen")) else {
            return false;
        };
        match &first.value.kind {
            ExprKind::Constant(Constant::Number(number)) => {
                matches!(number.as_str(), "0" | "1" | "2")
            }
            ExprKind::Call { func, .. } => last(func) == "fileno",
            ExprKind::Name(number) => self.calls_behind(&mut |(func, args)| {
                let is_it =
                    |arg: &Arg| matches!(&arg.value.kind, ExprKind::Name(it) if it == number);
                self.path(func) == "os.close" && args.iter().any(is_it)
            }),
            _ => false,
        }
    }

    /// Whether the handle comes in a tuple that is not taken apart where it comes.
    fn is_a_whole_tuple(&self) -> bool {
        if !self.case.tracked.acquired.form.is_of_tuple() {
            return false;
        }
        let stmt = self.place().map(|place| &place.stmt().kind);
        let Some(StmtKind::Assign { targets, value }) = stmt else {
            return true;
        };
        let is_apart = matches!(targets.as_slice(), [only] if matches!(only.kind, ExprKind::Tuple(_) | ExprKind::List(_)));
        let given = match &value.kind {
            ExprKind::Await(inner) => inner.range,
            _ => value.range,
        };
        !is_apart || given != self.case.range()
    }

    /// Whether what is written fails at its end where not all was said that it needs: the sound of a `wave`.
    fn fails_unfinished(&self) -> bool {
        let call = self.acquiring().map(|it| &it.kind);
        let Some(ExprKind::Call { args, .. }) =
            call.filter(|_| self.case.handle().class.starts_with("wave."))
        else {
            return false;
        };
        let writes = |arg: &Arg| matches!(&arg.value.kind, ExprKind::Constant(Constant::Str(mode)) if mode.starts_with('w'));
        args.iter().skip(1).any(writes)
    }

    /// Whether the process is split in two, each of which would release.
    fn splits_the_process(&self) -> bool {
        const SPLITTING: &[&str] = &["os.fork", "os.forkpty", "pty.fork"];
        self.calls_behind(&mut |(func, _)| SPLITTING.contains(&self.path(func).as_str()))
    }

    /// Whether what is on the disk may be gone, or elsewhere, when it would be removed: somebody else removes it or
    /// moves it, and be it a program that is run.
    fn may_be_gone_from_the_disk(&self) -> bool {
        const MOVING: &[&str] = &[
            "link", "move", "remove", "rename", "renames", "replace", "rmtree", "symlink", "unlink",
        ];
        let (handle, name) = (self.case.handle(), self.case.name());
        let is_temporary = handle.class.starts_with("tempfile.") && !self.is_kept_on_the_disk();
        if !handle.by_path && !is_temporary {
            return false;
        }
        let names_it = |expr: &Expr| {
            let mut any = false;
            visit::subexpressions(expr, &mut |part| {
                any |= match &part.kind {
                    ExprKind::Name(it) => *it == name || self.tied().contains(it),
                    _ => false,
                };
            });
            any
        };
        self.calls_behind(&mut |(func, args)| {
            let runs = runs_a_program(&self.path(func));
            let says_so = || {
                args.iter()
                    .any(|arg| says_it_moves(&arg.value, self.case.text))
            };
            // What is removed by its path is looked after where that is what releases it.
            let moves = is_temporary && MOVING.contains(&last(func));
            let links = matches!(
                last(func),
                "link" | "symlink" | "symlink_to" | "hardlink_to"
            );
            let is_given = || names_it(func) || args.iter().any(|arg| names_it(&arg.value));
            ((runs && says_so()) || moves || links) && is_given()
        }) || (is_temporary && self.is_in_a_folder_that_is_read())
    }

    /// Whether a temporary file is made to stay when it is closed.
    fn is_kept_on_the_disk(&self) -> bool {
        let Some(ExprKind::Call { args, .. }) = self.acquiring().map(|it| &it.kind) else {
            return false;
        };
        let is_false =
            |arg: &Arg| matches!(arg.value.kind, ExprKind::Constant(Constant::Bool(false)));
        let keeps = |arg: &Arg| arg.keyword.as_deref() == Some("delete") && is_false(arg);
        args.iter().any(keeps)
    }

    /// Whether it is made in a folder that is given, and a folder is read afterwards.
    fn is_in_a_folder_that_is_read(&self) -> bool {
        const READING: &[&str] = &[
            "glob", "iglob", "iterdir", "listdir", "rglob", "scandir", "walk",
        ];
        let Some(ExprKind::Call { args, .. }) = self.acquiring().map(|it| &it.kind) else {
            return false;
        };
        let is_given = args.iter().any(|arg| arg.keyword.as_deref() == Some("dir"));
        is_given && self.calls_behind(&mut |(func, _)| READING.contains(&last(func)))
    }

    /// Whether the file may be locked by a function that is given it: the lock would go with the file.
    fn may_be_locked_by_others(&self) -> bool {
        const LOCKING: &[&str] = &[
            "F_SETLK",
            "F_OFD_SETLK",
            "flock",
            "lockf",
            "portalocker",
            "msvcrt",
        ];
        let (name, text) = (self.case.name(), self.case.text);
        if name.is_empty() || !LOCKING.iter().any(|word| text.contains(word)) {
            return false;
        }
        let has_it = |expr: &Expr| {
            let mut has = false;
            visit::subexpressions(
                expr,
                &mut |part| has |= matches!(&part.kind, ExprKind::Name(it) if *it == name || self.tied().contains(it)),
            );
            has
        };
        self.calls_behind(&mut |(func, args)| {
            // What locks it itself is known to hold it.
            let is_known = matches!(
                self.path(func).as_str(),
                "fcntl.flock" | "fcntl.lockf" | "os.lockf"
            );
            !is_known && !self.only_uses(func) && args.iter().any(|arg| has_it(&arg.value))
        })
    }

    /// Whether a callable is known to be done with what it is given.
    fn only_uses(&self, func: &Expr) -> bool {
        let path = self.path(func);
        evidence::of_function(&path, evidence::Given::Object) == evidence::Effect::Uses
            && !path.starts_with("fcntl.")
    }

    /// Whether functions of the file look at what their callers have, or the scope asks whether what it was given is
    /// closed already.
    fn is_looked_up(&self) -> bool {
        let name = self.case.name();
        let mut is_looked_up = false;
        visit::all_expressions(&self.module.body, &mut |expr| {
            is_looked_up |= match &expr.kind {
                ExprKind::Attribute { attr, .. } if attr == "_getframe" || attr == "f_back" => true,
                ExprKind::Attribute { value, attr } if attr == "closed" => {
                    let scope = self.case.context.cfg().range;
                    scope.covers(expr.range)
                        && matches!(&value.kind, ExprKind::Name(it) if *it == name)
                }
                _ => false,
            };
        });
        is_looked_up
    }

    /// Whether other modules, or functions that look it up, have a name of the module.
    fn is_exported(&self) -> bool {
        let name = self.case.name();
        if !self.case.context.cfg().is_module || name.is_empty() {
            return false;
        }
        let mut is_exported = false;
        visit::statements(&self.module.body, &mut |stmt| {
            if let StmtKind::Assign { targets, value } = &stmt.kind {
                let is_all = |it: &Expr| matches!(&it.kind, ExprKind::Name(it) if it == "__all__");
                let names_it = self.source(value.range).contains(&name);
                is_exported |= targets.iter().any(is_all) && names_it;
            }
        });
        visit::all_expressions(&self.module.body, &mut |expr| {
            is_exported |= matches!(&expr.kind, ExprKind::Name(it) if it == "globals");
        });
        is_exported
    }

    /// Whether somebody waits behind a place for whoever is at the other end: the handle is held for that.
    pub(super) fn is_held_beyond(&self, end: u32) -> bool {
        const WAITING: &[&str] = &["input", "pause", "run_forever", "serve_forever", "sleep"];
        let handle = self.case.handle();
        let is_of_others = matches!(handle.kind.as_str(), "socket" | "server" | "connection");
        is_of_others
            && self.calls_behind(&mut |(func, _)| {
                func.range.start >= end && WAITING.contains(&last(func))
            })
    }
}

/// The last part of what is called.
pub(super) fn last(func: &Expr) -> &str {
    match &func.kind {
        ExprKind::Name(name) | ExprKind::Attribute { attr: name, .. } => name,
        _ => "",
    }
}

/// Whether a function runs another program.
fn runs_a_program(path: &str) -> bool {
    path.starts_with("subprocess.")
        || path.starts_with("asyncio.create_subprocess")
        || matches!(path, "os.system" | "os.popen" | "os.spawnlp")
}

/// Whether a text in an expression names a program that moves or removes files.
fn says_it_moves(expr: &Expr, text: &str) -> bool {
    let is_end = |c: char| !c.is_alphanumeric() && c != '_';
    let mut words = expr.range.of(text).split(is_end);
    words.any(|word| matches!(word, "mv" | "rm" | "rmdir" | "unlink" | "shred" | "trash"))
}
