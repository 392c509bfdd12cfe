//! Answers that are computed: the same whenever they are worked out anew, and nobody can change what was given.

use super::Soil;
use super::uses::{Called, called};
use crate::syntax::ast::{Constant, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::{comprehension_names, targets};
use crate::syntax::visit;
use rustc_hash::FxHashSet;

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
    "hash",
    "hex",
    "int",
    "len",
    "oct",
    "ord",
    "pow",
    "repr",
    "round",
    "str",
    "sum",
    "tuple",
];

/// The same, whose answer is new and can be changed, or is gone through.
const MAKING: &[&str] = &[
    "all",
    "any",
    "dict",
    "enumerate",
    "filter",
    "isinstance",
    "list",
    "map",
    "max",
    "min",
    "range",
    "reversed",
    "set",
    "sorted",
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
    "ipaddress",
    "json",
    "re",
    "string",
    "textwrap",
    "unicodedata",
];

/// The same, whose functions give numbers or text.
const OF_NUMBERS: &[&str] = &["math", "cmath", "hashlib", "base64", "binascii", "zlib"];

/// A function's text, looked at for what its answers are made of.
pub(super) struct Computed<'s, 'm> {
    soil: &'s Soil<'m>,
    function: &'m Function,
    /// What it may read besides, as where answers are kept.
    besides: Option<Called<'s>>,
    /// How many functions deep this is.
    depth: usize,
}

impl<'s, 'm> Computed<'s, 'm> {
    pub fn of(soil: &'s Soil<'m>, function: &'m Function, besides: Option<Called<'s>>) -> Self {
        Self {
            soil,
            function,
            besides,
            depth: 0,
        }
    }

    /// Whether a function does nothing but work out its answer from what it is given.
    pub fn is_pure(&self) -> bool {
        let body = &self.function.body;
        // What is as long as this is more than an answer.
        const LONGEST: u32 = 4_000;
        let length = self.function.range.end - self.function.range.start;
        let mut is_pure = !self.function.is_async && length < LONGEST;
        visit::statements(body, &mut |stmt| is_pure &= self.is_plain(stmt));
        is_pure && body.iter().all(|stmt| self.reads_only_its_own(stmt))
    }

    /// Whether all that it returns cannot be changed by whoever gets it.
    pub fn gives_what_stays(&self) -> bool {
        let mut stays = true;
        visit::statements(&self.function.body, &mut |stmt| {
            if let StmtKind::Return(Some(value)) = &stmt.kind {
                stays &= self.stays(value, 0);
            }
        });
        stays
    }

