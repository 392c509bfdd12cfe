//! Names that have no value: the file never gives them one, or not on this way.

use super::machine::Machine;
use super::value::{Env, Kind, State, V};
use super::{Fault, FaultKind};
use crate::cfg::{Reach, VarId};

/// What every file knows without asking for it (Python 3.8 to 3.14, module `builtins`).
const BUILTINS: &str = "abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr \
    classmethod compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter \
    float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter \
    len license list locals map max memoryview min next object oct open ord pow print property quit range \
    repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip \
    Ellipsis False None NotImplemented True \
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError \
    BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError \
    ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError EncodingWarning \
    EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError \
    FutureWarning GeneratorExit IOError ImportError ImportWarning IndentationError IndexError \
    InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError \
    ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError \
    PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError RecursionError \
    ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration \
    SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError \
    UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning \
    ValueError Warning ZeroDivisionError";

impl Machine<'_> {
    /// A variable without a value is read, and this is what it means in the scopes around. On a way that
    /// was guessed it may have one, because two conditions hold together.
    pub(super) fn reads(&self, state: &State, env: &Env, var: VarId, around: &V) {
        let known = self.program.scopes[env.scope].cfg.var(var);
        let is_own = matches!(known.reach, Reach::Local | Reach::Captured);
        if env.scope == 0 {
            self.means(state, &known.name, around);
        } else if is_own && !known.name.is_empty() && !state.guessed {
            self.miss(self.unset(state, &known.name));
        }
    }

    /// A name of the scopes around is read: whether it means anything.
    pub(super) fn means(&self, state: &State, name: &str, value: &V) {
        let is_itself = matches!(&value.kind, Kind::Name(known) if known == name);
        let is_given = || {
            let scopes = self.program.scopes.iter();
            let mut vars = scopes.flat_map(|scope| &scope.cfg.vars);
            !state.deleted.iter().any(|deleted| deleted == name)
                && vars.any(|var| var.name == name && var.reach == Reach::Global)
        };
        let is_everywhere = || BUILTINS.split_whitespace().any(|known| known == name);
        let is_known = || is_everywhere() || is_given();
        if is_itself && !name.starts_with("__") && !is_known() {
            self.miss(nameless(name));
        }
    }

    /// Something is asked for an attribute that it does not have.
    pub(super) fn lacks(&self, state: &State, attr: &str) {
        if !state.guessed && !attr.starts_with("__") {
            self.miss(Fault {
                what: attr.to_owned(),
                ..Fault::at(FaultKind::Lacking, 0, 0)
            });
        }
    }

    /// Says so, if the last step has read such a name.
    pub(super) fn told_of_names(&self, state: &mut State, line: u32) {
        let missed = self.nameless.borrow_mut().take();
        if let Some(fault) = missed.filter(|_| !self.program.is_hidden) {
            state.faults.push(Fault { line, ..fault });
        }
    }

    /// Why a variable has no value: something raised before it was given one, or nothing is known.
    fn unset(&self, state: &State, name: &str) -> Fault {
        match &state.failed {
            Some(failed) if !failed.code.is_empty() => Fault {
                what: name.to_owned(),
                because: failed.code.clone(),
                ..Fault::at(FaultKind::Unset, 0, failed.line)
            },
            _ => nameless(name),
        }
    }

    fn miss(&self, fault: Fault) {
        self.nameless.borrow_mut().get_or_insert(fault);
    }
}

/// A name that has no value.
fn nameless(name: &str) -> Fault {
    Fault {
        what: name.to_owned(),
        ..Fault::at(FaultKind::Nameless, 0, 0)
    }
}
