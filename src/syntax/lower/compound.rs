//! Compound statements and definitions.

use super::{ELIF_LIMIT, Lower, is_async, opaque, stmt};
use crate::syntax::ast::{self, Case, Class, Handler, Stmt, StmtKind, WithItem};
use crate::syntax::grammar::{Field, Kind, Node};
use crate::syntax::names::Used;

impl<'t> Lower<'_, 't> {
    pub(super) fn if_statement(&mut self, node: Node<'t>) -> StmtKind {
        let test = self.expr_field(node, Field::Condition);
        let body = self.block_field(node, Field::Consequence);
        let mut alternatives = node.fields(Field::Alternative);
        alternatives.truncate(ELIF_LIMIT);
        let mut orelse = Vec::new();
        for alternative in alternatives.into_iter().rev() {
            if alternative.kind() == Kind::ElseClause {
                orelse = self.block_field(alternative, Field::Body);
                continue;
            }
            let kind = StmtKind::If {
                test: self.expr_field(alternative, Field::Condition),
                body: self.block_field(alternative, Field::Consequence),
                orelse,
            };
            orelse = vec![stmt(alternative, kind)];
        }
        StmtKind::If { test, body, orelse }
    }

    pub(super) fn else_body(&mut self, node: Node<'t>) -> Vec<Stmt> {
        let alternative = node.field(Field::Alternative);
        alternative
            .map(|clause| self.block_field(clause, Field::Body))
            .unwrap_or_default()
    }

    pub(super) fn with_statement(&mut self, node: Node<'t>) -> StmtKind {
        let mut items = Vec::new();
        for clause in self
            .children(node)
            .into_iter()
            .filter(|child| child.kind() == Kind::WithClause)
        {
            for item in self.children(clause) {
                let Some(value) = item.field(Field::Value) else {
                    continue;
                };
                self.with_item(value, &mut items);
            }
        }
        StmtKind::With {
            is_async: is_async(node),
            items,
            body: self.block_field(node, Field::Body),
        }
    }

    /// One manager; `with (a as x, b as y):` is parsed as a tuple and taken apart here.
    pub(super) fn with_item(&mut self, value: Node<'t>, items: &mut Vec<WithItem>) {
        if value.kind() == Kind::Tuple {
            for part in self.children(value) {
                self.with_item(part, items);
            }
            return;
        }
        if value.kind() == Kind::ParenthesizedExpression {
            let inner = self.children(value);
            if let [only] = inner.as_slice()
                && only.kind() == Kind::AsPattern
            {
                return self.with_item(*only, items);
            }
        }
        if value.kind() != Kind::AsPattern {
            return items.push(WithItem {
                context: self.expr(value),
                target: None,
            });
        }
        let alias = value.field(Field::Alias);
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

    pub(super) fn try_statement(&mut self, node: Node<'t>) -> StmtKind {
        let body = self.block_field(node, Field::Body);
        let (mut handlers, mut orelse, mut finalbody) = (Vec::new(), Vec::new(), Vec::new());
        for child in self.children(node) {
            match child.kind() {
                Kind::ExceptClause => handlers.push(self.handler(child)),
                Kind::ElseClause => orelse = self.block_field(child, Field::Body),
                Kind::FinallyClause => finalbody = self.last_block(child),
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

    pub(super) fn handler(&mut self, node: Node<'t>) -> Handler {
        let value = node.field(Field::Value);
        let alias = node.field(Field::Alias);
        let (types, name) = match value {
            Some(value) if value.kind() == Kind::AsPattern => {
                let alias = value.field(Field::Alias);
                let types = self
                    .children(value)
                    .into_iter()
                    .find(|child| Some(*child) != alias);
                (types, alias)
            }
            value => (value, alias),
        };
        Handler {
            range: node.range(),
            types: types.map(|types| self.expr(types)),
            name: name.map(|name| self.text(name).to_owned()),
            body: self.last_block(node),
        }
    }

    pub(super) fn last_block(&mut self, node: Node<'t>) -> Vec<Stmt> {
        let block = self
            .children(node)
            .into_iter()
            .rfind(|child| child.kind() == Kind::Block);
        block.map(|block| self.block(block)).unwrap_or_default()
    }

    pub(super) fn match_statement(&mut self, node: Node<'t>) -> StmtKind {
        let subjects = node.fields(Field::Subject).into_iter();
        let subjects = subjects.filter(|it| it.is_named());
        let mut subjects: Vec<_> = subjects.map(|subject| self.expr(subject)).collect();
        let subject = match subjects.len() {
            1 => subjects.remove(0),
            _ => ast::Expr {
                range: node.range(),
                kind: ast::ExprKind::Tuple(subjects),
            },
        };
        let cases = node.field(Field::Body).map(|body| self.children(body));
        let cases = cases.unwrap_or_default().into_iter();
        let cases = cases
            .filter(|case| case.kind() == Kind::CaseClause)
            .map(|case| self.case(case));
        StmtKind::Match {
            subject,
            cases: cases.collect(),
        }
    }

    pub(super) fn case(&mut self, node: Node<'t>) -> Case {
        let guard = node.field(Field::Guard);
        let guard = guard.and_then(|guard| self.children(guard).first().copied());
        let patterns: Vec<_> = self
            .children(node)
            .into_iter()
            .filter(|child| child.kind() == Kind::CasePattern)
            .collect();
        Case {
            range: patterns.first().map_or(node.range(), |first| first.range()),
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
            body: self.block_field(node, Field::Consequence),
        }
    }

    pub(super) fn decorated(&mut self, node: Node<'t>) -> Option<Stmt> {
        let mut decorators = Vec::new();
        for child in self.children(node) {
            if child.kind() == Kind::Decorator {
                decorators.extend(self.all_expressions(child));
            }
        }
        let definition = node.field(Field::Definition)?;
        let kind = match definition.kind() {
            Kind::ClassDefinition => self.class(definition, decorators),
            _ => self.function(definition, decorators),
        };
        Some(stmt(node, kind))
    }

    pub(super) fn function(&mut self, node: Node<'t>, decorators: Vec<ast::Expr>) -> StmtKind {
        self.header_comments(node);
        let params = node.field(Field::Parameters);
        StmtKind::Function(Box::new(ast::Function {
            name: self.owned(node.field(Field::Name)),
            range: node.range(),
            made: self.stamp(),
            used: Used::default(),
            is_async: is_async(node),
            decorators,
            type_params: self.type_params(node),
            params: params.map(|params| self.params(params)).unwrap_or_default(),
            body: self.block_field(node, Field::Body),
        }))
    }

    /// Puts aside the comments between the head of a definition and its body.
    fn header_comments(&mut self, node: Node<'t>) {
        let children = node.named_children(&mut self.cursor);
        let comments = children.filter(|child| child.kind() == Kind::Comment);
        self.aside.comments.extend(comments.map(Node::range));
    }

    pub(super) fn class(&mut self, node: Node<'t>, decorators: Vec<ast::Expr>) -> StmtKind {
        self.header_comments(node);
        let bases = node.field(Field::Superclasses);
        StmtKind::Class(Box::new(Class {
            name: self.owned(node.field(Field::Name)),
            range: node.range(),
            decorators,
            type_params: self.type_params(node),
            bases: bases
                .map(|bases| self.all_expressions(bases))
                .unwrap_or_default(),
            body: self.block_field(node, Field::Body),
        }))
    }
}
