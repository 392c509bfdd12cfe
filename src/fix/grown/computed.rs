//! Answers that are computed: the same whenever they are worked out anew, and nobody can change what was given.
//!
//! It is asked of functions of text and whole numbers, as their annotations say: of anything else two may be equal and
//! not the same, or change by themselves.

use super::Soil;
use super::uses::{Called, called};
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Param, Stmt, StmtKind};
use crate::syntax::names::{comprehension_names, targets};
use crate::syntax::visit;
use rustc_hash::FxHashSet;
use std::cell::Cell;

/// Functions of Python that say the same of the same, and whose answer cannot be changed.
const PLAIN: &[&str] = &[
    "abs",
    "bin",
    "bool",
    "bytes",
    "chr",
    "divmod",
    "float",
    "format",
    "frozenset",
    "hex",
    "int",
    "len",
    "oct",
    "ord",
    "pow",
    "repr",
    "round",
    "str",
    "tuple",
];

/// The same, whose answer is new and can be changed, or is gone through.
const MAKING: &[&str] = &[
    "all",
    "any",
    "dict",
    "enumerate",
    "isinstance",
    "list",
    "max",
    "min",
    "range",
    "reversed",
    "set",
    "sorted",
    "sum",
    "zip",
];

/// Methods of strings and of digests that give something that cannot be changed.
const OF_TEXT: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "decode",
    "digest",
    "encode",
    "endswith",
    "find",
    "format",
    "hexdigest",
    "isalnum",
    "isalpha",
    "isdigit",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "replace",
    "rjust",
    "rstrip",
    "startswith",
    "strip",
    "title",
    "upper",
    "zfill",
];

/// Modules all of whose functions say the same of the same.
const MODULES: &[&str] = &[
    "hashlib",
    "ipaddress",
    "json",
    "re",
    "textwrap",
    "unicodedata",
];

/// The same, whose functions give numbers, text or bytes.
const OF_NUMBERS: &[&str] = &["base64", "binascii", "cmath", "math"];

/// A function's text, looked at for what its answers are made of.
pub(super) struct Computed<'s, 'm> {
    soil: &'s Soil<'m>,
    function: &'m Function,
    /// How many expressions may still be looked at.
    left: Cell<usize>,
}

impl<'s, 'm> Computed<'s, 'm> {
    pub fn of(soil: &'s Soil<'m>, function: &'m Function) -> Self {
        /// What is longer to look through is more than an answer.
        const MOST: usize = 4_000;
        Self {
            soil,
            function,
            left: Cell::new(MOST),
        }
    }

    /// Whether a function does nothing but work out its answer from the text and the numbers that it is given.
    pub fn is_pure(&self) -> bool {
        let is_plain = |it: &Param| {
            let annotation = it.annotation.as_ref();
            let annotation = annotation.map(|it| self.soil.page.source(it.range));
            let default = it.default.as_ref();
            matches!(annotation, Some("str" | "int" | "bytes"))
                && default.is_none_or(|it| matches!(it.kind, ExprKind::Constant(_)))
                && !it.is_starred
        };
        let mut is_pure = !self.function.is_async && self.function.params.iter().all(is_plain);
        visit::statements(&self.function.body, &mut |stmt| is_pure &= is_quiet(stmt));
        is_pure
            && self
                .function
                .body
                .iter()
                .all(|stmt| self.reads_only_its_own(stmt))
    }

    /// Whether all that it returns cannot be changed by whoever gets it.
    pub fn gives_what_stays(&self) -> bool {
        let mut stays = true;
        visit::statements(&self.function.body, &mut |stmt| {
            if let StmtKind::Return(Some(value)) = &stmt.kind {
                stays &= self.stays(value);
            }
        });
        stays
    }

