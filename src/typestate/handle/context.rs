//! What the analysis of a scope may look at, and what it may ask about the functions of the file.

use super::acquired::{Acquired, Part};
use crate::cfg::{Cfg, StepId, VarId};
use crate::resources::{Acquire, Catalogue, Form, Handle};
use crate::typestate::written::bodies;
use crate::typestate::written::fields::Fields;
use crate::typestate::written::functions::{FunctionId, Functions};
use crate::typestate::written::scope::ModuleScope;
use crate::typestate::written::scopes::Scope;
use std::rc::Rc;

/// What the analysis of one scope may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The scope.
    pub scope: &'a Scope,
    /// The names of the module around it.
    pub module: &'a ModuleScope,
    /// What can be acquired.
    pub catalogue: &'a Catalogue,
    /// What the functions of the file do.
    pub summaries: &'a dyn Definitions,
}

impl<'a> Context<'a> {
    /// The scope's graph.
    pub fn cfg(&self) -> &'a Cfg {
        &self.scope.cfg
    }

    /// The functions and classes of the file, as they are written.
    pub fn functions(&self) -> &'a Functions<'a> {
        self.summaries.functions()
    }

    /// What the code of the file does with an attribute, whatever object it belongs to.
    pub(in crate::typestate) fn fields_named(&self, attr: &str) -> &'a Fields {
        self.functions().ledger().attribute(attr);
        self.module.fields()
    }

    /// Whether a step stores something in an attribute that `__exit__` releases only if nothing was raised.
    pub fn is_released_only_if_clean(&self, store: StepId) -> bool {
        let owner = self.scope.owner.as_ref();
        let stored = bodies::stored_in(self.cfg(), store);
        owner.zip(stored).is_some_and(|(owner, (attr, _))| {
            let fields = self.fields_named(attr);
            fields.is_released_only_if_clean(&owner.class, attr)
        })
    }

    /// Whether the scope makes an object, so that what the object keeps is lost if it raises: nobody
    /// has got the object then, or nobody has entered it.
    pub fn makes_its_object(&self) -> bool {
        let Some(owner) = &self.scope.owner else {
            return false;
        };
        matches!(
            self.cfg().name.as_str(),
            "__init__" | "__enter__" | "__aenter__"
        ) && self.module.is_all_here(&owner.class)
            && self
                .functions()
                .method(&owner.class, "__del__", self.module)
                .is_none()
    }

    /// What a class is as a resource, if its objects own something and can release it.
    pub(in crate::typestate) fn owner(self, class: &str) -> Option<&'a Handle> {
        let owned = self.summaries.owned(class, self);
        owned.map(|(_, handle)| handle)
    }

    /// What a class of the file inherits from the catalogue: the nearest resource among its bases in other files.
    pub(in crate::typestate) fn inherited(self, class: &str) -> Option<(&'a Handle, &'a Acquire)> {
        let mut bases = self.module.imported_bases(class).into_iter();
        bases.find_map(|base| self.catalogue.acquired_by(base))
    }

    /// The handle of a class, of the catalogue or of the file.
    pub(in crate::typestate) fn handle_of(self, class: &str) -> Option<&'a Handle> {
        (self.catalogue.of_class(class)).or_else(|| self.owner(class))
    }
}

/// What the file's own functions and classes do. A step asks, and whoever follows whole functions
/// answers: that is built on steps, so steps cannot name it.
pub trait Definitions {
    /// The functions and classes, as they are written.
    fn functions(&self) -> &Functions<'_>;

    /// What a function gives that it has acquired, if it does.
    fn given<'a>(&'a self, id: FunctionId, context: Context<'a>) -> Option<Given>;

    /// What a function does with an argument, or with what is in one; none if that is not known.
    fn taken<'a>(
        &'a self,
        id: FunctionId,
        param: (VarId, Part),
        acquired: Acquired<'a>,
        context: Context<'a>,
    ) -> Option<Rc<Taken>>;

    /// Whether a function is a generator that holds something while it waits to be asked for the next
    /// item, and releases it when it is closed.
    fn holds_between_items<'a>(&'a self, id: FunctionId, context: Context<'a>) -> bool;

    /// What a class is as a resource, if its objects own something and can release it, and the
    /// attribute that keeps what is owned.
    fn owned<'a>(&'a self, class: &str, context: Context<'a>) -> Option<(&'a str, &'a Handle)>;
}

/// What a function gives that it has acquired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The class of the handle.
    pub class: Rc<str>,
    /// How it gives it.
    pub form: Form,
    /// Whether it may give `None` instead.
    pub or_none: bool,
}

/// What a function does with one argument.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// What may have become of it when the function returns; empty if it never does.
    pub returns: Vec<Becomes>,
    /// What may have become of it when the function raises; empty if it never does.
    pub raises: Vec<Becomes>,
}

/// What becomes of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Becomes {
    /// It is still the caller's.
    Kept,
    /// It is released.
    Released,
    /// It is in an attribute that nothing releases.
    Stored,
    /// It is somebody else's.
    HandedOver,
    /// It is what the function returns.
    Returned,
    /// What the function returns may hold it.
    MaybeReturned,
}
