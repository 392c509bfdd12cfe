//! Expressions.

use super::{DEPTH_LIMIT, Lower, opaque};
use crate::syntax::ast::{Arg, BoolOp, Clause, CompareOp, Constant, Expr, ExprKind, Function};
use crate::syntax::ast::{Stmt, StmtKind, TURNED_ROUND, WHOLE};
use crate::syntax::grammar::{Field, Kind, Node};
use crate::syntax::names::Used;

impl<'t> Lower<'_, 't> {
    /// The expression in a field; opaque if it is missing.
    pub(super) fn expr_field(&mut self, node: Node<'t>, field: Field) -> Expr {
        match node.field(field) {
            Some(child) => self.expr(child),
            None => opaque(node),
        }
    }

    /// Every named child as an expression.
    pub(super) fn all_expressions(&mut self, node: Node<'t>) -> Vec<Expr> {
        let mut all = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                Kind::ExpressionList => all.extend(self.all_expressions(child)),
                _ => all.push(self.expr(child)),
            }
        }
        all
    }

    /// The children of a `return` or `yield`, if there are any.
    pub(super) fn optional_children(&mut self, node: Node<'t>) -> Option<Expr> {
        self.children(node).first().map(|&child| self.expr(child))
    }

    /// One expression.
    pub(super) fn expr(&mut self, node: Node<'t>) -> Expr {
        match self.deeper(|lower| lower.expr_kind(node)) {
            Some(Ok(kind)) => Expr {
                range: node.range(),
                kind,
            },
            Some(Err(inner)) => inner,
            None => opaque(node),
        }
    }

    /// The kind of an expression, or the expression it only wraps.
    fn expr_kind(&mut self, node: Node<'t>) -> Result<ExprKind, Expr> {
        Ok(match node.kind() {
            Kind::Identifier => ExprKind::Name(self.text(node).to_owned()),
            Kind::None => ExprKind::Constant(Constant::None),
            Kind::True => ExprKind::Constant(Constant::Bool(true)),
            Kind::False => ExprKind::Constant(Constant::Bool(false)),
            Kind::Ellipsis => ExprKind::Constant(Constant::Ellipsis),
            Kind::Integer | Kind::Float => {
                ExprKind::Constant(Constant::Number(self.text(node).to_owned()))
            }
            Kind::String | Kind::ConcatenatedString => self.string(node),
            Kind::Attribute => ExprKind::Attribute {
                value: Box::new(self.expr_field(node, Field::Object)),
                attr: self.owned(node.field(Field::Attribute)),
            },
            Kind::Call => self.call(node),
            Kind::Subscript => {
                let value = Box::new(self.expr_field(node, Field::Value));
                let index = node.fields(Field::Subscript).into_iter();
                let index = index.map(|index| self.expr(index)).collect();
                ExprKind::Subscript { value, index }
            }
            Kind::Await => ExprKind::Await(Box::new(self.only_child(node))),
            Kind::Yield => {
                let value = self.optional_children(node).map(Box::new);
                let from = node
                    .child(1)
                    .is_some_and(|second| second.kind() == Kind::From);
                ExprKind::Yield { value, from }
            }
            Kind::BooleanOperator => self.boolean(node),
            Kind::NotOperator => ExprKind::Not(Box::new(self.expr_field(node, Field::Argument))),
            Kind::ComparisonOperator => self.comparison(node),
            Kind::ConditionalExpression => self.conditional(node),
            Kind::Lambda => ExprKind::Lambda(Box::new(self.lambda(node))),
            Kind::Tuple | Kind::ExpressionList | Kind::PatternList | Kind::TuplePattern => {
                ExprKind::Tuple(self.all_expressions(node))
            }
            Kind::List | Kind::Set | Kind::ListPattern => {
                ExprKind::List(self.all_expressions(node))
            }
            Kind::Dictionary => ExprKind::Dict(self.pairs(node)),
            Kind::ListSplat
            | Kind::DictionarySplat
            | Kind::ListSplatPattern
            | Kind::DictionarySplatPattern
            | Kind::ParenthesizedListSplat => ExprKind::Starred(Box::new(self.only_child(node))),
            Kind::NamedExpression => ExprKind::Named {
                target: Box::new(self.expr_field(node, Field::Name)),
                value: Box::new(self.expr_field(node, Field::Value)),
            },
            Kind::ListComprehension | Kind::SetComprehension | Kind::DictionaryComprehension => {
                self.comprehension(node, false)
            }
            Kind::GeneratorExpression => self.comprehension(node, true),
            Kind::BinaryOperator => self.binary(node),
            Kind::UnaryOperator if self.text(node).starts_with('-') => ExprKind::Operation {
                op: "-",
                parts: self.all_expressions(node),
            },
            Kind::UnaryOperator | Kind::Pair => ExprKind::Operation {
                op: "",
                parts: self.all_expressions(node),
            },
            Kind::Slice => ExprKind::Operation {
                op: slice(self.text(node)),
                parts: self.all_expressions(node),
            },
            Kind::ParenthesizedExpression
            | Kind::AsPattern
            | Kind::AsPatternTarget
            | Kind::Type => {
                return Err(self.only_child(node));
            }
            Kind::GenericType => return self.generic(node),
            _ => ExprKind::Opaque,
        })
    }

    fn only_child(&mut self, node: Node<'t>) -> Expr {
        match self.children(node).first() {
            Some(&child) => self.expr(child),
            None => opaque(node),
        }
    }

    fn string(&mut self, node: Node<'t>) -> ExprKind {
        if node.spans_lines() {
            self.multiline_strings.push(node.range());
        }
        let (mut content, mut parts) = (String::new(), Vec::new());
        let mut pending = vec![node];
        while let Some(part) = pending.pop() {
            match part.kind() {
                Kind::String | Kind::ConcatenatedString => {
                    pending.extend(self.children(part).into_iter().rev());
                }
                Kind::StringContent => content.push_str(self.text(part)),
                Kind::Interpolation => parts.push(self.expr_field(part, Field::Expression)),
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

    fn call(&mut self, node: Node<'t>) -> ExprKind {
        let func = Box::new(self.expr_field(node, Field::Function));
        let mut args = Vec::new();
        if let Some(arguments) = node.field(Field::Arguments) {
            if arguments.kind() == Kind::GeneratorExpression {
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

    fn argument(&mut self, node: Node<'t>) -> Arg {
        if node.kind() != Kind::KeywordArgument {
            return Arg {
                keyword: None,
                value: self.expr(node),
            };
        }
        let keyword = node
            .field(Field::Name)
            .map(|name| self.text(name).to_owned());
        Arg {
            keyword,
            value: self.expr_field(node, Field::Value),
        }
    }

    /// `a and b and c` nests to the left; long chains are folded without recursion.
    fn boolean(&mut self, node: Node<'t>) -> ExprKind {
        let mut chain = vec![node];
        let mut left = node.field(Field::Left);
        while let Some(next) = left.filter(|left| left.kind() == Kind::BooleanOperator) {
            chain.push(next);
            left = next.field(Field::Left);
        }
        chain.truncate(DEPTH_LIMIT as usize);
        let mut folded = left.map_or_else(|| opaque(node), |left| self.expr(left));
        for link in chain.into_iter().rev() {
            let operator = link.field(Field::Operator);
            let op = match operator.map(Node::token) {
                Some("or") => BoolOp::Or,
                _ => BoolOp::And,
            };
            let right = Box::new(self.expr_field(link, Field::Right));
            let kind = ExprKind::Bool {
                op,
                left: Box::new(folded),
                right,
            };
            folded = Expr {
                range: link.range(),
                kind,
            };
        }
        folded.kind
    }

    fn comparison(&mut self, node: Node<'t>) -> ExprKind {
        let operators = node.fields(Field::Operators).into_iter();
        let operators: Vec<&str> = operators.map(Node::token).collect();
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

    fn conditional(&mut self, node: Node<'t>) -> ExprKind {
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

    fn lambda(&mut self, node: Node<'t>) -> Function {
        let params = node.field(Field::Parameters);
        let body = self.expr_field(node, Field::Body);
        Function {
            name: "<lambda>".to_owned(),
            range: node.range(),
            made: self.stamp(),
            used: Used::default(),
            is_async: false,
            decorators: Vec::new(),
            type_params: Vec::new(),
            params: params.map(|params| self.params(params)).unwrap_or_default(),
            body: vec![Stmt {
                range: body.range,
                kind: StmtKind::Return(Some(body)),
            }],
        }
    }

    fn pairs(&mut self, node: Node<'t>) -> Vec<Expr> {
        let mut parts = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                Kind::Pair => parts.extend(self.all_expressions(child)),
                _ => parts.push(self.expr(child)),
            }
        }
        parts
    }

    fn comprehension(&mut self, node: Node<'t>, lazy: bool) -> ExprKind {
        let body = match node.field(Field::Body) {
            Some(pair) if pair.kind() == Kind::Pair => self.all_expressions(pair),
            Some(body) => vec![self.expr(body)],
            None => Vec::new(),
        };
        let mut clauses = Vec::new();
        for child in self.children(node) {
            match child.kind() {
                Kind::ForInClause => clauses.push(Clause::For {
                    target: self.expr_field(child, Field::Left),
                    iter: self.expr_field(child, Field::Right),
                }),
                Kind::IfClause => clauses.push(Clause::If(self.only_child(child))),
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
    fn binary(&mut self, node: Node<'t>) -> ExprKind {
        let operator = node.field(Field::Operator).map(Node::token);
        let op = match operator {
            Some("/") => "/",
            Some("|") => "|",
            Some("+") => "+",
            Some("-") => "-",
            Some("%") => "%",
            _ => "",
        };
        let mut operands = Vec::new();
        let mut next = Some(node);
        while let Some(link) = next.filter(|link| link.kind() == Kind::BinaryOperator) {
            operands.extend(link.field(Field::Right));
            next = link.field(Field::Left);
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
    fn generic(&mut self, node: Node<'t>) -> Result<ExprKind, Expr> {
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

/// What a slice takes: all of it, all of it turned round, or some.
fn slice(written: &str) -> &'static str {
    let written: String = written.split_whitespace().collect();
    match written.as_str() {
        ":" | "::" | "0:" | "0::" => WHOLE,
        "::-1" => TURNED_ROUND,
        _ => "slice",
    }
}
