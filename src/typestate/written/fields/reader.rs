//! Reads what is done with attributes, statement by statement.

mod locals;

use super::{Fields, Uses, Whose};
use crate::syntax::ast::{
    Arg, Clause, CompareOp, Constant, Expr, ExprKind, Function, Module, Stmt, StmtKind,
};
use crate::syntax::visit;
use crate::typestate::evidence::{self, Effect, Given};
use locals::PASSING;
use rustc_hash::FxHashMap;

/// What becomes of the value of an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    /// It is looked at.
    Used,
    /// It goes somewhere.
    Given,
}

/// An attribute that an expression may have the value of, or an item of its value.
type Source<'a> = (Whose, &'a str);

/// Reads a file.
pub(super) fn read(module: &Module) -> Fields {
    let mut reader = Reader::default();
    reader.body(&module.body);
    reader.fields
}

#[derive(Default)]
struct Reader<'a> {
    fields: Fields,
    /// The class whose body is read.
    class: Option<&'a str>,
    /// The functions around, outermost first: how each calls its object, its class, its name.
    this: Vec<(&'a str, &'a str, &'a str)>,
    /// The locals of the functions around, and what they stand for.
    locals: FxHashMap<&'a str, Vec<Source<'a>>>,
    /// The argument of `__exit__` that says whether something was raised.
    raised: Option<&'a str>,
    /// Whether what is read runs only if nothing was raised: that is no way to release something.
    is_clean: bool,
}

impl<'a> Reader<'a> {
    fn body(&mut self, body: &'a [Stmt]) {
        let before = self.is_clean;
        for stmt in body {
            self.statement(stmt);
            if let StmtKind::If { test, body, .. } = &stmt.kind
                && self.says_raised(test) == Some(true)
                && matches!(
                    body.last().map(|it| &it.kind),
                    Some(StmtKind::Return(_) | StmtKind::Raise { .. })
                )
            {
                self.is_clean = true;
            }
        }
        self.is_clean = before;
    }

