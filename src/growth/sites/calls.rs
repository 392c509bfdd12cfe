//! What calls do with holders, by the names of methods and functions.

use super::{Done, Meant, Reader, is_slice, key_of};
use crate::growth::holders::Root;
use crate::growth::makers::{Container, path_of};
use crate::growth::units::{UnitId, last_name};
use crate::syntax::ast::{Arg, Expr, ExprKind};
use crate::syntax::visit;
use crate::text::Range;

impl<'a> Reader<'_, 'a> {
    pub(super) fn expression(&mut self, at: (UnitId, usize), whole: &'a Expr) {
        let mut called: Vec<u32> = Vec::new();
        let mut inner: Vec<&'a Expr> = Vec::new();
        visit::subexpressions(whole, &mut |expr| inner.push(expr));
        let lambdas = inner
            .iter()
            .filter(|it| matches!(it.kind, ExprKind::Lambda(_)));
        let lambdas: Vec<Range> = lambdas.map(|it| it.range).collect();
        let before = self.sites.len();
        for expr in inner {
            match &expr.kind {
                ExprKind::Call { func, args } => {
                    called.push(func.range.end);
                    self.called(at, expr, func, args);
                }
                ExprKind::Attribute { value, attr } if !called.contains(&expr.range.end) => {
                    // `task.add_done_callback(self.tasks.discard)`
                    if let (Some(done), Some(meant)) = (shrinks(attr), self.meant_by(value, at.0)) {
                        self.site(at, meant, done, expr.range).by = attr;
                    }
                }
                ExprKind::Subscript { value, index } if !index.iter().any(is_slice) => {
                    if let Some(meant) = self.meant_by(value, at.0)
                        && self.makes_what_is_missing(meant)
                    {
                        let site = self.site(at, meant, Done::AskedFor, expr.range);
                        (site.key, site.by) = (key_of(expr), "[]");
                    }
                }
                _ => {}
            }
        }
        for site in &mut self.sites[before..] {
            site.is_later = lambdas.iter().any(|it| it.covers(site.range));
        }
    }

    /// Whether what is meant is the last of a chain, which the next is given.
    fn is_chained(&self, meant: Meant) -> bool {
        self.holders.all[meant.holder].container == Container::Chain
    }

    /// Whether reading what is not there puts it there.
    fn makes_what_is_missing(&self, meant: Meant) -> bool {
        let container = self.holders.all[meant.holder].container;
        match meant.is_inner {
            true => container == Container::Nested,
            false => container.makes_what_is_missing(true),
        }
    }

    /// `local.__dict__.clear()` empties all that a thread has.
    pub(super) fn emptied(&mut self, at: (UnitId, usize), call: &'a Expr, func: &'a Expr) {
        let ExprKind::Attribute { value, attr } = &func.kind else {
            return;
        };
        let ExprKind::Attribute {
            value: of,
            attr: dict,
        } = &value.kind
        else {
            return;
        };
        let ExprKind::Name(of) = &of.kind else { return };
        if dict != "__dict__" || attr != "clear" {
            return;
        }
        for (holder, it) in self.holders.all.iter().enumerate() {
            if matches!(it.root, Root::Thread(thread) if thread == of) {
                let meant = Meant {
                    holder,
                    is_inner: false,
                };
                self.site(at, meant, Done::Emptied, call.range).by = "clear";
            }
        }
    }

    pub(super) fn called(
        &mut self,
        at: (UnitId, usize),
        call: &'a Expr,
        func: &'a Expr,
        args: &'a [Arg],
    ) {
        self.emptied(at, call, func);
        let argument = |place: usize| args.get(place).map(|arg| &arg.value);
        if let Some((meant, attr)) = self.method_of(func, at.0) {
            let container = self.holders.all[meant.holder].container;
            let done = match attr {
                "append" | "appendleft" | "add" | "insert" | "put" | "put_nowait" | "extend"
                | "extendleft" => Done::Added,
                "update" if matches!(container, Container::Set | Container::Counter) => Done::Added,
                "setdefault" | "update" => Done::Put,
                "get" | "get_nowait" if container == Container::Queue => Done::TakenOut,
                "enter_context"
                | "enter_async_context"
                | "push"
                | "push_async_exit"
                | "callback"
                | "push_async_callback"
                    if container == Container::Stack =>
                {
                    Done::Added
                }
                "close" | "aclose" | "pop_all" if container == Container::Stack => Done::Emptied,
                "write" | "writelines" if container == Container::Text => Done::Added,
                "truncate" | "seek" if container == Container::Text => Done::Emptied,
                other => match shrinks(other) {
                    Some(done) => done,
                    None => return,
                },
            };
            let last = args.len().saturating_sub(1);
            let site = self.site(at, meant, done, call.range);
            site.by = attr;
            match attr {
                "setdefault" => (site.key, site.value) = (argument(0), argument(1)),
                "update" => {
                    site.value = argument(0);
                    site.key = argument(0).and_then(|it| match &it.kind {
                        ExprKind::Dict(parts) => parts.first(),
                        _ => None,
                    });
                }
                "insert" => site.value = argument(last),
                _ => site.value = argument(0),
            }
            if done.is_shrinking() {
                site.key = argument(0);
            }
            return;
        }
        let path = path_of(func, self.scope).unwrap_or_default();
        let first = argument(0).and_then(|it| self.meant_by(it, at.0));
        let done = match path.as_str() {
            "heapq.heappush" | "bisect.insort" | "bisect.insort_left" | "bisect.insort_right" => {
                Some(Done::Added)
            }
            "heapq.heappop" => Some(Done::TakenOut),
            _ => None,
        };
        if let (Some(meant), Some(done)) = (first, done) {
            let site = self.site(at, meant, done, call.range);
            (site.value, site.by) = (argument(1), "heappush");
            return;
        }
        if self.callee(at.0, func).is_some()
            || only_looks(&path, last_name(func).unwrap_or_default())
        {
            return;
        }
        for arg in args {
            // What its parts are given to does nothing to it.
            let is_another = match &arg.value.kind {
                // A slice is a copy; what a function gives is looked at there.
                ExprKind::Subscript { .. } | ExprKind::Call { .. } => true,
                _ => false,
            };
            let meant = self
                .meant_by(&arg.value, at.0)
                .filter(|it| !it.is_inner && !is_another && !self.is_chained(*it));
            if let Some(meant) = meant {
                self.site(at, meant, Done::GivenAway, call.range);
            }
        }
    }
}

/// What a method takes away, by its name.
fn shrinks(method: &str) -> Option<Done> {
    Some(match method {
        "pop"
        | "popitem"
        | "popleft"
        | "remove"
        | "discard"
        | "difference_update"
        | "intersection_update"
        | "__delitem__" => Done::TakenOut,
        "clear" => Done::Emptied,
        _ => return None,
    })
}

/// Whether a function only looks at what it is given, or copies it.
fn only_looks(path: &str, name: &str) -> bool {
    const LOOKING: &[&str] = &[
        "all",
        "any",
        "bool",
        "copy",
        "deepcopy",
        "dict",
        "dumps",
        "enumerate",
        "filter",
        "frozenset",
        "gather",
        "getsizeof",
        "id",
        "isinstance",
        "iter",
        "join",
        "len",
        "list",
        "map",
        "max",
        "min",
        "next",
        "pprint",
        "print",
        "repr",
        "reversed",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "type",
        "wait",
        "zip",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "format",
        "random",
        "choice",
        "sample",
        "mean",
        "median",
        "array",
        "stack",
        "concatenate",
    ];
    path.starts_with("logging.") || LOOKING.contains(&name)
}
