//! Lowers the concrete tree to [`ast`]: simple statements here, compound ones in [`compound`],
//! expressions in [`expr`], patterns in [`pattern`].
//!
//! A statement that was there in the last text is not lowered again, only moved (see [`known`]). Nodes nested deeper than [`DEPTH_LIMIT`] are left out: hostile input must not exhaust the
//! stack.

mod compound;
mod expr;
mod known;
mod pattern;

use super::ast::{self, Alias, Module, Stamp, Stmt, StmtKind};
use super::grammar::{Field, Kind, Node};
use crate::text::Range;
pub(super) use known::Known;
use tree_sitter::{Tree, TreeCursor};

/// How deep statements and expressions may nest.
const DEPTH_LIMIT: u32 = 120;
/// How long a chain of `elif` may be; the rest is left out.
const ELIF_LIMIT: usize = 400;

/// What is seen of a tree besides what it means.
#[derive(Debug, Default)]
pub(super) struct Aside {
    /// Statements of Python 2.
    pub python2: Vec<Range>,
    /// The comments of the tree; the module has those besides that do not stand in it.
    comments: Vec<Range>,
    /// How deep it goes.
    deepest: u32,
    /// How many stamps were given.
    stamps: u64,
}

/// Lowers a whole tree; `comments` are those that may be comments and do not stand in it. What is `known`
/// of the tree before is used up.
pub(super) fn module(
    tree: &Tree,
    source: &str,
    comments: Vec<Range>,
    known: Known,
) -> (Module, Aside) {
    let mut lower = Lower {
        source,
        depth: 0,
        aside: known.begin(),
        known,
        multiline_strings: Vec::new(),
        cursor: tree.walk(),
    };
    let body = lower.block(Node(tree.root_node()));
    lower.multiline_strings.sort();
    lower.aside.comments.sort();
    lower.aside.python2.sort();
    let mut all = lower.aside.comments.clone();
    all.extend(outside(comments, &lower.multiline_strings));
    all.sort();
    let module = Module {
        body,
        multiline_strings: lower.multiline_strings,
        comments: all,
    };
    (module, lower.aside)
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

struct Lower<'s, 't> {
    source: &'s str,
    depth: u32,
    aside: Aside,
    known: Known,
    multiline_strings: Vec<Range>,
    /// Only used again: making one takes memory.
    cursor: TreeCursor<'t>,
}

impl<'s, 't> Lower<'s, 't> {
    fn text(&self, node: Node<'t>) -> &'s str {
        node.range().of(self.source)
    }

    fn owned(&self, node: Option<Node<'t>>) -> String {
        node.map(|node| self.text(node).to_owned())
            .unwrap_or_default()
    }

    /// Tells a function from all others.
    fn stamp(&mut self) -> Stamp {
        self.aside.stamps += 1;
        Stamp(self.aside.stamps)
    }

    /// Named children that mean something; comments are put aside.
    fn children(&mut self, node: Node<'t>) -> Vec<Node<'t>> {
        let mut children = Vec::new();
        for child in node.named_children(&mut self.cursor) {
            match child.kind() {
                Kind::Comment => self.aside.comments.push(child.range()),
                Kind::LineContinuation => {}
                _ => children.push(child),
            }
        }
        children
    }

    /// What is one level deeper, if that is not too deep.
    fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= DEPTH_LIMIT {
            return None;
        }
        self.depth += 1;
        self.aside.deepest = self.aside.deepest.max(self.depth);
        let found = work(self);
        self.depth -= 1;
        Some(found)
    }

    /// The statements in a block, a module, or an error.
    fn block(&mut self, node: Node<'t>) -> Vec<Stmt> {
        let statements = self.deeper(|lower| {
            let mut statements = Vec::new();
            for child in lower.children(node) {
                match lower.known.take(child, lower.depth) {
                    Some(known) => statements.push(lower.moved(known, child)),
                    None => lower.statement(child, &mut statements),
                }
            }
            statements
        });
        statements.unwrap_or_default()
    }

    fn block_field(&mut self, node: Node<'t>, field: Field) -> Vec<Stmt> {
        node.field(field)
            .map(|block| self.block(block))
            .unwrap_or_default()
    }

    fn statement(&mut self, node: Node<'t>, into: &mut Vec<Stmt>) {
        let kind = match node.kind() {
            Kind::Error => return into.extend(self.block(node)),
            Kind::ExpressionStatement => self.expression_statement(node),
            Kind::ReturnStatement => StmtKind::Return(self.optional_children(node)),
            Kind::RaiseStatement => self.raise(node),
            Kind::AssertStatement => self.assert(node),
            Kind::DeleteStatement => StmtKind::Delete(self.all_expressions(node)),
            Kind::PassStatement => StmtKind::Pass,
            Kind::TypeAliasStatement => self.type_alias(node),
            Kind::BreakStatement => StmtKind::Break,
            Kind::ContinueStatement => StmtKind::Continue,
            Kind::GlobalStatement => StmtKind::Global(self.names(node)),
            Kind::NonlocalStatement => StmtKind::Nonlocal(self.names(node)),
            Kind::ImportStatement => StmtKind::Import(self.aliases(node)),
            Kind::ImportFromStatement => self.import_from(node),
            Kind::FutureImportStatement => StmtKind::ImportFrom {
                module: "__future__".to_owned(),
                names: self.aliases(node),
            },
            Kind::IfStatement => self.if_statement(node),
            Kind::WhileStatement => StmtKind::While {
                test: self.expr_field(node, Field::Condition),
                body: self.block_field(node, Field::Body),
                orelse: self.else_body(node),
            },
            Kind::ForStatement => StmtKind::For {
                is_async: is_async(node),
                target: self.expr_field(node, Field::Left),
                iter: self.expr_field(node, Field::Right),
                body: self.block_field(node, Field::Body),
                orelse: self.else_body(node),
            },
            Kind::WithStatement => self.with_statement(node),
            Kind::TryStatement => self.try_statement(node),
            Kind::MatchStatement => self.match_statement(node),
            Kind::FunctionDefinition => self.function(node, Vec::new()),
            Kind::ClassDefinition => self.class(node, Vec::new()),
            Kind::DecoratedDefinition => return into.extend(self.decorated(node)),
            Kind::PrintStatement | Kind::ExecStatement => {
                self.aside.python2.push(node.range());
                let parts = self.all_expressions(node);
                let print = ast::ExprKind::Operation { op: "", parts };
                StmtKind::Expr(ast::Expr {
                    range: node.range(),
                    kind: print,
                })
            }
            _ => return,
        };
        into.push(stmt(node, kind));
    }

    fn expression_statement(&mut self, node: Node<'t>) -> StmtKind {
        let children = self.children(node);
        match children.as_slice() {
            [only] if only.kind() == Kind::Assignment => self.assignment(*only),
            [only] if only.kind() == Kind::AugmentedAssignment => StmtKind::AugAssign {
                target: self.expr_field(*only, Field::Left),
                value: self.expr_field(*only, Field::Right),
            },
            [only] => StmtKind::Expr(self.expr(*only)),
            many => {
                let parts = many.iter().map(|&part| self.expr(part)).collect();
                let tuple = ast::ExprKind::Tuple(parts);
                StmtKind::Expr(ast::Expr {
                    range: node.range(),
                    kind: tuple,
                })
            }
        }
    }

    fn assignment(&mut self, node: Node<'t>) -> StmtKind {
        let target = self.expr_field(node, Field::Left);
        let right = node.field(Field::Right);
        if let Some(annotation) = node.field(Field::Type) {
            let annotation = self.expr(annotation);
            return StmtKind::AnnAssign {
                target,
                annotation,
                value: right.map(|r| self.expr(r)),
            };
        }
        let mut targets = vec![target];
        let mut value = right;
        while let Some(next) = value.filter(|value| value.kind() == Kind::Assignment) {
            targets.push(self.expr_field(next, Field::Left));
            value = next.field(Field::Right);
        }
        let value = match value {
            Some(value) => self.expr(value),
            None => opaque(node),
        };
        StmtKind::Assign { targets, value }
    }

    fn raise(&mut self, node: Node<'t>) -> StmtKind {
        let cause = node.field(Field::Cause);
        let exc = self
            .children(node)
            .into_iter()
            .find(|child| Some(*child) != cause);
        StmtKind::Raise {
            exc: exc.map(|exc| self.expr(exc)),
            cause: cause.map(|cause| self.expr(cause)),
        }
    }

    fn assert(&mut self, node: Node<'t>) -> StmtKind {
        let mut parts = self.all_expressions(node).into_iter();
        let test = parts.next().unwrap_or_else(|| opaque(node));
        StmtKind::Assert {
            test,
            message: parts.next(),
        }
    }

    fn names(&mut self, node: Node<'t>) -> Vec<String> {
        self.children(node)
            .into_iter()
            .map(|name| self.text(name).to_owned())
            .collect()
    }

    /// `type Name = …` binds the name; what it stands for is worked out when somebody asks.
    fn type_alias(&mut self, node: Node<'t>) -> StmtKind {
        let name = node.field(Field::Left).and_then(|it| self.first_name(it));
        let target = name.map(|name| ast::Expr {
            range: name.range(),
            kind: ast::ExprKind::Name(self.text(name).to_owned()),
        });
        StmtKind::Assign {
            targets: target.into_iter().collect(),
            value: opaque(node.field(Field::Right).unwrap_or(node)),
        }
    }

    /// The names of type parameters, without bounds and stars.
    fn type_params(&mut self, definition: Node<'t>) -> Vec<String> {
        let all = definition.field(Field::TypeParameters);
        let all = all.map(|all| self.children(all)).unwrap_or_default();
        let names = all.into_iter().filter_map(|it| self.first_name(it));
        let names: Vec<Node<'t>> = names.collect();
        names.iter().map(|it| self.text(*it).to_owned()).collect()
    }

    /// The identifier that a node begins with, behind stars.
    fn first_name(&mut self, node: Node<'t>) -> Option<Node<'t>> {
        let mut node = node;
        while node.kind() != Kind::Identifier {
            node = self.children(node).first().copied()?;
        }
        Some(node)
    }

    fn aliases(&mut self, node: Node<'t>) -> Vec<Alias> {
        let names = node.fields(Field::Name).into_iter();
        names.map(|name| self.alias(name)).collect()
    }

    fn alias(&self, node: Node<'t>) -> Alias {
        if node.kind() != Kind::AliasedImport {
            return Alias {
                name: self.text(node).to_owned(),
                asname: None,
            };
        }
        let asname = node.field(Field::Alias);
        Alias {
            name: self.owned(node.field(Field::Name)),
            asname: asname.map(|alias| self.text(alias).to_owned()),
        }
    }

    fn import_from(&mut self, node: Node<'t>) -> StmtKind {
        let module = self.owned(node.field(Field::ModuleName));
        let mut names = self.aliases(node);
        if self
            .children(node)
            .iter()
            .any(|child| child.kind() == Kind::WildcardImport)
        {
            names.push(Alias {
                name: "*".to_owned(),
                asname: None,
            });
        }
        StmtKind::ImportFrom { module, names }
    }
}

fn stmt(node: Node<'_>, kind: StmtKind) -> Stmt {
    Stmt {
        range: node.range(),
        kind,
    }
}

fn opaque(node: Node<'_>) -> ast::Expr {
    ast::Expr {
        range: node.range(),
        kind: ast::ExprKind::Opaque,
    }
}

fn is_async(node: Node<'_>) -> bool {
    node.child(0)
        .is_some_and(|first| first.kind() == Kind::Async)
}
