//! Which handler catches which error.

use super::library::last;
use super::machine::Machine;
use super::program::decorator_name;
use super::value::{Error, Origin};

/// Whether an error is of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fits {
    No,
    Perhaps,
    Yes,
}

impl Machine<'_> {
    /// Whether a handler of these types catches an error. Types are last names: `JSONDecodeError`.
    pub(super) fn fits(&self, error: &Error, types: &[String]) -> Fits {
        let each = types.iter().map(|name| self.fits_name(error, last(name)));
        each.max().unwrap_or(Fits::No)
    }

    /// The errors of the file itself are raised by nobody else.
    fn fits_name(&self, error: &Error, name: &str) -> Fits {
        let own = |name: &str| self.program.classes.iter().find(|class| class.name == name);
        let class = match &error.origin {
            Origin::Type(class) => own(last(class)),
            Origin::Call(_) => None,
        };
        let Some(class) = class else {
            return match own(name) {
                Some(_) => Fits::No,
                None => fits_one(error, name),
            };
        };
        if class.name == name {
            return Fits::Yes;
        }
        let bases = class.bases.iter().map(decorator_name);
        let above = bases.filter(|base| *base != class.name).map(|base| Error {
            origin: Origin::Type(base.to_owned()),
            ..error.clone()
        });
        let each = above.map(|above| self.fits_name(&above, name));
        each.max().unwrap_or(Fits::No)
    }
}

fn fits_one(error: &Error, name: &str) -> Fits {
    if matches!(name, "BaseException" | "Exception") {
        return match &error.origin {
            Origin::Type(own)
                if name == "Exception" && (is_above(own) || own == "BaseException") =>
            {
                Fits::No
            }
            _ => Fits::Yes,
        };
    }
    match &error.origin {
        Origin::Type(own) if own.rsplit('.').next() == Some(name) => Fits::Yes,
        Origin::Type(own) if parents(own.rsplit('.').next().unwrap_or(own)).contains(&name) => {
            Fits::Yes
        }
        Origin::Type(_) => Fits::No,
        Origin::Call(_) if is_above(name) || is_of_code(name) => Fits::No,
        Origin::Call(callee) if callee == "open" && !is_of_system(name) => Fits::No,
        Origin::Call(callee) if callee != "open" && is_of_paths(name) => Fits::No,
        Origin::Call(_) => Fits::Perhaps,
    }
}

/// Errors that say that the program is to end.
fn is_above(name: &str) -> bool {
    matches!(
        name,
        "KeyboardInterrupt" | "SystemExit" | "GeneratorExit" | "CancelledError"
    )
}

/// Errors that no call of the standard library raises for its data.
fn is_of_code(name: &str) -> bool {
    matches!(
        name,
        "ImportError"
            | "ModuleNotFoundError"
            | "NameError"
            | "UnboundLocalError"
            | "AssertionError"
            | "StopIteration"
            | "StopAsyncIteration"
            | "SyntaxError"
            | "ZeroDivisionError"
            | "NotImplementedError"
    )
}

fn is_of_system(name: &str) -> bool {
    matches!(
        name,
        "OSError"
            | "IOError"
            | "EnvironmentError"
            | "PermissionError"
            | "IsADirectoryError"
            | "ValueError"
            | "TypeError"
    ) || is_of_paths(name)
}

fn is_of_paths(name: &str) -> bool {
    matches!(
        name,
        "FileNotFoundError" | "FileExistsError" | "NotADirectoryError"
    )
}

fn parents(name: &str) -> &'static [&'static str] {
    match name {
        "JSONDecodeError" | "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeError" => {
            &["ValueError"]
        }
        "KeyError" | "IndexError" => &["LookupError"],
        "FileNotFoundError" | "PermissionError" | "TimeoutError" | "ConnectionError" => {
            &["OSError", "IOError"]
        }
        "RecursionError" | "NotImplementedError" => &["RuntimeError"],
        "ZeroDivisionError" | "OverflowError" => &["ArithmeticError"],
        _ => &[],
    }
}
