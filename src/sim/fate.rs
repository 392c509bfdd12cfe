//! What becomes of a handle that nobody released: the leak class meets the runtime.
//!
//! ```text
//!                     reference counting     tracing collector     none
//! R0 owned            closed at once         next collection       lost
//! R1 in a cycle       next collection        next collection       lost
//! R2 still reachable  lost                   lost                  lost
//! R3 unowned handle   lost                   lost                  lost
//! R4 pool slot        lost                   lost                  lost
//! R5 timed            returns after a time   ...                   ...
//! R6 external         lost, and a restart does not help
//! ```
//!
//! A stored exception keeps its traceback, the traceback its frames, the frames their locals: R0
//! and R1 become R2 on the paths that raise. Measured on CPython 3.11 to 3.13.

use serde::{Deserialize, Serialize};

/// What kind of leak it is, by what could still bring the handle back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LeakClass {
    /// An object owns it and nothing refers to the object any more.
    R0,
    /// As R0, but in a reference cycle.
    R1,
    /// Its owner is still reachable: a list, a cache, a stored exception.
    R2,
    /// A bare number that no object owns, such as the result of `os.open`.
    #[default]
    R3,
    /// A pool slot that the pool still counts as lent.
    R4,
    /// Comes back after a time, such as a port in TIME_WAIT.
    R5,
    /// Outlives the process.
    R6,
}

/// How the language implementation finds garbage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    /// Reference counting, and a collector for cycles: CPython.
    #[default]
    ReferenceCounting,
    /// A tracing collector only: PyPy, or Java-like languages.
    Tracing,
    /// Nothing is ever collected: C-like.
    None,
}

/// What keeps a function's objects alive after it has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// Nothing: the frame goes, and its locals with it.
    #[default]
    Nothing,
    /// Exceptions are stored (in a list, a future, an error log), and with them every frame they
    /// passed through.
    Exceptions,
    /// The objects themselves are stored (in a list or a cache without limit).
    Everything,
}

/// How a path ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It returned.
    Returns,
    /// It raised.
    Raises,
}

/// What becomes of an unreleased unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Fate {
    /// The runtime closes it there and then.
    AtOnce,
    /// The next garbage collection closes it.
    AtCollection,
    /// It comes back after the scenario's time.
    AfterTime,
    /// Nothing brings it back while the process lives.
    #[default]
    Never,
}

/// The fate of a unit of `class` left unreleased on a path with this `ending`.
pub fn fate(class: LeakClass, runtime: Runtime, kept: Kept, ending: Ending) -> Fate {
    let reachable = match kept {
        Kept::Nothing => false,
        Kept::Exceptions => ending == Ending::Raises,
        Kept::Everything => true,
    };
    match class {
        LeakClass::R5 => Fate::AfterTime,
        LeakClass::R2 | LeakClass::R3 | LeakClass::R4 | LeakClass::R6 => Fate::Never,
        LeakClass::R0 | LeakClass::R1 if reachable => Fate::Never,
        LeakClass::R0 => match runtime {
            Runtime::ReferenceCounting => Fate::AtOnce,
            Runtime::Tracing => Fate::AtCollection,
            Runtime::None => Fate::Never,
        },
        LeakClass::R1 => match runtime {
            Runtime::ReferenceCounting | Runtime::Tracing => Fate::AtCollection,
            Runtime::None => Fate::Never,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_file_is_closed_at_once_by_cpython_and_by_nothing_else() {
        let of = |runtime, kept| fate(LeakClass::R0, runtime, kept, Ending::Raises);
        assert_eq!(of(Runtime::ReferenceCounting, Kept::Nothing), Fate::AtOnce);
        assert_eq!(
            of(Runtime::ReferenceCounting, Kept::Exceptions),
            Fate::Never
        );
        assert_eq!(of(Runtime::Tracing, Kept::Nothing), Fate::AtCollection);
        assert_eq!(of(Runtime::None, Kept::Nothing), Fate::Never);
    }

    #[test]
    fn a_stored_exception_keeps_nothing_on_a_path_that_returns() {
        let kept = fate(
            LeakClass::R0,
            Runtime::ReferenceCounting,
            Kept::Exceptions,
            Ending::Returns,
        );
        assert_eq!(kept, Fate::AtOnce);
    }

    #[test]
    fn no_runtime_brings_back_a_bare_number_or_a_pool_slot() {
        for class in [LeakClass::R3, LeakClass::R4] {
            for runtime in [Runtime::ReferenceCounting, Runtime::Tracing, Runtime::None] {
                assert_eq!(
                    fate(class, runtime, Kept::Nothing, Ending::Returns),
                    Fate::Never
                );
            }
        }
    }
}
