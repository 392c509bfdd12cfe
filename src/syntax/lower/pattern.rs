//! Parameters and the patterns of `match`.

use super::Lower;
use crate::syntax::ast::{Constant, ExprKind, Param};
use crate::syntax::grammar::{Field, Kind, Node};

impl<'t> Lower<'_, 't> {
    /// The parameters of a function or lambda, in order.
    pub(super) fn params(&mut self, node: Node<'t>) -> Vec<Param> {
        let mut is_by_name = false;
        let mut params = Vec::new();
        for child in self.children(node) {
            is_by_name |= child.kind() == Kind::KeywordSeparator;
            if let Some(mut param) = self.param(child) {
                let is_rest = param.is_starred && !param.is_by_name;
                param.is_by_name |= is_by_name && !is_rest;
                is_by_name |= is_rest;
                params.push(param);
            }
        }
        params
    }

    fn param(&mut self, node: Node<'t>) -> Option<Param> {
        let name = match node.kind() {
            Kind::Identifier => Some(node),
            Kind::DefaultParameter | Kind::TypedDefaultParameter => node.field(Field::Name),
            Kind::TypedParameter | Kind::ListSplatPattern | Kind::DictionarySplatPattern => self
                .children(node)
                .into_iter()
                .find(|child| child.kind() != Kind::Type),
            _ => None,
        }?;
        if name.kind() != Kind::Identifier {
            return self.param(name);
        }
        let annotation = node
            .field(Field::Type)
            .map(|annotation| self.expr(annotation));
        let default = node.field(Field::Value).map(|default| self.expr(default));
        Some(Param {
            name: self.text(name).to_owned(),
            is_starred: self.text(node).starts_with('*'),
            is_by_name: self.text(node).starts_with("**"),
            annotation,
            default,
        })
    }

    /// Whether a `case` pattern matches anything.
    pub(super) fn is_irrefutable(&mut self, node: Node<'t>) -> bool {
        if self.text(node) == "_" {
            return true;
        }
        // A bare name is captured; a dotted one is compared.
        let text = self.text(node);
        let is_name = text.chars().all(|c| c == '_' || c.is_alphanumeric());
        is_name && !text.starts_with(|c: char| c.is_numeric()) && !is_literal(text)
    }

    /// The name that a `case` pattern binds to all of the subject: `case x:`, `case … as x:`.
    pub(super) fn whole_capture(&mut self, node: Node<'t>) -> Option<String> {
        let text = self.text(node);
        if text != "_" && self.is_irrefutable(node) {
            return Some(text.to_owned());
        }
        let inner = self.children(node);
        let pattern = inner.first().filter(|it| it.kind() == Kind::AsPattern)?;
        let alias = self.children(*pattern).pop()?;
        Some(self.text(alias).to_owned())
    }

    /// The literal that a `case` pattern is, if it is nothing else.
    pub(super) fn literal_pattern(&mut self, node: Node<'t>) -> Option<Constant> {
        let mut inner = node;
        while inner.kind() == Kind::CasePattern {
            match self.children(inner).as_slice() {
                [only] => inner = *only,
                _ => return None,
            }
        }
        match self.expr(inner).kind {
            ExprKind::Constant(constant) => Some(constant),
            _ => None,
        }
    }

    /// The names a `case` pattern binds.
    pub(super) fn bound_names(&mut self, pattern: Node<'t>) -> Vec<String> {
        let mut names = Vec::new();
        let mut pending = vec![pattern];
        while let Some(node) = pending.pop() {
            match node.kind() {
                // A class's name is the first dotted name of its pattern and binds nothing.
                Kind::ClassPattern => pending.extend(self.children(node).into_iter().skip(1)),
                Kind::KeywordPattern => pending.extend(self.children(node).into_iter().skip(1)),
                Kind::DottedName if node.range().of(self.source).contains('.') => {}
                Kind::DottedName | Kind::Identifier => names.push(self.text(node).to_owned()),
                _ => pending.extend(self.children(node)),
            }
        }
        names.retain(|name| name != "_" && !is_literal(name));
        names
    }
}

fn is_literal(text: &str) -> bool {
    matches!(text, "None" | "True" | "False")
}
