//! What a parameter's annotation says it is.

use super::trying::dotted_name;
use crate::syntax::ast::{Constant, Expr, ExprKind};

/// The one class that an annotation names: `Path`, `"Path"`, `Path | None`, `Optional[Path]`.
pub fn class(annotation: &Expr) -> Option<String> {
    let mut named = alternatives(annotation)?;
    named.retain(|name| name != "None");
    match named.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The classes that an annotation allows; none if one of them is more than a name.
fn alternatives(annotation: &Expr) -> Option<Vec<String>> {
    match &annotation.kind {
        ExprKind::Constant(Constant::None) => Some(vec!["None".to_owned()]),
        ExprKind::Constant(Constant::Str(text)) => {
            let is_name = |c: char| c == '.' || c == '_' || c.is_alphanumeric();
            let parts = text.split('|').map(str::trim);
            let named = parts.map(|part| part.chars().all(is_name).then(|| part.to_owned()));
            named.collect()
        }
        ExprKind::Operation { op: "|", parts } => all(parts),
        ExprKind::Subscript { value, index } => {
            let generic = dotted_name(value)?;
            let last = generic.rsplit('.').next();
            match (last, index.as_slice()) {
                (Some("Optional"), parts) => all(parts),
                (Some("Union"), [tuple]) => match &tuple.kind {
                    ExprKind::Tuple(parts) => all(parts),
                    _ => alternatives(tuple),
                },
                (Some("Union"), parts) => all(parts),
                _ => None,
            }
        }
        _ => dotted_name(annotation).map(|name| vec![name]),
    }
}

fn all(parts: &[Expr]) -> Option<Vec<String>> {
    let each: Option<Vec<_>> = parts.iter().map(alternatives).collect();
    each.map(|each| each.into_iter().flatten().collect())
}