    fn statement(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Function(function) => return self.function(function),
            StmtKind::Class(class) => {
                let around = self.class.replace(&class.name);
                self.body(&class.body);
                self.class = around;
                return;
            }
            StmtKind::If { test, body, orelse } => {
                self.read(test, Value::Used);
                let says = self.says_raised(test);
                for (part, holds) in [(body, true), (orelse, false)] {
                    let before = self.is_clean;
                    self.is_clean |= says == Some(!holds);
                    self.body(part);
                    self.is_clean = before;
                }
                return;
            }
            StmtKind::Expr(value) => self.read(value, Value::Used),
            StmtKind::While { test, .. } | StmtKind::Assert { test, .. } => {
                self.read(test, Value::Used);
            }
            StmtKind::Match { subject, .. } => self.read(subject, Value::Used),
            StmtKind::For { target, iter, .. } => {
                self.target(target);
                self.read(iter, Value::Used);
            }
            StmtKind::Assign { targets, value } => {
                targets.iter().for_each(|target| self.target(target));
                self.assigned(targets, value);
            }
            StmtKind::AnnAssign { target, value, .. } => {
                self.target(target);
                if let Some(value) = value {
                    self.assigned(std::slice::from_ref(target), value);
                }
            }
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.target(target)),
            StmtKind::With { items, .. } => {
                for item in items {
                    for (whose, attr) in self.sources(&item.context) {
                        self.note(whose, attr, Some("__exit__"), stmt.range.start);
                    }
                    self.read(&item.context, Value::Used);
                }
            }
            // Whoever enters an object is only lent what it keeps.
            StmtKind::Return(Some(value)) if self.is_entered() => self.read(value, Value::Used),
            _ => {
                for expr in visit::expressions(stmt) {
                    self.read(expr, Value::Given);
                }
            }
        }
        for inner in visit::bodies(stmt) {
            self.body(inner);
        }
    }

    fn is_entered(&self) -> bool {
        let method = self.this.last().map(|(.., method)| *method);
        matches!(method, Some("__enter__" | "__aenter__"))
    }

    fn function(&mut self, function: &'a Function) {
        for decorator in &function.decorators {
            self.read(decorator, Value::Given);
        }
        for default in function.params.iter().filter_map(|it| it.default.as_ref()) {
            self.read(default, Value::Given);
        }
        let is_static =
            |it: &Expr| matches!(&it.kind, ExprKind::Name(name) if name == "staticmethod");
        let class = self.class.take();
        let first = function.params.first();
        let (depth, locals) = (self.this.len(), self.locals.clone());
        let raised = self.raised;
        if let (Some(class), Some(first)) = (class, first)
            && !function.decorators.iter().any(is_static)
        {
            self.this.push((&first.name, class, &function.name));
            let is_exit = matches!(function.name.as_str(), "__exit__" | "__aexit__");
            let told = function
                .params
                .get(1)
                .filter(|it| is_exit && !it.is_starred);
            self.raised = told.map(|it| it.name.as_str());
        }
        // Twice, so that what a loop carries round is seen.
        for _ in 0..2 {
            visit::statements(&function.body, &mut |stmt| self.learn(stmt));
        }
        self.body(&function.body);
        self.this.truncate(depth);
        (self.locals, self.class, self.raised) = (locals, class, raised);
    }

    /// What a test in `__exit__` says of whether something was raised, if it holds.
    fn says_raised(&self, test: &Expr) -> Option<bool> {
        let raised = self.raised?;
        let is_it = |it: &Expr| matches!(&it.kind, ExprKind::Name(name) if name == raised);
        match &test.kind {
            ExprKind::Name(_) if is_it(test) => Some(true),
            ExprKind::Not(inner) => self.says_raised(inner).map(|it| !it),
            ExprKind::Compare { op, left, right } if is_it(left) => match (op, &right.kind) {
                (CompareOp::Is | CompareOp::Eq, ExprKind::Constant(Constant::None)) => Some(false),
                (CompareOp::IsNot | CompareOp::NotEq, ExprKind::Constant(Constant::None)) => {
                    Some(true)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What is assigned: only locals of a function keep it to themselves.
    fn assigned(&mut self, targets: &'a [Expr], value: &'a Expr) {
        let is_local = |it: &Expr| matches!(it.kind, ExprKind::Name(_));
        let are_local = |it: &Expr| match &it.kind {
            ExprKind::Tuple(parts) => parts.iter().all(is_local),
            _ => is_local(it),
        };
        match (targets, &value.kind) {
            ([target], ExprKind::Tuple(from))
                if let ExprKind::Tuple(to) = &target.kind
                    && to.len() == from.len() =>
            {
                for (target, value) in to.iter().zip(from) {
                    self.assigned(std::slice::from_ref(target), value);
                }
            }
            _ if !self.this.is_empty() && targets.iter().all(are_local) => {
                self.read(value, Value::Used);
            }
            _ => self.read(value, Value::Given),
        }
    }

    fn note(&mut self, whose: Whose, attr: &str, member: Option<&str>, at: u32) {
        if self.is_clean {
            if let Whose::Own { class, .. } = whose
                && member.is_some_and(evidence::releases)
            {
                let classes = self
                    .fields
                    .only_if_clean
                    .entry(attr.to_owned())
                    .or_default();
                classes.insert(class);
            }
            return;
        }
        let uses = self.fields.uses.entry(attr.to_owned()).or_default();
        let Uses { members, given } = uses.of(whose);
        match member {
            Some(member) => {
                members.insert(member.to_owned(), at);
            }
            None => *given = Some(at),
        }
    }

    /// What is assigned to or deleted is not read, but what it is reached through is.
    fn target(&mut self, target: &'a Expr) {
        match &target.kind {
            ExprKind::Attribute { value, .. } => self.read(value, Value::Used),
            ExprKind::Tuple(parts) | ExprKind::List(parts) => {
                parts.iter().for_each(|part| self.target(part));
            }
            _ => self.read(target, Value::Used),
        }
    }

    fn read(&mut self, expr: &'a Expr, value: Value) {
        let at = expr.range.start;
        if value == Value::Given {
            for (whose, attr) in self.sources(expr) {
                self.note(whose, attr, None, at);
            }
        }
        match &expr.kind {
            ExprKind::Attribute { value: of, attr } => {
                for (whose, field) in self.sources(of) {
                    self.note(whose, field, Some(attr), at);
                }
                self.read(of, Value::Used);
            }
            ExprKind::Call { func, args } => {
                self.read(func, Value::Used);
                let value = match &func.kind {
                    ExprKind::Name(name) => self.called(name, args),
                    _ => Value::Given,
                };
                args.iter().for_each(|arg| self.read(&arg.value, value));
            }
            ExprKind::Constant(Constant::Str(text)) => {
                if text.len() < 64 {
                    self.fields.texts.insert(text.clone());
                }
            }
            ExprKind::Not(_) | ExprKind::Compare { .. } | ExprKind::Subscript { .. } => {
                visit::parts(expr, &mut |it| self.read(it, Value::Used));
            }
            ExprKind::Named { target, value } => {
                self.target(target);
                self.read(value, Value::Used);
            }
            ExprKind::Comprehension { body, clauses, .. } => {
                for clause in clauses {
                    match clause {
                        Clause::For { target, iter } => {
                            self.target(target);
                            self.read(iter, Value::Used);
                        }
                        Clause::If(test) => self.read(test, Value::Used),
                    }
                }
                body.iter().for_each(|it| self.read(it, value));
            }
            // The value of either, or of what is taken apart.
            ExprKind::Bool { .. } | ExprKind::Conditional { .. } => {
                visit::parts(expr, &mut |it| self.read(it, Value::Used));
            }
            _ => visit::parts(expr, &mut |it| self.read(it, Value::Given)),
        }
    }

    /// What becomes of the arguments of a function.
    fn called(&mut self, name: &str, args: &'a [Arg]) -> Value {
        let is_text = |it: &Arg| matches!(it.value.kind, ExprKind::Constant(Constant::Str(_)));
        match name {
            "getattr" | "attrgetter" | "vars" => {
                if !args.iter().any(is_text) || name == "attrgetter" {
                    // Any member of it may be meant.
                    if let Some(first) = args.first() {
                        for (whose, attr) in self.sources(&first.value) {
                            self.note(whose, attr, None, first.value.range.start);
                        }
                    }
                    let of = args
                        .first()
                        .map_or(Whose::Anyone, |it| self.whose(&it.value));
                    self.fields.computing.insert(match of {
                        Whose::Own { class, .. } => Some(class),
                        Whose::Anyone => None,
                    });
                }
                Value::Used
            }
            _ if PASSING.contains(&name) => Value::Used,
            _ => match evidence::of_function(&format!("builtins.{name}"), Given::Object) {
                Effect::Uses => Value::Used,
                _ => Value::Given,
            },
        }
    }
}
