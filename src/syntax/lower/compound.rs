//! Compound statements and definitions.

use super::{ELIF_LIMIT, Lower, is_async, opaque, range};
use crate::syntax::ast::{self, Case, Class, Handler, Stmt, StmtKind, WithItem};
use tree_sitter::Node;

impl Lower<'_> {
    pub(super) fn if_statement(&mut self, node: Node<'_>) -> StmtKind {
        let test = self.expr_field(node, "condition");
        let body = self.block_field(node, "consequence");
        let mut cursor = node.walk();
        let alternatives: Vec<_> = node
            .children_by_field_name("alternative", &mut cursor)
            .take(ELIF_LIMIT)
            .collect();
        let mut orelse = Vec::new();
        for alternative in alternatives.into_iter().rev() {
            if alternative.kind() == "else_clause" {
                orelse = self.block_field(alternative, "body");
                continue;
            }
            let kind = StmtKind::If {
                test: self.expr_field(alternative, "condition"),
                body: self.block_field(alternative, "consequence"),
                orelse,
            };
            orelse = vec![Stmt {
                range: range(alternative),
                kind,
            }];
        }
        StmtKind::If { test, body, orelse }
    }

    pub(super) fn else_body(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let alternative = node.child_by_field_name("alternative");
        alternative
            .map(|clause| self.block_field(clause, "body"))
            .unwrap_or_default()
    }

    pub(super) fn with_statement(&mut self, node: Node<'_>) -> StmtKind {
        let mut items = Vec::new();
        for clause in self
            .children(node)
            .into_iter()
            .filter(|child| child.kind() == "with_clause")
        {
            for item in self.children(clause) {
                let Some(value) = item.child_by_field_name("value") else {
                    continue;
                };
                self.with_item(value, &mut items);
            }
        }
        StmtKind::With {
            is_async: is_async(node),
            items,
            body: self.block_field(node, "body"),
        }
    }

    /// One manager; `with (a as x, b as y):` is parsed as a tuple and taken apart here.
    pub(super) fn with_item(&mut self, value: Node<'_>, items: &mut Vec<WithItem>) {
        if value.kind() == "tuple" {
            for part in self.children(value) {
                self.with_item(part, items);
            }
            return;
        }
        if value.kind() == "parenthesized_expression" {
            let inner = self.children(value);
            if let [only] = inner.as_slice()
                && only.kind() == "as_pattern"
            {
                return self.with_item(*only, items);
            }
        }
        if value.kind() != "as_pattern" {
            return items.push(WithItem {
                context: self.expr(value),
                target: None,
            });
        }
        let alias = value.child_by_field_name("alias");
        let context = self
            .children(value)
            .into_iter()
            .find(|child| Some(*child) != alias);
        let context = context.map_or_else(|| opaque(value), |context| self.expr(context));
        let target = alias.and_then(|alias| self.children(alias).first().copied());
        items.push(WithItem {
            context,
            target: target.map(|target| self.expr(target)),
        });
    }

    pub(super) fn try_statement(&mut self, node: Node<'_>) -> StmtKind {
        let body = self.block_field(node, "body");
        let (mut handlers, mut orelse, mut finalbody) = (Vec::new(), Vec::new(), Vec::new());
        for child in self.children(node) {
            match child.kind() {
                "except_clause" => handlers.push(self.handler(child)),
                "else_clause" => orelse = self.block_field(child, "body"),
                "finally_clause" => finalbody = self.last_block(child),
                _ => {}
            }
        }
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        }
    }

    pub(super) fn handler(&mut self, node: Node<'_>) -> Handler {
        let value = node.child_by_field_name("value");
        let alias = node.child_by_field_name("alias");
        let (types, name) = match value {
            Some(value) if value.kind() == "as_pattern" => {
                let alias = value.child_by_field_name("alias");
                let types = self
                    .children(value)
                    .into_iter()
                    .find(|child| Some(*child) != alias);
                (types, alias)
            }
            value => (value, alias),
        };
        Handler {
            range: range(node),
            types: types.map(|types| self.expr(types)),
            name: name.map(|name| self.text(name).to_owned()),
            body: self.last_block(node),
        }
    }

    pub(super) fn last_block(&mut self, node: Node<'_>) -> Vec<Stmt> {
        let block = self
            .children(node)
            .into_iter()
            .rfind(|child| child.kind() == "block");
        block.map(|block| self.block(block)).unwrap_or_default()
    }

    pub(super) fn match_statement(&mut self, node: Node<'_>) -> StmtKind {
        let mut cursor = node.walk();
        let mut subjects: Vec<_> = node
            .children_by_field_name("subject", &mut cursor)
            .filter(Node::is_named)
            .map(|subject| self.expr(subject))
            .collect();
        let subject = match subjects.len() {
            1 => subjects.remove(0),
            _ => ast::Expr {
                range: range(node),
                kind: ast::ExprKind::Tuple(subjects),
            },
        };
        let cases = node
            .child_by_field_name("body")
            .map(|body| self.children(body));
        let cases = cases.unwrap_or_default().into_iter();
        let cases = cases
            .filter(|case| case.kind() == "case_clause")
            .map(|case| self.case(case));
        StmtKind::Match {
            subject,
            cases: cases.collect(),
        }
    }

    pub(super) fn case(&mut self, node: Node<'_>) -> Case {
        let guard = node.child_by_field_name("guard");
        let guard = guard.and_then(|guard| self.children(guard).first().copied());
        let patterns: Vec<_> = self
            .children(node)
            .into_iter()
            .filter(|child| child.kind() == "case_pattern")
            .collect();
        Case {
            range: patterns.first().map_or(range(node), |first| range(*first)),
            irrefutable: matches!(patterns.as_slice(), [only] if self.is_irrefutable(*only)),
            whole: match patterns.as_slice() {
                [only] => self.whole_capture(*only),
                _ => None,
            },
            literal: match patterns.as_slice() {
                [only] => self.literal_pattern(*only),
                _ => None,
            },
            binds: patterns
                .iter()
                .flat_map(|pattern| self.bound_names(*pattern))
                .collect(),
            guard: guard.map(|guard| self.expr(guard)),
            body: self.block_field(node, "consequence"),
        }
    }

    pub(super) fn decorated(&mut self, node: Node<'_>) -> Option<Stmt> {
        let mut decorators = Vec::new();
        for child in self.children(node) {
            if child.kind() == "decorator" {
                decorators.extend(self.all_expressions(child));
            }
        }
        let definition = node.child_by_field_name("definition")?;
        let kind = match definition.kind() {
            "class_definition" => self.class(definition, decorators),
            _ => self.function(definition, decorators),
        };
        Some(Stmt {
            range: range(node),
            kind,
        })
    }

    pub(super) fn function(&mut self, node: Node<'_>, decorators: Vec<ast::Expr>) -> StmtKind {
        self.header_comments(node);
        let params = node.child_by_field_name("parameters");
        StmtKind::Function(Box::new(ast::Function {
            name: self.owned(node.child_by_field_name("name")),
            range: range(node),
            is_async: is_async(node),
            decorators,
            params: params.map(|params| self.params(params)).unwrap_or_default(),
            body: self.block_field(node, "body"),
        }))
    }

    /// Puts aside the comments between the head of a definition and its body.
    fn header_comments(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let children = node.named_children(&mut cursor);
        let comments = children.filter(|child| child.kind() == "comment");
        self.comments.extend(comments.map(range));
    }

    pub(super) fn class(&mut self, node: Node<'_>, decorators: Vec<ast::Expr>) -> StmtKind {
        self.header_comments(node);
        let bases = node.child_by_field_name("superclasses");
        StmtKind::Class(Box::new(Class {
            name: self.owned(node.child_by_field_name("name")),
            range: range(node),
            decorators,
            bases: bases
                .map(|bases| self.all_expressions(bases))
                .unwrap_or_default(),
            body: self.block_field(node, "body"),
        }))
    }
}
