//! The variables of a scope, and who else sees them.

/// A name or a temporary of the scope.
#[derive(Clone, Debug)]
pub struct Var {
    /// The name; empty for a temporary.
    pub name: String,
    /// Who else can see it.
    pub reach: Reach,
    /// What the functions inside do with it.
    pub uses: Uses,
}

/// What the functions inside a scope do with a variable of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Whether it goes anywhere but to what follows: it is returned, stored, entered, bound anew.
    pub escapes: bool,
    /// Its members that are named, and theirs: `close` in `f.close()`, `lock.release` in
    /// `self.lock.release()`.
    pub members: Vec<String>,
    /// The last names of what it is given to.
    pub callees: Vec<String>,
}

/// Who can see what is stored in a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only this scope.
    Local,
    /// Every function of the module.
    Global,
    /// The enclosing function.
    Nonlocal,
    /// A function defined inside this scope.
    Captured,
    /// Everyone who has the class.
    ClassAttribute,
}
