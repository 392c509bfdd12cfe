//! Lowers the concrete tree to [`ast`]: simple statements here, compound ones in [`compound`],
//! expressions in [`expr`], patterns in [`pattern`].
//!
//! Nodes nested deeper than [`DEPTH_LIMIT`] are left out: hostile input must not exhaust the stack.

mod compound;
mod expr;
mod pattern;

use super::ast::{self, Alias, Module, Stmt, StmtKind};
use crate::text::Range;
use tree_sitter::{Node, Tree};

/// How deep statements and expressions may nest.
const DEPTH_LIMIT: u32 = 120;
/// How long a chain of `elif` may be; the rest is left out.
const ELIF_LIMIT: usize = 400;

/// Lowers a whole tree; `comments` are those that may be comments and do not stand in it.
pub(super) fn module(tree: &Tree, source: &str, comments: Vec<Range>) -> Module {
    let mut lower = Lower {
        source,
        depth: 0,
        multiline_strings: Vec::new(),
        comments: Vec::new(),
    };
    let body = lower.block(tree.root_node());
    lower.multiline_strings.sort();
    (lower.comments).extend(outside(comments, &lower.multiline_strings));
    lower.comments.sort();
    Module {
        body,
        multiline_strings: lower.multiline_strings,
        comments: lower.comments,
    }
}

/// The ranges that lie in none of `others`; both are in order.
fn outside(ranges: Vec<Range>, others: &[Range]) -> impl Iterator<Item = Range> {
    let (mut others, mut end) = (others.iter().peekable(), 0);
    ranges.into_iter().filter(move |range| {
        while let Some(other) = others.next_if(|other| other.start <= range.start) {
            end = end.max(other.end);
        }
        range.start >= end
    })
}

struct Lower<'s> {
    source: &'s str,
    depth: u32,
    multiline_strings: Vec<Range>,
    comments: Vec<Range>,
}

impl<'s> Lower<'s> {
    fn text(&self, node: Node<'_>) -> &'s str {
        range(node).of(self.source)
    }

    fn owned(&self, node: Option<Node<'_>>) -> String {
        node.map(|node| self.text(node).to_owned())
            .unwrap_or_default()
    }

    /// Named children that mean something; comments are put aside.
    fn children<'t>(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut cursor = node.walk();
        let mut children = Vec::with_capacity(node.named_child_count());
        for child in node.named_children(&mut cursor) {
            match child.kind() {
                "comment" => self.comments.push(range(child)),
                "line_continuation" => {}
                _ => children.push(child),
            }
        }
        children
    }

    /// The statements in a block, a module, or an error.
    fn block(&mut self, node: Node<'_>) -> Vec<Stmt> {
        if self.depth >= DEPTH_LIMIT {
            return Vec::new();
        }
        self.depth += 1;
        let mut statements = Vec::new();
        for child in self.children(node) {
            self.statement(child, &mut statements);
        }
        self.depth -= 1;
        statements
    }

    fn block_field(&mut self, node: Node<'_>, field: &str) -> Vec<Stmt> {
        node.child_by_field_name(field)
            .map(|block| self.block(block))
            .unwrap_or_default()
    }

    fn statement(&mut self, node: Node<'_>, into: &mut Vec<Stmt>) {
        let kind = match node.kind() {
            "ERROR" => return into.extend(self.block(node)),
            "expression_statement" => self.expression_statement(node),
            "return_statement" => StmtKind::Return(self.optional_children(node)),
            "raise_statement" => self.raise(node),
            "assert_statement" => self.assert(node),
            "delete_statement" => StmtKind::Delete(self.all_expressions(node)),
            "pass_statement" | "type_alias_statement" => StmtKind::Pass,
            "break_statement" => StmtKind::Break,
            "continue_statement" => StmtKind::Continue,
            "global_statement" => StmtKind::Global(self.names(node)),
            "nonlocal_statement" => StmtKind::Nonlocal(self.names(node)),
            "import_statement" => StmtKind::Import(self.aliases(node)),
            "import_from_statement" => self.import_from(node),
            "if_statement" => self.if_statement(node),
            "while_statement" => StmtKind::While {
                test: self.expr_field(node, "condition"),
                body: self.block_field(node, "body"),
                orelse: self.else_body(node),
            },
            "for_statement" => StmtKind::For {
                is_async: is_async(node),
                target: self.expr_field(node, "left"),
                iter: self.expr_field(node, "right"),
                body: self.block_field(node, "body"),
                orelse: self.else_body(node),
            },
            "with_statement" => self.with_statement(node),
            "try_statement" => self.try_statement(node),
            "match_statement" => self.match_statement(node),
            "function_definition" => self.function(node, Vec::new()),
            "class_definition" => self.class(node, Vec::new()),
            "decorated_definition" => return into.extend(self.decorated(node)),
            "print_statement" | "exec_statement" => {
                let parts = self.all_expressions(node);
                let print = ast::ExprKind::Operation { op: "", parts };
                StmtKind::Expr(ast::Expr {
                    range: range(node),
                    kind: print,
                })
            }
            _ => return,
        };
        into.push(Stmt {
            range: range(node),
            kind,
        });
    }