    /// Whether what an expression stands for cannot be changed.
    fn stays(&self, expr: &Expr) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        let stays = |it: &Expr| left > 0 && self.stays(it);
        match &expr.kind {
            ExprKind::Constant(_) | ExprKind::Compare { .. } | ExprKind::Not(_) => true,
            ExprKind::Bool { left, right, .. } => stays(left) && stays(right),
            ExprKind::Conditional { body, orelse, .. } => stays(body) && stays(orelse),
            ExprKind::Tuple(parts) => parts.iter().all(stays),
            ExprKind::Operation { parts, op } => {
                let is_text = self.soil.page.source(expr.range).starts_with(['f', 'F']);
                is_text || (!crate::syntax::ast::is_slice(op) && parts.iter().all(stays))
            }
            ExprKind::Name(name) => {
                left > 0 && (self.is_constant(name) || self.stays_by_name(name))
            }
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Name(name) => PLAIN.contains(&name.as_str()),
                ExprKind::Attribute { value, attr } => {
                    OF_TEXT.contains(&attr.as_str()) || self.is_of_a_module(value, OF_NUMBERS)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether all that a name is bound to in the function cannot be changed; what it is given is text or a number.
    fn stays_by_name(&self, name: &str) -> bool {
        let is_param = self.function.params.iter().any(|it| it.name == name);
        let (mut bound, mut stays) = (0, true);
        visit::statements(&self.function.body, &mut |stmt| {
            let is_it = |it: &Expr| Called::Name(name).is(it);
            match &stmt.kind {
                StmtKind::Assign { targets, value } if targets.iter().all(is_it) => {
                    bound += 1;
                    stays &= self.stays(value);
                }
                StmtKind::AugAssign { target, value } if is_it(target) => {
                    stays &= self.stays(value);
                }
                _ if targets(stmt).iter().any(|it| visit::has(it, &is_it)) => stays = false,
                _ => {}
            }
        });
        stays && (is_param || bound > 0)
    }

    /// Whether a statement reads nothing but what the function was given or made, and calls only what says the same
    /// of the same.
    fn reads_only_its_own(&self, stmt: &'m Stmt) -> bool {
        let mut own = self.function.names_bound();
        let mut methods = FxHashSet::default();
        let mut is_own = true;
        visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| {
            is_own &= match &expr.kind {
                ExprKind::Call { func, .. } => {
                    methods.insert(func.range);
                    self.is_harmless(func)
                }
                // The state of an object may be another the next time.
                ExprKind::Attribute { value, .. } => {
                    methods.contains(&expr.range) || self.is_of_a_module(value, MODULES)
                }
                ExprKind::Comprehension { lazy, clauses, .. } => {
                    own.extend(comprehension_names(clauses));
                    !lazy
                }
                ExprKind::Await(_)
                | ExprKind::Yield { .. }
                | ExprKind::Lambda(_)
                | ExprKind::Named { .. }
                | ExprKind::Opaque => false,
                ExprKind::Name(name) => own.contains(name.as_str()) || self.is_known(name),
                _ => true,
            };
        });
        is_own
    }

    /// Whether a name stands for the same for all calls: something of Python's, a module, a constant.
    fn is_known(&self, name: &str) -> bool {
        let is_python_s =
            PLAIN.contains(&name) || MAKING.contains(&name) || name.ends_with("Error");
        let is_a_module = MODULES.contains(&name) || OF_NUMBERS.contains(&name);
        (is_python_s && self.soil.page.is_free(name))
            || (is_a_module && self.soil.page.is_imported(name, name))
            || self.is_constant(name)
    }

    /// Whether a call says the same of the same, and changes nothing but what the function made.
    fn is_harmless(&self, func: &Expr) -> bool {
        match &func.kind {
            ExprKind::Name(name) => {
                PLAIN.contains(&name.as_str())
                    || MAKING.contains(&name.as_str())
                    || name.ends_with("Error")
            }
            ExprKind::Attribute { value, attr } => {
                OF_TEXT.contains(&attr.as_str())
                    || matches!(&value.kind, ExprKind::Name(name) if self.is_made_here(name))
                    || self.is_of_a_module(value, MODULES)
                    || self.is_of_a_module(value, OF_NUMBERS)
            }
            _ => false,
        }
    }

    /// Whether a local name only ever stands for a collection that is made in the function.
    fn is_made_here(&self, name: &str) -> bool {
        let (mut bound, mut is_new) = (0, true);
        visit::statements(&self.function.body, &mut |stmt| {
            if let StmtKind::Assign { targets, value } = &stmt.kind
                && targets.iter().any(|it| Called::Name(name).is(it))
            {
                bound += 1;
                is_new &= matches!(
                    value.kind,
                    ExprKind::List(_)
                        | ExprKind::Dict(_)
                        | ExprKind::Comprehension { lazy: false, .. }
                );
            }
        });
        bound == 1 && is_new
    }

    fn is_of_a_module(&self, expr: &Expr, modules: &[&str]) -> bool {
        matches!(&expr.kind, ExprKind::Name(name) if modules.contains(&name.as_str()))
    }

    /// Whether a name of the module always stands for the same number or text, or several of them.
    fn is_constant(&self, name: &str) -> bool {
        let is_one = |it: &Expr| matches!(it.kind, ExprKind::Constant(_));
        let are_all = |it: &Expr| match &it.kind {
            ExprKind::Tuple(parts) => parts.iter().all(is_one),
            _ => is_one(it),
        };
        let mut body = self.soil.page.module.body.iter();
        let is_bound = body.any(|stmt| match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                targets.iter().any(|it| Called::Name(name).is(it)) && are_all(value)
            }
            _ => false,
        });
        is_bound && self.soil.is_settled(name) && !self.soil.gives_all_names()
    }
}

/// Whether a statement does nothing but work something out.
fn is_quiet(stmt: &Stmt) -> bool {
    let is_own = |it: &Expr| match &it.kind {
        ExprKind::Name(_) => true,
        ExprKind::Tuple(parts) => parts.iter().all(|it| matches!(it.kind, ExprKind::Name(_))),
        _ => false,
    };
    match &stmt.kind {
        StmtKind::Assign { targets, .. } => targets.iter().all(is_own),
        StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => {
            matches!(target.kind, ExprKind::Name(_))
        }
        StmtKind::For {
            target, is_async, ..
        } => is_own(target) && !is_async,
        StmtKind::Expr(expr) => {
            matches!(&expr.kind, ExprKind::Constant(Constant::Str(_)))
                || matches!(called(expr), Some("append" | "add" | "extend" | "update"))
        }
        StmtKind::Return(_)
        | StmtKind::Raise { .. }
        | StmtKind::If { .. }
        | StmtKind::While { .. }
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => true,
        _ => false,
    }
}
