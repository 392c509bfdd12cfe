//! Which handler catches which exception.

use crate::cfg::Catches;
use crate::typestate::written::scope::ModuleScope;
use std::rc::Rc;

/// What was raised, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Raised {
    /// An exception of this class: a builtin's or one of the file's.
    Class(Rc<str>),
    /// An `Exception` of this class, whose bases are not known.
    Foreign(Rc<str>),
    /// Some `Exception`.
    Any,
    /// Some `BaseException`, such as `GeneratorExit` at a `yield`.
    AnyBase,
    /// One of these classes or below one: a handler for them has caught it.
    Below(Rc<[String]>),
    /// One of these classes, or below one, as its documentation says; that it may be another is for those to
    /// care who wait for another.
    Usual(Rc<[String]>),
    /// One of those, but none of these classes: their handlers have let it pass.
    But(Rc<Self>, Rc<[String]>),
}

/// Whether a handler catches an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::typestate) enum Caught {
    Yes,
    Maybe,
    No,
}

impl Caught {
    /// What several types of one handler make of it.
    fn best(each: impl Iterator<Item = Self>) -> Self {
        each.fold(Self::No, |sum, one| match (sum, one) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Maybe, _) | (_, Self::Maybe) => Self::Maybe,
            _ => Self::No,
        })
    }
}

impl Raised {
    /// What raising an object of a class of this name is.
    pub(in crate::typestate) fn of_class(name: &str, module: &ModuleScope) -> Self {
        let name = canonical(name);
        match has_known_root(&name, module) {
            true => Self::Class(name.as_str().into()),
            false => Self::Foreign(name.as_str().into()),
        }
    }

    /// Whether a handler catches it.
    pub(in crate::typestate) fn caught_by(
        &self,
        catches: &Catches,
        module: &ModuleScope,
    ) -> Caught {
        let names = match catches {
            Catches::Everything => return Caught::Yes,
            Catches::Unknown => return Caught::Maybe,
            Catches::Types(names) => resolved(names, module),
        };
        self.caught_by_names(&names, module)
    }

    fn caught_by_names(&self, names: &[String], module: &ModuleScope) -> Caught {
        let is_passed = |class: &&String, passed: &[String]| {
            let known = ancestors(class, module);
            known.iter().any(|known| passed.contains(known))
        };
        match self {
            Self::But(some, passed) => {
                let left = names.iter().filter(|name| !is_passed(name, passed));
                let left: Vec<String> = left.cloned().collect();
                match &**some {
                    Self::Below(classes) => {
                        let classes = classes.iter().filter(|class| !is_passed(class, passed));
                        Self::Below(classes.cloned().collect()).caught_by_names(&left, module)
                    }
                    some => some.caught_by_names(&left, module),
                }
            }
            Self::Below(classes) | Self::Usual(classes) => {
                let each =
                    classes.iter().map(|class| {
                        let usual = matches!(self, Self::Usual(_));
                        Caught::best(names.iter().map(|name| {
                            match caught_below(class, name, module) {
                                Caught::No if usual => Caught::Maybe,
                                caught => caught,
                            }
                        }))
                    });
                let each: Vec<Caught> = each.collect();
                match each.first() {
                    Some(first) if each.iter().all(|one| one == first) => *first,
                    _ => Caught::Maybe,
                }
            }
            _ => Caught::best(names.iter().map(|name| self.caught_by_name(name, module))),
        }
    }

    /// What it is once a handler that might catch it has.
    pub(in crate::typestate) fn by(self, catches: &Catches, module: &ModuleScope) -> Self {
        let Catches::Types(names) = catches else {
            return self;
        };
        let names = resolved(names, module);
        let is_below = |name: &String, classes: &[String]| {
            let known = ancestors(name, module);
            known.iter().any(|known| classes.contains(known))
        };
        match self {
            Self::Any | Self::AnyBase | Self::Usual(_) => Self::Below(names.into()),
            Self::But(some, passed) => {
                let mut caught = names;
                caught.retain(|name| !is_below(name, &passed));
                Self::But(
                    Rc::new((*some).clone().by(&Catches::Types(caught), module)),
                    passed,
                )
            }
            Self::Below(classes) => {
                let mut both: Vec<String> = classes.to_vec();
                both.retain(|class| is_below(class, &names));
                for name in names {
                    if is_below(&name, &classes) && !both.contains(&name) {
                        both.push(name);
                    }
                }
                match both.is_empty() {
                    true => Self::Below(classes),
                    false => Self::Below(both.into()),
                }
            }
            Self::Class(_) | Self::Foreign(_) => self,
        }
    }

    /// What else may be raised where a handler catches all that is usual.
    pub(in crate::typestate) fn unusual(
        &self,
        catches: &Catches,
        module: &ModuleScope,
    ) -> Option<Self> {
        let other = match self {
            Self::Usual(_) => Self::Any,
            Self::But(some, passed) if matches!(**some, Self::Usual(_)) => {
                Self::But(Rc::new(Self::Any), Rc::clone(passed))
            }
            _ => return None,
        };
        (Self::Any.caught_by(catches, module) != Caught::Yes).then_some(other)
    }

    /// What a call raises that is documented to raise one of these, if anything is.
    pub(in crate::typestate) fn usual(classes: &[String]) -> Self {
        match classes {
            [] => Self::Any,
            classes => Self::Usual(classes.into()),
        }
    }

