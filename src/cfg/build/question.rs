//! Questions that can be asked again: the same words about the same things have the same answer,
//! until something they are about changes.

use super::{Builder, Reach, VarId};
use crate::cfg::{Change, Question};
use crate::syntax::ast::{Arg, CompareOp, Constant, Expr, ExprKind};

/// Functions that only look at what they are given; so does one whose name begins with `is`.
const LOOKING: &[&str] = &["isinstance", "issubclass", "hasattr", "callable"];
/// Methods that do, of texts.
const LOOKING_METHODS: &[&str] = &["startswith", "endswith", "isdigit", "isalpha"];

/// A question as it is read.
#[derive(Default)]
struct Asked {
    /// The question in one spelling.
    words: String,
    about: Vec<VarId>,
    attributes: Vec<String>,
    change: Change,
}

impl Asked {
    fn may_be_changed(&mut self, by: Change) {
        self.change = self.change.max(by);
    }
}

impl Builder<'_> {
    /// The variable that remembers the value of an expression that branches ask about, if it is no
    /// variable itself and nothing but looking.
    pub(super) fn question(&mut self, expr: &Expr) -> Option<VarId> {
        let mut asked = Asked::default();
        let is_variable = matches!(&expr.kind, ExprKind::Name(name) if self.is_bound_here(name));
        if is_variable || !self.asks(expr, &mut asked) {
            return None;
        }
        if let Some(var) = self.asked.get(&asked.words) {
            return Some(*var);
        }
        let var = self.new_var(String::new(), Reach::Local);
        self.asked.insert(asked.words, var);
        self.cfg.questions.push(Question {
            var,
            about: asked.about,
            attributes: asked.attributes,
            is_attribute: matches!(expr.kind, ExprKind::Attribute { .. }),
            change: asked.change,
        });
        Some(var)
    }

    /// Reads a question; whether it is one.
    fn asks(&mut self, expr: &Expr, asked: &mut Asked) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => {
                let in_comprehension = self.scoped.iter().any(|scope| scope.contains_key(name));
                asked.words.push_str(name);
                match self.is_bound_here(name) {
                    true => asked.about.push(self.local(name)),
                    false if is_fixed(name) => {}
                    false => asked.may_be_changed(Change::Outside),
                }
                !in_comprehension
            }
            ExprKind::Constant(constant) => {
                let (mark, words) = match constant {
                    Constant::None => ("None", ""),
                    Constant::Bool(true) => ("True", ""),
                    Constant::Bool(false) => ("False", ""),
                    Constant::Ellipsis => ("...", ""),
                    Constant::Number(digits) => ("", digits.as_str()),
                    Constant::Str(text) => ("'", text.as_str()),
                };
                asked.words.push_str(mark);
                asked.words.push_str(words);
                true
            }
            ExprKind::Attribute { value, attr } if matches!(value.kind, ExprKind::Name(_)) => {
                let is_one = self.asks(value, asked);
                asked.words.push('.');
                asked.words.push_str(attr);
                asked.attributes.push(attr.clone());
                asked.may_be_changed(Change::Anyone);
                is_one
            }
            ExprKind::Tuple(parts) => self.asks_each(parts.iter(), asked),
            ExprKind::Call { func, args } => {
                let looks = self.looks(func, asked);
                let is_plain = |arg: &Arg| {
                    arg.keyword.is_none() && !matches!(arg.value.kind, ExprKind::Starred(_))
                };
                looks
                    && args.iter().all(is_plain)
                    && self.asks_each(args.iter().map(|arg| &arg.value), asked)
            }
            ExprKind::Compare { op, left, right } => {
                let op = match op {
                    CompareOp::Is | CompareOp::IsNot => "is",
                    CompareOp::Eq | CompareOp::NotEq => "==",
                    CompareOp::Other("in" | "not in") => "in",
                    CompareOp::Other(op) => op,
                };
                // What is in something can change without a new value.
                if op == "in" {
                    asked.may_be_changed(Change::Anyone);
                }
                let is_one = self.asks(left, asked);
                asked.words.push_str(op);
                is_one && !op.is_empty() && self.asks(right, asked)
            }
            _ => false,
        }
    }

    fn asks_each<'e>(&mut self, parts: impl Iterator<Item = &'e Expr>, asked: &mut Asked) -> bool {
        asked.words.push('(');
        for part in parts {
            if !self.asks(part, asked) {
                return false;
            }
            asked.words.push(',');
        }
        asked.words.push(')');
        true
    }

    /// Whether what is called only looks.
    fn looks(&mut self, func: &Expr, asked: &mut Asked) -> bool {
        match &func.kind {
            ExprKind::Name(name) => {
                asked.words.push_str(name);
                let looks = LOOKING.contains(&name.as_str()) || name.starts_with("is");
                looks && !self.is_bound_here(name)
            }
            ExprKind::Attribute { value, attr } if LOOKING_METHODS.contains(&attr.as_str()) => {
                let is_one = self.asks(value, asked);
                asked.words.push('.');
                asked.words.push_str(attr);
                is_one
            }
            _ => false,
        }
    }
}

/// Whether a global always means the same: it is a class, by its name.
fn is_fixed(name: &str) -> bool {
    const BUILTIN: &[&str] = &[
        "str", "bytes", "int", "float", "bool", "list", "tuple", "dict", "set", "type", "object",
    ];
    BUILTIN.contains(&name) || name.starts_with(char::is_uppercase)
}