    fn expression_statement(&mut self, node: Node<'_>) -> StmtKind {
        let children = self.children(node);
        match children.as_slice() {
            [only] if only.kind() == "assignment" => self.assignment(*only),
            [only] if only.kind() == "augmented_assignment" => StmtKind::AugAssign {
                target: self.expr_field(*only, "left"),
                value: self.expr_field(*only, "right"),
            },
            [only] => StmtKind::Expr(self.expr(*only)),
            many => {
                let parts = many.iter().map(|&part| self.expr(part)).collect();
                let tuple = ast::ExprKind::Tuple(parts);
                StmtKind::Expr(ast::Expr {
                    range: range(node),
                    kind: tuple,
                })
            }
        }
    }

    fn assignment(&mut self, node: Node<'_>) -> StmtKind {
        let target = self.expr_field(node, "left");
        let right = node.child_by_field_name("right");
        if let Some(annotation) = node.child_by_field_name("type") {
            let annotation = self.expr(annotation);
            return StmtKind::AnnAssign {
                target,
                annotation,
                value: right.map(|r| self.expr(r)),
            };
        }
        let mut targets = vec![target];
        let mut value = right;
        while let Some(next) = value.filter(|value| value.kind() == "assignment") {
            targets.push(self.expr_field(next, "left"));
            value = next.child_by_field_name("right");
        }
        let value = match value {
            Some(value) => self.expr(value),
            None => opaque(node),
        };
        StmtKind::Assign { targets, value }
    }

    fn raise(&mut self, node: Node<'_>) -> StmtKind {
        let cause = node.child_by_field_name("cause");
        let exc = self
            .children(node)
            .into_iter()
            .find(|child| Some(*child) != cause);
        StmtKind::Raise {
            exc: exc.map(|exc| self.expr(exc)),
            cause: cause.map(|cause| self.expr(cause)),
        }
    }

    fn assert(&mut self, node: Node<'_>) -> StmtKind {
        let mut parts = self.all_expressions(node).into_iter();
        let test = parts.next().unwrap_or_else(|| opaque(node));
        StmtKind::Assert {
            test,
            message: parts.next(),
        }
    }

    fn names(&mut self, node: Node<'_>) -> Vec<String> {
        self.children(node)
            .into_iter()
            .map(|name| self.text(name).to_owned())
            .collect()
    }

    fn aliases(&mut self, node: Node<'_>) -> Vec<Alias> {
        let mut cursor = node.walk();
        let names = node.children_by_field_name("name", &mut cursor);
        names.map(|name| self.alias(name)).collect()
    }

    fn alias(&self, node: Node<'_>) -> Alias {
        if node.kind() != "aliased_import" {
            return Alias {
                name: self.text(node).to_owned(),
                asname: None,
            };
        }
        let asname = node
            .child_by_field_name("alias")
            .map(|alias| self.text(alias).to_owned());
        Alias {
            name: self.owned(node.child_by_field_name("name")),
            asname,
        }
    }

    fn import_from(&mut self, node: Node<'_>) -> StmtKind {
        let module = self.owned(node.child_by_field_name("module_name"));
        let mut names = self.aliases(node);
        if self
            .children(node)
            .iter()
            .any(|child| child.kind() == "wildcard_import")
        {
            names.push(Alias {
                name: "*".to_owned(),
                asname: None,
            });
        }
        StmtKind::ImportFrom { module, names }
    }
}

fn range(node: Node<'_>) -> Range {
    Range::new(node.start_byte() as u32, node.end_byte() as u32)
}

fn opaque(node: Node<'_>) -> ast::Expr {
    ast::Expr {
        range: range(node),
        kind: ast::ExprKind::Opaque,
    }
}

fn is_async(node: Node<'_>) -> bool {
    node.child(0).is_some_and(|first| first.kind() == "async")
}
