//! What makes something that can keep other things, and whether that has a bound.

use crate::syntax::ast::{Arg, Constant, Expr, ExprKind, StmtKind};
use crate::typestate::ModuleScope;

/// What keeps things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// `[]` and what is like it.
    List,
    /// `{}`.
    Dict,
    /// A dictionary that makes what is not there when it is asked for.
    Defaults,
    /// A dictionary of numbers, which has one for whatever is counted.
    Counter,
    /// One whose values do that as well.
    Nested,
    /// What is left together later on: `ExitStack()`.
    Stack,
    /// `set()`.
    Set,
    /// `deque()`.
    Deque,
    /// A queue between threads or tasks.
    Queue,
    /// Text or bytes that more is written to.
    Text,
    /// One with a bound of its own, or that keeps nothing alive.
    Bounded,
    /// A dictionary whose keys are held weakly.
    WeakKeys,
    /// Objects each of which has the one before.
    Chain,
}

impl Container {
    /// What people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Dict => "dictionary",
            Self::Defaults | Self::Nested => "`defaultdict`",
            Self::Stack => "exit stack",
            Self::Counter => "`Counter`",
            Self::Set => "set",
            Self::Deque => "deque",
            Self::Queue => "queue",
            Self::Text => "buffer",
            Self::Bounded => "bounded collection",
            Self::WeakKeys => "`WeakKeyDictionary`",
            Self::Chain => "chain of objects",
        }
    }

    /// Whether it keeps one thing under each key.
    pub fn is_map(self) -> bool {
        matches!(
            self,
            Self::Dict
                | Self::Defaults
                | Self::Nested
                | Self::Counter
                | Self::WeakKeys
                | Self::Bounded
        )
    }

    /// Whether asking for what is not there puts it there: by reading, or only by adding to it.
    pub fn makes_what_is_missing(self, is_read: bool) -> bool {
        matches!(self, Self::Defaults | Self::Nested) || (self == Self::Counter && !is_read)
    }
}

/// The container that an expression makes.
pub(super) fn made_by(expr: &Expr, scope: &ModuleScope) -> Option<Container> {
    match &expr.kind {
        ExprKind::List(_) => Some(Container::List),
        ExprKind::Dict(_) => Some(Container::Dict),
        ExprKind::Comprehension { lazy: false, .. } => Some(Container::List),
        ExprKind::Constant(Constant::Str(text)) if text.is_empty() => Some(Container::Text),
        // `b""`
        ExprKind::Operation { parts, .. }
            if parts.is_empty() && expr.range.end - expr.range.start == 3 =>
        {
            Some(Container::Text)
        }
        ExprKind::Call { func, args } => match called(&path_of(func, scope)?, args)? {
            Container::Defaults if makes_more(args, scope) => Some(Container::Nested),
            container => Some(container),
        },
        _ => None,
    }
}

/// Whether what a `defaultdict` makes makes what is missing, too.
fn makes_more(args: &[Arg], scope: &ModuleScope) -> bool {
    let Some(ExprKind::Lambda(function)) = args.first().map(|arg| &arg.value.kind) else {
        return false;
    };
    function.body.iter().any(|stmt| match &stmt.kind {
        StmtKind::Return(Some(value)) | StmtKind::Expr(value) => {
            made_by(value, scope).is_some_and(|it| it.makes_what_is_missing(true))
        }
        _ => false,
    })
}

fn called(path: &str, args: &[Arg]) -> Option<Container> {
    const BOUNDED: &[&str] = &[
        "LRUCache",
        "TTLCache",
        "LFUCache",
        "FIFOCache",
        "RRCache",
        "TLRUCache",
        "ExpiringDict",
        "LRU",
    ];
    let last = path.rsplit('.').next().unwrap_or(path);
    let at = |place: usize, keyword: &str| {
        let by_name = args
            .iter()
            .find(|it| it.keyword.as_deref() == Some(keyword));
        let by_place = args.iter().filter(|it| it.keyword.is_none()).nth(place);
        by_name.or(by_place).map(|it| &it.value)
    };
    let or_bounded = |container, bound: Option<&Expr>| match bound.is_some_and(is_a_bound) {
        true => Container::Bounded,
        false => container,
    };
    Some(match path {
        "builtins.list" => Container::List,
        "builtins.dict" | "collections.OrderedDict" => Container::Dict,
        "builtins.set" => Container::Set,
        "collections.defaultdict" => match args.is_empty() {
            true => Container::Dict,
            false => Container::Defaults,
        },
        "collections.Counter" => Container::Counter,
        "collections.deque" => or_bounded(Container::Deque, at(1, "maxlen")),
        "contextlib.ExitStack" | "contextlib.AsyncExitStack" => Container::Stack,
        "builtins.bytearray" | "io.BytesIO" | "io.StringIO" => Container::Text,
        "queue.SimpleQueue" | "multiprocessing.SimpleQueue" => Container::Queue,
        "queue.Queue"
        | "queue.LifoQueue"
        | "queue.PriorityQueue"
        | "asyncio.Queue"
        | "asyncio.LifoQueue"
        | "asyncio.PriorityQueue"
        | "multiprocessing.Queue"
        | "multiprocessing.JoinableQueue" => or_bounded(Container::Queue, at(0, "maxsize")),
        "weakref.WeakKeyDictionary" => Container::WeakKeys,
        "weakref.WeakValueDictionary" | "weakref.WeakSet" => Container::Bounded,
        "dataclasses.field" | "attr.ib" | "attrs.field" => {
            let factory = at(9, "default_factory").or(at(9, "factory"))?;
            match &factory.kind {
                ExprKind::Name(name) => called(&format!("builtins.{name}"), &[])?,
                _ => return None,
            }
        }
        _ if BOUNDED.contains(&last) => Container::Bounded,
        _ => return None,
    })
}

/// Whether a number is a bound: nothing, nought and less are none.
fn is_a_bound(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Constant(Constant::None) => false,
        ExprKind::Constant(Constant::Number(digits)) => {
            digits.chars().any(|it| ('1'..='9').contains(&it))
        }
        ExprKind::Operation { op: "-", parts } => parts.len() > 1,
        _ => true,
    }
}

/// The dotted name of what is imported or built in that an expression stands for.
pub(super) fn path_of(expr: &Expr, scope: &ModuleScope) -> Option<String> {
    scope.resolve(&written(expr)?)
}

/// A dotted name as it is written.
pub(super) fn written(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Attribute { value, attr } => Some(format!("{}.{attr}", written(value)?)),
        _ => None,
    }
}
