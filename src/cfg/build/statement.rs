//! Statements: the simple ones here, the compound ones each in a file of its own.

use super::slips::NAME;
use super::{Builder, Reach, StepKind, Value, Why};
use crate::syntax::ast::{Alias, Class, Expr, ExprKind, Function, Stmt, StmtKind};
use crate::syntax::names::bound_names;
use crate::text::Range;

impl Builder<'_> {
    pub(super) fn statements(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.statement(stmt);
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        let range = stmt.range;
        let mark = self.next_var();
        match &stmt.kind {
            StmtKind::Expr(value) => {
                self.expr(value);
            }
            StmtKind::Assign { targets, value } => self.assignment(targets, value),
            StmtKind::AnnAssign {
                target,
                value: Some(value),
                ..
            } => {
                self.assignment(std::slice::from_ref(target), value);
            }
            StmtKind::AugAssign { target, value } => self.augmented(range, target, value),
            StmtKind::Return(value) => {
                let value = value.as_ref().map(|value| self.expr(value));
                self.emit(range, StepKind::Return(value));
                self.drop_since(range, mark);
                self.jump(range, Why::Return);
            }
            StmtKind::Raise { exc, cause } => self.raise(range, exc.as_ref(), cause.as_ref()),
            StmtKind::Assert { test, message } => self.assert(range, test, message.as_ref()),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target)),
            StmtKind::Break => self.jump(range, Why::Break),
            StmtKind::Continue => self.jump(range, Why::Continue),
            StmtKind::Import(aliases) => self.import(range, aliases),
            StmtKind::ImportFrom { module, names } => self.import_from(range, module, names),
            StmtKind::If { test, body, orelse } => return self.if_statement(test, body, orelse),
            StmtKind::While { test, body, orelse } => return self.while_loop(test, body, orelse),
            StmtKind::For {
                target,
                iter,
                body,
                orelse,
                ..
            } => {
                return self.for_loop(target, iter, body, orelse);
            }
            StmtKind::With { items, body, .. } => return self.with(range, items, body),
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finalbody,
            } => {
                return self.try_statement(body, handlers, orelse, finalbody);
            }
            StmtKind::Match { subject, cases } => return self.match_statement(subject, cases),
            StmtKind::Function(function) => self.define(range, function),
            StmtKind::Class(class) => return self.class(range, class),
            StmtKind::Pass
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::AnnAssign { value: None, .. } => {}
        }
        self.drop_since(range, mark);
    }

    fn raise(&mut self, range: Range, exc: Option<&Expr>, cause: Option<&Expr>) {
        let exc = exc.map(|exc| self.exception(exc));
        if let Some(cause) = cause {
            self.expr(cause);
        }
        self.emit_fallible(range, StepKind::Raise(exc));
        self.start_unreachable();
    }

    /// The exception of a `raise`: making it is not an operation of its own that may raise.
    fn exception(&mut self, exc: &Expr) -> super::VarId {
        let ExprKind::Call { func, args } = &exc.kind else {
            return self.expr(exc);
        };
        let func = self.expr(func);
        let args = self.call_args(args);
        self.temp(exc.range, Value::Call { func, args })
    }

    fn assert(&mut self, range: Range, test: &Expr, message: Option<&Expr>) {
        let (holds, fails) = (self.new_block(), self.new_block());
        self.branch(test, holds, fails);
        self.current = fails;
        if let Some(message) = message {
            self.expr(message);
        }
        let error = self.temp(range, Value::Global("AssertionError".to_owned()));
        self.emit_fallible(range, StepKind::Raise(Some(error)));
        self.current = holds;
    }

    fn delete(&mut self, target: &Expr) {
        match &target.kind {
            ExprKind::Name(name) if self.is_bound_here(name) => {
                let var = self.local(name);
                self.slip(target.range, NAME, Some(var));
                self.emit(target.range, StepKind::Delete(var));
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) => {
                parts.iter().for_each(|part| self.delete(part));
            }
            _ => {
                self.expr(target);
            }
        }
    }

    fn import(&mut self, range: Range, aliases: &[Alias]) {
        for alias in aliases {
            let first = alias.name.split('.').next().unwrap_or_default();
            let (bound, path) = match &alias.asname {
                Some(asname) => (asname.as_str(), alias.name.as_str()),
                None => (first, first),
            };
            self.bind_import(range, bound, path.to_owned());
        }
    }

    fn import_from(&mut self, range: Range, module: &str, aliases: &[Alias]) {
        for alias in aliases {
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            self.bind_import(range, bound, format!("{module}.{}", alias.name));
        }
    }

    fn bind_import(&mut self, range: Range, name: &str, path: String) {
        let dst = self.local(name);
        self.emit_fallible(
            range,
            StepKind::Assign {
                dst,
                value: Value::Import(path),
            },
        );
    }

    fn if_statement(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        let mark = self.next_var();
        let (yes, no, after) = (self.new_block(), self.new_block(), self.new_block());
        self.branch(test, yes, no);
        let tested = self.next_var();
        for (block, statements) in [(yes, body), (no, orelse)] {
            self.current = block;
            if mark < tested {
                self.emit(test.range, StepKind::Drop(mark, tested));
            }
            self.statements(statements);
            self.goto(after);
        }
        self.current = after;
    }

    fn define(&mut self, range: Range, function: &Function) {
        let defaults = self.defaults(function);
        for decorator in &function.decorators {
            self.expr(decorator);
        }
        let mut captures = self.captures(function);
        captures.extend(defaults);
        let dst = self.local(&function.name);
        self.assign(
            range,
            dst,
            Value::Definition {
                name: function.name.clone(),
                captures,
            },
        );
    }

    /// What a function keeps as the defaults of its parameters.
    pub(super) fn defaults(&mut self, function: &Function) -> Vec<super::VarId> {
        let params = function.params.iter();
        let defaults = params.filter_map(|param| param.default.as_ref());
        defaults.map(|default| self.expr(default)).collect()
    }

    /// A class body runs where it stands; what it binds belongs to the class.
    fn class(&mut self, range: Range, class: &Class) {
        let mark = self.next_var();
        for expr in class.decorators.iter().chain(&class.bases) {
            self.expr(expr);
        }
        self.drop_since(range, mark);
        let mut attributes = bound_names(&class.body);
        attributes.extend(class.type_params.iter().map(String::as_str));
        let mut attributes: Vec<_> = attributes.into_iter().collect();
        attributes.sort_unstable();
        let attributes = attributes.into_iter().map(|name| {
            let var = self.new_var(name.to_owned(), Reach::ClassAttribute);
            (name.to_owned(), var)
        });
        let attributes = attributes.collect();
        self.scoped.push(attributes);
        self.statements(&class.body);
        self.scoped.pop();
        let dst = self.local(&class.name);
        let definition = Value::Definition {
            name: class.name.clone(),
            captures: Vec::new(),
        };
        self.assign(range, dst, definition);
    }
}