    /// The parameters that it reads, those of where answers are kept apart.
    pub fn params_read(&self) -> FxHashSet<&'m str> {
        let mut read = FxHashSet::default();
        for stmt in &self.function.body {
            self.own_names(stmt, &mut |name| {
                let params = self.function.params.iter();
                read.extend(params.map(|it| it.name.as_str()).find(|it| *it == name));
            });
        }
        read
    }

    /// Whether what an expression stands for cannot be changed.
    pub fn stays(&self, expr: &Expr, depth: usize) -> bool {
        let inner = |it: &Expr| depth < 8 && self.stays(it, depth + 1);
        match &expr.kind {
            ExprKind::Constant(_) | ExprKind::Compare { .. } | ExprKind::Not(_) => true,
            ExprKind::Bool { left, right, .. } => inner(left) && inner(right),
            ExprKind::Conditional { body, orelse, .. } => inner(body) && inner(orelse),
            ExprKind::Tuple(parts) => parts.iter().all(inner),
            ExprKind::Operation { parts, op } => {
                let is_text = self.soil.page.source(expr.range).starts_with(['f', 'F']);
                is_text || (!crate::syntax::ast::is_slice(op) && parts.iter().all(inner))
            }
            ExprKind::Name(name) => self.stays_by_name(name, depth),
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Name(name) if PLAIN.contains(&name.as_str()) => true,
                ExprKind::Name(_) => self.other(expr).is_some_and(|it| it.gives_what_stays()),
                ExprKind::Attribute { value, attr } => {
                    OF_TEXT.contains(&attr.as_str()) || self.is_of_a_module(value, OF_NUMBERS)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether all that a name is bound to in the function cannot be changed; what it is given serves as a key.
    fn stays_by_name(&self, name: &str, depth: usize) -> bool {
        let is_param = self
            .function
            .params
            .iter()
            .any(|it| it.name == name && !it.is_starred);
        let (mut bound, mut stays) = (0, true);
        visit::statements(&self.function.body, &mut |stmt| {
            let is_it = |it: &Expr| Called::Name(name).is(it);
            match &stmt.kind {
                StmtKind::Assign { targets, value } if targets.iter().all(is_it) => {
                    bound += 1;
                    stays &= depth < 8 && self.stays(value, depth + 1);
                }
                StmtKind::AugAssign { target, value } if is_it(target) => {
                    stays &= depth < 8 && self.stays(value, depth + 1);
                }
                _ if targets(stmt).iter().any(|it| visit::has(it, &is_it)) => stays = false,
                _ => {}
            }
        });
        stays && (is_param || bound > 0)
    }

    /// Whether a statement does nothing but work something out.
    fn is_plain(&self, stmt: &Stmt) -> bool {
        let is_own = |it: &Expr| match &it.kind {
            ExprKind::Name(_) => true,
            ExprKind::Tuple(parts) => parts.iter().all(|it| matches!(it.kind, ExprKind::Name(_))),
            // Where answers are kept.
            ExprKind::Subscript { value, .. } => self.besides.is_some_and(|it| it.is(value)),
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
                    self.is_harmless(expr, func)
                }
                // The state of an object may be another the next time.
                ExprKind::Attribute { value, attr } => {
                    self.is_lasting(value, attr)
                        || methods.contains(&expr.range)
                        || self.is_besides(expr)
                        || self.is_of_any_module(value)
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
                _ => true,
            };
        });
        self.own_names(stmt, &mut |name| {
            let is_known = PLAIN.contains(&name) || MAKING.contains(&name) || is_an_error(name);
            is_own &= own.contains(name)
                || (is_known && self.soil.page.is_free(name))
                || MODULES.contains(&name)
                || OF_NUMBERS.contains(&name)
                || self.is_constant(name)
                || self.soil.functions().iter().any(|it| it.name == name);
        });
        is_own
    }

    /// The names that a statement reads, those of where answers are kept apart.
    fn own_names(&self, stmt: &'m Stmt, each: &mut dyn FnMut(&'m str)) {
        let mut hidden = FxHashSet::default();
        visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| {
            if self.is_besides(expr) {
                visit::subexpressions(expr, &mut |it| {
                    hidden.insert(it.range);
                });
            }
        });
        visit::all_expressions(std::slice::from_ref(stmt), &mut |expr| match &expr.kind {
            ExprKind::Name(name) if !hidden.contains(&expr.range) => each(name),
            _ => {}
        });
    }

    fn is_besides(&self, expr: &Expr) -> bool {
        self.besides.is_some_and(|it| it.is(expr))
    }

    /// Whether a call says the same of the same, and changes nothing but what the function made.
    fn is_harmless(&self, call: &'m Expr, func: &Expr) -> bool {
        match &func.kind {
            ExprKind::Name(name) => {
                PLAIN.contains(&name.as_str())
                    || MAKING.contains(&name.as_str())
                    || is_an_error(name)
                    || self.other(call).is_some_and(|it| it.is_pure())
            }
            ExprKind::Attribute { value, attr } => {
                let is_own = matches!(&value.kind, ExprKind::Name(name) if self.is_made_here(name));
                let is_kept = self.is_besides(value) && attr == "get";
                is_own
                    || is_kept
                    || OF_TEXT.contains(&attr.as_str())
                    || self.is_of_any_module(value)
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

    /// The one function of the module that is called by its name.
    fn other(&self, call: &Expr) -> Option<Computed<'s, 'm>> {
        let ExprKind::Call { func, .. } = &call.kind else {
            return None;
        };
        let ExprKind::Name(name) = &func.kind else {
            return None;
        };
        let is_it = |it: &&'m Function| it.name == *name && it.decorators.is_empty();
        let mut all = self.soil.functions().into_iter().filter(is_it);
        let function = all
            .next()
            .filter(|_| all.next().is_none() && self.depth < 3)?;
        let is_itself = function.range == self.function.range;
        (self.soil.is_settled(name) && !is_itself).then_some(Computed {
            soil: self.soil,
            function,
            besides: None,
            depth: self.depth + 1,
        })
    }

    fn is_of_a_module(&self, expr: &Expr, modules: &[&str]) -> bool {
        matches!(&expr.kind, ExprKind::Name(name) if modules.contains(&name.as_str()) && self.soil.page.is_imported(name, name))
    }

    fn is_of_any_module(&self, expr: &Expr) -> bool {
        self.is_of_a_module(expr, MODULES) || self.is_of_a_module(expr, OF_NUMBERS)
    }

    /// Whether an attribute is one of the object's own that nothing in the file changes once the object is made.
    fn is_lasting(&self, of: &Expr, attr: &str) -> bool {
        let this = self.function.params.first();
        let is_this = this.is_some_and(|it| it.name == "self" && Called::Name("self").is(of));
        is_this && !self.soil.is_set(attr) && !self.soil.is_filled(attr)
    }

    /// Whether a name of the module always stands for the same number or text, or several of them.
    fn is_constant(&self, name: &str) -> bool {
        let is_one = |it: &Expr| matches!(it.kind, ExprKind::Constant(_));
        let are_all = |it: &Expr| match &it.kind {
            ExprKind::Tuple(parts) => parts.iter().all(is_one),
            _ => is_one(it),
        };
        let mut found = self
            .soil
            .page
            .module
            .body
            .iter()
            .filter(|stmt| match &stmt.kind {
                StmtKind::Assign { targets, value } => {
                    targets.iter().any(|it| Called::Name(name).is(it)) && are_all(value)
                }
                _ => false,
            });
        found.next().is_some() && self.soil.is_settled(name)
    }
}

fn is_an_error(name: &str) -> bool {
    name.ends_with("Error")
}
