//! Which import of a name counts where there are several, and which package a file is in.

use crate::resources::Catalogue;

/// Which of several imports of one name counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Import {
    /// This one.
    First,
    /// This one, unless only the one before is known: both are in branches.
    Either,
    /// The one before, unless only this one is known: it is in a handler, for when that has failed.
    Instead,
}

impl Import {
    /// The same in a branch.
    pub(super) fn in_a_branch(self) -> Self {
        match self {
            Self::First => Self::Either,
            Self::Either | Self::Instead => self,
        }
    }

    /// Whether what `this` import gives counts, rather than what is known to be `before` it.
    pub(super) fn replaces(self, before: &str, this: &str, catalogue: &Catalogue) -> bool {
        match self {
            Self::First => true,
            Self::Either => catalogue.knows(this) || !catalogue.knows(before),
            Self::Instead => catalogue.knows(this) && !catalogue.knows(before),
        }
    }
}

/// The folders above a file that can be packages, dotted.
pub(super) fn package_of(path: &str) -> String {
    let is_name = |part: &&str| {
        !part.starts_with(|c: char| c.is_ascii_digit())
            && part.chars().all(|c| c == '_' || c.is_alphanumeric())
            && !part.is_empty()
    };
    let mut folders: Vec<&str> = path.rsplit('/').skip(1).take_while(is_name).collect();
    folders.reverse();
    folders.join(".")
}
