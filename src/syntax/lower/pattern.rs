//! Parameters and the patterns of `match`.

use super::{Lower, range};
use crate::syntax::ast::{Constant, ExprKind, Param};
use tree_sitter::Node;

impl Lower<'_> {
    /// The parameters of a function or lambda, in order.
    pub(super) fn params(&mut self, node: Node<'_>) -> Vec<Param> {
        let children = self.children(node);
        children
            .into_iter()
            .filter_map(|param| self.param(param))
            .collect()
    }

    fn param(&mut self, node: Node<'_>) -> Option<Param> {
        let name = match node.kind() {
            "identifier" => Some(node),
            "default_parameter" | "typed_default_parameter" => node.child_by_field_name("name"),
            "typed_parameter" | "list_splat_pattern" | "dictionary_splat_pattern" => self
                .children(node)
                .into_iter()
                .find(|child| child.kind() != "type"),
            _ => None,
        }?;
        if name.kind() != "identifier" {
            return self.param(name);
        }
        let annotation = node
            .child_by_field_name("type")
            .map(|annotation| self.expr(annotation));
        let default = node
            .child_by_field_name("value")
            .map(|default| self.expr(default));
        Some(Param {
            name: self.text(name).to_owned(),
            is_starred: self.text(node).starts_with('*'),
            annotation,
            default,
        })
    }

    /// Whether a `case` pattern matches anything.
    pub(super) fn is_irrefutable(&mut self, node: Node<'_>) -> bool {
        if self.text(node) == "_" {
            return true;
        }
        // A bare name is captured; a dotted one is compared.
        let text = self.text(node);
        let is_name = text.chars().all(|c| c == '_' || c.is_alphanumeric());
        is_name && !text.starts_with(|c: char| c.is_numeric()) && !is_literal(text)
    }

    /// The name that a `case` pattern binds to all of the subject: `case x:`, `case … as x:`.
    pub(super) fn whole_capture(&mut self, node: Node<'_>) -> Option<String> {
        let text = self.text(node);
        if text != "_" && self.is_irrefutable(node) {
            return Some(text.to_owned());
        }
        let inner = self.children(node);
        let pattern = inner.first().filter(|it| it.kind() == "as_pattern")?;
        let alias = self.children(*pattern).pop()?;
        Some(self.text(alias).to_owned())
    }

    /// The literal that a `case` pattern is, if it is nothing else.
    pub(super) fn literal_pattern(&mut self, node: Node<'_>) -> Option<Constant> {
        let mut inner = node;
        while inner.kind() == "case_pattern" {
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
    pub(super) fn bound_names(&mut self, pattern: Node<'_>) -> Vec<String> {
        let mut names = Vec::new();
        let mut pending = vec![pattern];
        while let Some(node) = pending.pop() {
            match node.kind() {
                // A class's name is the first dotted name of its pattern and binds nothing.
                "class_pattern" => pending.extend(self.children(node).into_iter().skip(1)),
                "keyword_pattern" => pending.extend(self.children(node).into_iter().skip(1)),
                "dotted_name" if range(node).of(self.source).contains('.') => {}
                "dotted_name" | "identifier" => names.push(self.text(node).to_owned()),
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
