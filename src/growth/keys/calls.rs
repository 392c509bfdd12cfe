//! How many different things a call may give, by what is called.

use super::{Keys, Space, all};
use crate::growth::makers::path_of;
use crate::growth::units::{UnitId, last_name};
use crate::growth::words;
use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, StmtKind};

/// Calls that give one of a few.
const FINITE: &[&str] = &[
    "bool",
    "type",
    "isinstance",
    "callable",
    "hasattr",
    "get_ident",
    "get_native_id",
    "getpid",
    "sign",
];

/// Calls that give as many as they are given.
const SAME: &[&str] = &[
    "str",
    "repr",
    "tuple",
    "frozenset",
    "int",
    "hash",
    "sorted",
    "intern",
    "Path",
    "UUID",
    "URL",
    "Decimal",
    "compile",
];

/// Methods that give as many as there are of what they are called on.
const CHANGED: &[&str] = &[
    "lower", "upper", "strip", "casefold", "title", "decode", "encode", "lstrip", "rstrip",
];

/// Calls that give a new one each time.
const FRESH: &[&str] = &[
    "uuid4",
    "uuid1",
    "uuid3",
    "uuid5",
    "token_hex",
    "token_urlsafe",
    "time",
    "monotonic",
    "perf_counter",
    "id",
    "next",
    "now",
    "utcnow",
    "current_task",
    "hexdigest",
    "digest",
    "urandom",
    "time_ns",
    "get_extra_info",
    "create_task",
    "ensure_future",
    "create_future",
    "start_soon",
    "submit",
    "spawn",
    "object",
    "partial",
];

/// Calls that give a part of what they are given, or something made from it: there may be as many.
const MADE_FROM: &[&str] = &[
    "urlsplit",
    "urlparse",
    "parse",
    "loads",
    "split",
    "rsplit",
    "partition",
    "rpartition",
    "replace",
    "format",
    "join",
    "sub",
    "normpath",
    "abspath",
    "realpath",
    "resolve",
    "md5",
    "sha1",
    "sha256",
    "sha512",
    "blake2b",
    "dumps",
    "b64encode",
    "quote",
    "unquote",
    "ip_address",
    "fromisoformat",
    "get_args",
    "items",
    "values",
    "keys",
    "group",
    "groups",
    "match",
    "search",
];

/// Methods that give what stands under a key.
const UNDER: &[&str] = &[
    "get",
    "pop",
    "getlist",
    "getfirst",
    "get_header",
    "header",
    "setdefault",
];

impl<'a> Keys<'_, 'a> {
    pub(super) fn of_a_call(
        &self,
        func: &'a Expr,
        args: &'a [Arg],
        unit: UnitId,
        depth: usize,
    ) -> Space {
        let name = last_name(func).unwrap_or_default();
        if let ExprKind::Name(name) = &func.kind
            && let Some(class) = self.units.class(name)
        {
            return match self.is_enum(class) {
                true => Space::Closed,
                false => Space::Open,
            };
        }
        let of = |it: &'a Expr| self.of(it, unit, depth + 1);
        let given = || all(args.iter().map(|arg| of(&arg.value)));
        let called_on = match &func.kind {
            ExprKind::Attribute { value, .. } => Some(&**value),
            _ => None,
        };
        match called_on {
            Some(value) if CHANGED.contains(&name) => return of(value),
            Some(_) if UNDER.contains(&name) => {
                if let Some(space) = args.first().and_then(|arg| under(&arg.value)) {
                    return space;
                }
            }
            _ => {}
        }
        match () {
            () if FINITE.contains(&name) => Space::Closed,
            () if FRESH.contains(&name) => Space::Open,
            () if SAME.contains(&name) => given(),
            () if MADE_FROM.contains(&name) => {
                let on = called_on.filter(|it| path_of(it, self.scope).is_none());
                given()
                    .max(on.map_or(Space::Closed, of))
                    .max(Space::Unknown)
            }
            () if matches!(
                name,
                "current_thread" | "get_running_loop" | "get_event_loop"
            ) =>
            {
                Space::Unknown
            }
            () => match self.of_those_returned(func, unit, depth) {
                Space::Unknown => words::of_a_name(name).min(Space::Unknown),
                space => space,
            },
        }
    }

    /// What a function of the file gives back.
    fn of_those_returned(&self, func: &'a Expr, unit: UnitId, depth: usize) -> Space {
        let Some(called) = self.units.meant(func, unit) else {
            return Space::Unknown;
        };
        let spots = &self.units.all[called].spots;
        let returned = spots.iter().filter_map(|spot| match &spot.stmt.kind {
            StmtKind::Return(Some(value)) => Some(self.of(value, called, depth + 2)),
            _ => None,
        });
        returned.max().unwrap_or(Space::Unknown)
    }
}

/// What stands under a key that is written down: by the key.
fn under(key: &Expr) -> Option<Space> {
    match &key.kind {
        ExprKind::Constant(Constant::Str(word)) => Some(words::of_a_name(word)),
        _ => None,
    }
}
