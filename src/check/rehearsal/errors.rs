//! Which handler catches which error.

use super::value::{Error, Origin};

/// Whether an error is of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    Yes,
    Perhaps,
    No,
}

/// Whether a handler of these types catches an error. Types are last names: `JSONDecodeError`.
pub(super) fn fits(error: &Error, types: &[String]) -> Fits {
    let each = types
        .iter()
        .map(|name| fits_one(error, name.rsplit('.').next().unwrap_or(name)));
    each.fold(Fits::No, |best, one| match (best, one) {
        (Fits::Yes, _) | (_, Fits::Yes) => Fits::Yes,
        (Fits::Perhaps, _) | (_, Fits::Perhaps) => Fits::Perhaps,
        _ => Fits::No,
    })
}

fn fits_one(error: &Error, name: &str) -> Fits {
    if matches!(name, "BaseException" | "Exception") {
        return match &error.origin {
            Origin::Type(own) if name == "Exception" && is_above(own) => Fits::No,
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
