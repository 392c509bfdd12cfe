//! What a program does, apart from what becomes of its resources: which callables it calls, where,
//! and which functions give back a value.
//!
//! The exit matrix says that nothing leaks; an empty program leaks nothing either. Whoever asks for
//! a repair therefore also asks whether the work is still done, and this is where the answer comes
//! from. It looks at structure only: statements after a `return` or `raise` of the same block do not
//! count, every other statement does.

use crate::syntax::ast::{Constant, Expr, ExprKind, Module, Stmt, StmtKind};
use crate::syntax::{self, visit};
use crate::text::{LineIndex, Range};
use std::collections::HashMap;

/// The calls, returns and `with` statements of a file, in source order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Every call.
    pub calls: Vec<Call>,
    /// Every `return`.
    pub returns: Vec<Return>,
    /// Every `with`.
    pub withs: Vec<With>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What is called, dotted, with import aliases resolved: `json.load`. A method of something
    /// that is not a name begins with a dot: `.close`.
    pub callee: String,
    /// The names it is about: the object of a method and the first argument, where they are names.
    pub about: Vec<String>,
    /// Line it begins on, from 1.
    pub line: u32,
    /// Name of the enclosing function, or `module`.
    pub function: String,
    /// First lines of the conditional blocks around it, outermost first. The bodies of `with` and
    /// `try` and those of `finally` are not conditional.
    pub conditions: Vec<u32>,
    /// The `with` statements whose body it is in, outermost first.
    pub inside: Vec<With>,
}

/// The lines of a `with` statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct With {
    /// First line, from 1.
    pub line: u32,
    /// Last line of its managers, from 1.
    pub header_end: u32,
}

/// One `return`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    /// Line, from 1.
    pub line: u32,
    /// Name of the function.
    pub function: String,
    /// What it gives back.
    pub value: Given,
}

/// What a `return` gives back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Nothing, or `None`.
    Nothing,
    /// A value.
    Value,
}

/// Outlines a text.
pub fn outline(text: &str) -> Outline {
    let parsed = syntax::parse(text);
    let mut walk = Walk {
        lines: LineIndex::new(text),
        imports: imports(&parsed.module),
        function: "module".to_owned(),
        conditions: Vec::new(),
        inside: Vec::new(),
        out: Outline::default(),
    };
    walk.block(&parsed.module.body);
    walk.out
}

/// What each imported name stands for.
fn imports(module: &Module) -> HashMap<String, String> {
    let mut found = HashMap::new();
    visit::statements(&module.body, &mut |stmt| match &stmt.kind {
        StmtKind::Import(names) => {
            for alias in names {
                if let Some(bound) = &alias.asname {
                    found.insert(bound.clone(), alias.name.clone());
                }
            }
        }
        StmtKind::ImportFrom { module, names } => {
            for alias in names {
                let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                found.insert(bound.clone(), format!("{module}.{}", alias.name));
            }
        }
        _ => {}
    });
    found
}

struct Walk {
    lines: LineIndex,
    imports: HashMap<String, String>,
    function: String,
    conditions: Vec<u32>,
    inside: Vec<With>,
    out: Outline,
}

impl Walk {
    fn block(&mut self, body: &[Stmt]) {
        for stmt in body {
            self.statement(stmt);
            let leaves = matches!(
                stmt.kind,
                StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Break | StmtKind::Continue
            );
            if leaves {
                return;
            }
        }
    }

    fn statement(&mut self, stmt: &Stmt) {
        for expr in visit::expressions(stmt) {
            visit::subexpressions(expr, &mut |expr| self.expression(expr));
        }
        match &stmt.kind {
            StmtKind::Return(value) => {
                let nothing = value.as_ref().is_none_or(is_none);
                self.out.returns.push(Return {
                    line: self.line(stmt.range),
                    function: self.function.clone(),
                    value: if nothing {
                        Given::Nothing
                    } else {
                        Given::Value
                    },
                });
            }
            StmtKind::Function(function) => {
                let outside = std::mem::replace(&mut self.function, function.name.clone());
                let conditions = std::mem::take(&mut self.conditions);
                let inside = std::mem::take(&mut self.inside);
                self.block(&function.body);
                (self.function, self.conditions, self.inside) = (outside, conditions, inside);
            }
            StmtKind::Class(class) => self.block(&class.body),
            StmtKind::With { items, body, .. } => {
                let header = items.last().map_or(stmt.range, |item| {
                    item.target
                        .as_ref()
                        .map_or(item.context.range, |target| target.range)
                });
                let line = self.line(stmt.range);
                let header_end = self.lines.line(header.end.saturating_sub(1)).max(line);
                let with = With { line, header_end };
                self.out.withs.push(with);
                self.inside.push(with);
                self.block(body);
                self.inside.pop();
            }
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finalbody,
            } => {
                self.block(body);
                for handler in handlers {
                    self.conditional(&handler.body);
                }
                self.block(orelse);
                self.block(finalbody);
            }
            _ => {
                for body in visit::bodies(stmt) {
                    self.conditional(body);
                }
            }
        }
    }

    fn conditional(&mut self, body: &[Stmt]) {
        let Some(first) = body.first() else { return };
        self.conditions.push(self.line(first.range));
        self.block(body);
        self.conditions.pop();
    }

    fn expression(&mut self, expr: &Expr) {
        let ExprKind::Call { func, args } = &expr.kind else {
            return;
        };
        let object = match &func.kind {
            ExprKind::Attribute { value, .. } => name(value),
            _ => None,
        };
        let argument = args.first().and_then(|argument| name(&argument.value));
        self.out.calls.push(Call {
            callee: self.dotted(func),
            about: object.into_iter().chain(argument).collect(),
            line: self.line(expr.range),
            function: self.function.clone(),
            conditions: self.conditions.clone(),
            inside: self.inside.clone(),
        });
    }

    fn dotted(&self, func: &Expr) -> String {
        match &func.kind {
            ExprKind::Name(name) => self.imports.get(name).unwrap_or(name).clone(),
            ExprKind::Attribute { value, attr } => format!("{}.{attr}", self.dotted(value)),
            _ => String::new(),
        }
    }

    fn line(&self, range: Range) -> u32 {
        self.lines.line(range.start)
    }
}

fn name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        _ => None,
    }
}

fn is_none(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Constant(Constant::None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_carry_where_they_are() {
        let found = outline(
            "import json as j\nfrom os import close\ndef f(p):\n    with lock, open(p) as g:\n        \
             if p:\n            j.load(g)\n    close(p)\n    g.close()\n    return\n    h()\n",
        );
        let calls: Vec<(&str, String, u32)> = found
            .calls
            .iter()
            .map(|c| (c.callee.as_str(), c.about.join(" "), c.line))
            .collect();
        let calls: Vec<(&str, &str, u32)> =
            calls.iter().map(|c| (c.0, c.1.as_str(), c.2)).collect();
        assert_eq!(
            calls,
            [
                ("open", "p", 4),
                ("json.load", "j g", 6),
                ("os.close", "p", 7),
                ("g.close", "g", 8)
            ]
        );
        let load = &found.calls[1];
        assert_eq!(
            (load.function.as_str(), load.conditions.as_slice()),
            ("f", [6].as_slice())
        );
        assert_eq!(
            load.inside,
            [With {
                line: 4,
                header_end: 4
            }]
        );
        assert_eq!(found.returns[0].value, Given::Nothing);
    }

    #[test]
    fn a_method_of_a_call_begins_with_a_dot() {
        let found = outline("open(p).read()\n");
        assert_eq!(found.calls[0].callee, ".read");
    }
}
