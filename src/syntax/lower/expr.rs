//! Expressions.

use super::{DEPTH_LIMIT, Lower, opaque, range};
use crate::syntax::ast::{Arg, BoolOp, Clause, CompareOp, Constant, Expr, ExprKind, Function};
use crate::syntax::ast::{Stmt, StmtKind};
use tree_sitter::Node;

impl Lower<'_> {
    /// The expression in a field; opaque if it is missing.
    pub(super) fn expr_field(&mut self, node: Node<'_>, field: &str) -> Expr {
        match node.child_by_field_name(field) {
            Some(child) => self.expr(child),
            None => opaque(node),
        }
    }

    /// Every named child as an expression.
    pub(super) fn all_expressions(&mut self, node: Node<'_>) -> Vec<Expr> {
        let mut all = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "expression_list" => all.extend(self.all_expressions(child)),
                _ => all.push(self.expr(child)),
            }
        }
        all
    }

    /// The children of a `return` or `yield`, if there are any.
    pub(super) fn optional_children(&mut self, node: Node<'_>) -> Option<Expr> {
        self.children(node).first().map(|&child| self.expr(child))
    }

    /// One expression.
    pub(super) fn expr(&mut self, node: Node<'_>) -> Expr {
        if self.depth >= DEPTH_LIMIT {
            return opaque(node);
        }
        self.depth += 1;
        let kind = self.expr_kind(node);
        self.depth -= 1;
        match kind {
            Ok(kind) => Expr {
                range: range(node),
                kind,
            },
            Err(inner) => inner,
        }
    }

    /// The kind of an expression, or the expression it only wraps.
    fn expr_kind(&mut self, node: Node<'_>) -> Result<ExprKind, Expr> {
        Ok(match node.kind() {
            "identifier" => ExprKind::Name(self.text(node).to_owned()),
            "none" => ExprKind::Constant(Constant::None),
            "true" => ExprKind::Constant(Constant::Bool(true)),
            "false" => ExprKind::Constant(Constant::Bool(false)),
            "ellipsis" => ExprKind::Constant(Constant::Ellipsis),
            "integer" | "float" => ExprKind::Constant(Constant::Number(self.text(node).to_owned())),
            "string" | "concatenated_string" => self.string(node),
            "attribute" => ExprKind::Attribute {
                value: Box::new(self.expr_field(node, "object")),
                attr: self.owned(node.child_by_field_name("attribute")),
            },
            "call" => self.call(node),
            "subscript" => {
                let value = Box::new(self.expr_field(node, "value"));
                let mut cursor = node.walk();
                let index: Vec<_> = node
                    .children_by_field_name("subscript", &mut cursor)
                    .collect();
                let index = index.into_iter().map(|index| self.expr(index)).collect();
                ExprKind::Subscript { value, index }
            }
            "await" => ExprKind::Await(Box::new(self.only_child(node))),
            "yield" => {
                let value = self.optional_children(node).map(Box::new);
                let from = node.child(1).is_some_and(|second| second.kind() == "from");
                ExprKind::Yield { value, from }
            }
            "boolean_operator" => self.boolean(node),
            "not_operator" => ExprKind::Not(Box::new(self.expr_field(node, "argument"))),
            "comparison_operator" => self.comparison(node),
            "conditional_expression" => self.conditional(node),
            "lambda" => ExprKind::Lambda(Box::new(self.lambda(node))),
            "tuple" | "expression_list" | "pattern_list" | "tuple_pattern" => {
                ExprKind::Tuple(self.all_expressions(node))
            }
            "list" | "set" | "list_pattern" => ExprKind::List(self.all_expressions(node)),
            "dictionary" => ExprKind::Dict(self.pairs(node)),
            "list_splat"
            | "dictionary_splat"
            | "list_splat_pattern"
            | "dictionary_splat_pattern"
            | "parenthesized_list_splat" => ExprKind::Starred(Box::new(self.only_child(node))),
            "named_expression" => ExprKind::Named {
                target: Box::new(self.expr_field(node, "name")),
                value: Box::new(self.expr_field(node, "value")),
            },
            "list_comprehension" | "set_comprehension" | "dictionary_comprehension" => {
                self.comprehension(node, false)
            }
            "generator_expression" => self.comprehension(node, true),
            "binary_operator" => self.binary(node),
            "unary_operator" | "pair" => ExprKind::Operation {
                op: "",
                parts: self.all_expressions(node),
            },
            "slice" => ExprKind::Operation {
                op: "slice",
                parts: self.all_expressions(node),
            },
            "parenthesized_expression" | "as_pattern" | "as_pattern_target" | "type" => {
                return Err(self.only_child(node));
            }
            "generic_type" => return self.generic(node),
            _ => ExprKind::Opaque,
        })
    }

    fn only_child(&mut self, node: Node<'_>) -> Expr {
        match self.children(node).first() {
            Some(&child) => self.expr(child),
            None => opaque(node),
        }
    }

    fn string(&mut self, node: Node<'_>) -> ExprKind {
        if node.start_position().row != node.end_position().row {
            self.multiline_strings.push(range(node));
        }
        let (mut content, mut parts) = (String::new(), Vec::new());
        let mut pending = vec![node];
        while let Some(part) = pending.pop() {
            match part.kind() {
                "string" | "concatenated_string" => {
                    pending.extend(self.children(part).into_iter().rev());
                }
                "string_content" => content.push_str(self.text(part)),
                "interpolation" => parts.push(self.expr_field(part, "expression")),
                _ => {}
            }
        }
        if parts.is_empty() {
            return ExprKind::Constant(Constant::Str(content));
        }
        ExprKind::Operation {
            op: "f-string",
            parts,
        }
    }

    fn call(&mut self, node: Node<'_>) -> ExprKind {
        let func = Box::new(self.expr_field(node, "function"));
        let mut args = Vec::new();
        if let Some(arguments) = node.child_by_field_name("arguments") {
            if arguments.kind() == "generator_expression" {
                args.push(Arg {
                    keyword: None,
                    value: self.expr(arguments),
                });
            } else {
                for child in self.children(arguments) {
                    args.push(self.argument(child));
                }
            }
        }
        ExprKind::Call { func, args }
    }

    fn argument(&mut self, node: Node<'_>) -> Arg {
        if node.kind() != "keyword_argument" {
            return Arg {
                keyword: None,
                value: self.expr(node),
            };
        }
        let keyword = node
            .child_by_field_name("name")
            .map(|name| self.text(name).to_owned());
        Arg {
            keyword,
            value: self.expr_field(node, "value"),
        }
    }

    /// `a and b and c` nests to the left; long chains are folded without recursion.
    fn boolean(&mut self, node: Node<'_>) -> ExprKind {
        let mut chain = vec![node];
        let mut left = node.child_by_field_name("left");
        while let Some(next) = left.filter(|left| left.kind() == "boolean_operator") {
            chain.push(next);
            left = next.child_by_field_name("left");
        }
        chain.truncate(DEPTH_LIMIT as usize);
        let mut folded = left.map_or_else(|| opaque(node), |left| self.expr(left));
        for link in chain.into_iter().rev() {
            let operator = link.child_by_field_name("operator");
            let op = match operator.map(|operator| operator.kind()) {
                Some("or") => BoolOp::Or,
                _ => BoolOp::And,
            };
            let right = Box::new(self.expr_field(link, "right"));
            let kind = ExprKind::Bool {
                op,
                left: Box::new(folded),
                right,
            };
            folded = Expr {
                range: range(link),
                kind,
            };
        }
        folded.kind
    }

    fn comparison(&mut self, node: Node<'_>) -> ExprKind {
        let mut cursor = node.walk();
        let operators: Vec<&str> = node
            .children_by_field_name("operators", &mut cursor)
            .map(|operator| operator.kind())
            .collect();
        let mut operands = self.all_expressions(node);
        if operands.len() != 2 {
            return ExprKind::Operation {
                op: "",
                parts: operands,
            };
        }
        let (right, left) = (operands.pop(), operands.pop());
        let op = match operators.as_slice() {
            ["is"] => CompareOp::Is,
            ["is not"] | ["is", "not"] => CompareOp::IsNot,
            ["=="] => CompareOp::Eq,
            ["!="] => CompareOp::NotEq,
            ["<"] => CompareOp::Other("<"),
            ["<="] => CompareOp::Other("<="),
            [">"] => CompareOp::Other(">"),
            [">="] => CompareOp::Other(">="),
            ["in"] => CompareOp::Other("in"),
            ["not in"] | ["not", "in"] => CompareOp::Other("not in"),
            _ => CompareOp::Other(""),
        };
        match (left, right) {
            (Some(left), Some(right)) => ExprKind::Compare {
                op,
                left: Box::new(left),
                right: Box::new(right),
            },
            _ => ExprKind::Opaque,
        }
    }

    fn conditional(&mut self, node: Node<'_>) -> ExprKind {
        let mut parts = self.all_expressions(node).into_iter();
        match (parts.next(), parts.next(), parts.next()) {
            (Some(body), Some(test), Some(orelse)) => ExprKind::Conditional {
                test: Box::new(test),
                body: Box::new(body),
                orelse: Box::new(orelse),
            },
            _ => ExprKind::Opaque,
        }
    }

    fn lambda(&mut self, node: Node<'_>) -> Function {
        let params = node.child_by_field_name("parameters");
        let body = self.expr_field(node, "body");
        Function {
            name: "<lambda>".to_owned(),
            range: range(node),
            is_async: false,
            decorators: Vec::new(),
            params: params.map(|params| self.params(params)).unwrap_or_default(),
            body: vec![Stmt {
                range: body.range,
                kind: StmtKind::Return(Some(body)),
            }],
        }
    }

    fn pairs(&mut self, node: Node<'_>) -> Vec<Expr> {
        let mut parts = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "pair" => parts.extend(self.all_expressions(child)),
                _ => parts.push(self.expr(child)),
            }
        }
        parts
    }

    fn comprehension(&mut self, node: Node<'_>, lazy: bool) -> ExprKind {
        let body = match node.child_by_field_name("body") {
            Some(pair) if pair.kind() == "pair" => self.all_expressions(pair),
            Some(body) => vec![self.expr(body)],
            None => Vec::new(),
        };
        let mut clauses = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                "for_in_clause" => clauses.push(Clause::For {
                    target: self.expr_field(child, "left"),
                    iter: self.expr_field(child, "right"),
                }),
                "if_clause" => clauses.push(Clause::If(self.only_child(child))),
                _ => {}
            }
        }
        ExprKind::Comprehension {
            lazy,
            body,
            clauses,
        }
    }

    /// Operators nest to the left; long chains become one operation with all their operands.
    fn binary(&mut self, node: Node<'_>) -> ExprKind {
        let operator = node
            .child_by_field_name("operator")
            .map(|operator| operator.kind());
        let op = match operator {
            Some("/") => "/",
            Some("|") => "|",
            _ => "",
        };
        let mut operands = Vec::new();
        let mut next = Some(node);
        while let Some(link) = next.filter(|link| link.kind() == "binary_operator") {
            operands.extend(link.child_by_field_name("right"));
            next = link.child_by_field_name("left");
        }
        operands.extend(next);
        let parts = operands
            .into_iter()
            .rev()
            .map(|operand| self.expr(operand))
            .collect();
        ExprKind::Operation { op, parts }
    }

    /// `Optional[Path]` in an annotation: a subscript like any other.
    fn generic(&mut self, node: Node<'_>) -> Result<ExprKind, Expr> {
        let children = self.children(node);
        let [name, parameters] = children.as_slice() else {
            return Err(self.only_child(node));
        };
        Ok(ExprKind::Subscript {
            value: Box::new(self.expr(*name)),
            index: self.all_expressions(*parameters),
        })
    }
}