    /// What it is once a handler that might have caught it has not.
    pub(in crate::typestate) fn but(self, catches: &Catches, module: &ModuleScope) -> Self {
        let Catches::Types(names) = catches else {
            return self;
        };
        let names = resolved(names, module);
        match self {
            Self::Any | Self::AnyBase | Self::Below(_) | Self::Usual(_) => {
                Self::But(Rc::new(self), names.into())
            }
            Self::But(some, known) => {
                let mut all = known.to_vec();
                all.extend(names.into_iter().filter(|name| !known.contains(name)));
                Self::But(some, all.into())
            }
            Self::Class(_) | Self::Foreign(_) => self,
        }
    }

    fn caught_by_name(&self, name: &str, module: &ModuleScope) -> Caught {
        match self {
            _ if name == "BaseException" => Caught::Yes,
            Self::Any | Self::Foreign(_) if name == "Exception" => Caught::Yes,
            Self::Foreign(class) if ancestors(class, module).iter().any(|known| known == name) => {
                Caught::Yes
            }
            Self::Any | Self::Foreign(_) | Self::AnyBase => Caught::Maybe,
            Self::Below(_) | Self::Usual(_) | Self::But(..) => Caught::Maybe,
            Self::Class(class) if ancestors(class, module).iter().any(|known| known == name) => {
                Caught::Yes
            }
            Self::Class(_) => Caught::No,
        }
    }
}

/// Whether a handler for `name` catches what is of a class or below it.
fn caught_below(class: &str, name: &str, module: &ModuleScope) -> Caught {
    let (above, known) = (ancestors(class, module), ancestors(name, module));
    let is_known = |class: &str| has_known_root(class, module);
    match () {
        () if above.iter().any(|above| above == name) || name == "BaseException" => Caught::Yes,
        () if name == "Exception" && !is_known(class) => Caught::Yes,
        () if known.iter().any(|known| known == class) => Caught::Maybe,
        () if is_known(class) && is_known(name) => Caught::No,
        () => Caught::Maybe,
    }
}

/// The names of a handler's types, as they are known everywhere.
fn resolved(names: &[String], module: &ModuleScope) -> Vec<String> {
    let each = names.iter().map(|name| match module.resolve(name) {
        Some(path) if !name.starts_with("builtins.") => canonical(&path),
        _ => canonical(name),
    });
    each.collect()
}

fn has_known_root(name: &str, module: &ModuleScope) -> bool {
    ancestors(name, module)
        .last()
        .is_some_and(|root| root == "BaseException")
}

/// A class and its bases up to the root, as far as builtins and the file's classes tell.
fn ancestors(name: &str, module: &ModuleScope) -> Vec<String> {
    let mut chain = vec![name.to_owned()];
    let mut pending = vec![name.to_owned()];
    while let Some(next) = pending.pop() {
        let bases: Vec<String> = match (module.bases_of(&next), parent(&next)) {
            (Some(bases), _) => bases.iter().map(|base| canonical(base)).collect(),
            (None, Some(parent)) => vec![parent.to_owned()],
            (None, None) => Vec::new(),
        };
        for base in bases {
            if !chain.contains(&base) {
                chain.push(base.clone());
                pending.push(base);
            }
        }
    }
    // The root last, so that whoever asks whether it was reached looks at one place.
    chain.sort_by_key(|class| class == "BaseException");
    chain
}

/// A builtin exception without its aliases and its module.
fn canonical(name: &str) -> String {
    let name = name.strip_prefix("builtins.").unwrap_or(name);
    match name {
        "IOError" | "EnvironmentError" | "socket.error" | "select.error" | "os.error" => "OSError",
        "socket.timeout" | "asyncio.TimeoutError" => "TimeoutError",
        name => name,
    }
    .to_owned()
}

/// The base of a builtin exception, from the hierarchy in the library reference, "Built-in
/// Exceptions".
fn parent(name: &str) -> Option<&'static str> {
    Some(match name {
        "Exception" | "GeneratorExit" | "KeyboardInterrupt" | "SystemExit"
        | "BaseExceptionGroup" => "BaseException",
        "ArithmeticError" | "AssertionError" | "AttributeError" | "BufferError" | "EOFError"
        | "ImportError" | "LookupError" | "MemoryError" | "NameError" | "OSError"
        | "ReferenceError" | "RuntimeError" | "StopAsyncIteration" | "StopIteration"
        | "SyntaxError" | "SystemError" | "TypeError" | "ValueError" | "Warning"
        | "ExceptionGroup" => "Exception",
        "FloatingPointError" | "OverflowError" | "ZeroDivisionError" => "ArithmeticError",
        "ModuleNotFoundError" => "ImportError",
        "IndexError" | "KeyError" => "LookupError",
        "UnboundLocalError" => "NameError",
        "BlockingIOError" | "ChildProcessError" | "ConnectionError" | "FileExistsError"
        | "FileNotFoundError" | "InterruptedError" | "IsADirectoryError" | "NotADirectoryError"
        | "PermissionError" | "ProcessLookupError" | "TimeoutError" => "OSError",
        "BrokenPipeError"
        | "ConnectionAbortedError"
        | "ConnectionRefusedError"
        | "ConnectionResetError" => "ConnectionError",
        "NotImplementedError" | "RecursionError" => "RuntimeError",
        "IndentationError" => "SyntaxError",
        "TabError" => "IndentationError",
        "UnicodeError" => "ValueError",
        "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError" => "UnicodeError",
        "BytesWarning"
        | "DeprecationWarning"
        | "EncodingWarning"
        | "FutureWarning"
        | "ImportWarning"
        | "PendingDeprecationWarning"
        | "ResourceWarning"
        | "RuntimeWarning"
        | "SyntaxWarning"
        | "UnicodeWarning"
        | "UserWarning" => "Warning",
        _ => return None,
    })
}

/// Whether a name is a builtin exception's.
pub(in crate::typestate) fn is_builtin(name: &str) -> bool {
    name == "BaseException" || parent(&canonical(name)).is_some()
}
