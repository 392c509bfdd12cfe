//! Holders and what they keep, in words.

use crate::growth::Reading;
use crate::growth::holders::{HolderId, Root};
use crate::growth::lifetime::Lifetime;
use crate::growth::sites::{Done, Site};
use crate::report::Presumed;
use crate::syntax::ast::Expr;

impl<'a> Reading<'a> {
    /// A holder as it is written.
    pub(in crate::growth) fn name_of(&self, id: HolderId) -> String {
        let holder = &self.holders.all[id];
        match holder.root {
            Root::Module | Root::Default(_) | Root::Closure(_) | Root::Context => {
                holder.name.to_owned()
            }
            Root::Class(class) => format!("{class}.{}", holder.name),
            Root::Object(_) => format!("self.{}", holder.name),
            Root::Thread(of) | Root::Named(of) => format!("{of}.{}", holder.name),
        }
    }

    /// The same, as it is written where something is done with it.
    pub(in crate::growth) fn name_at(&self, site: &Site<'a>) -> String {
        let name = self.holders.all[site.holder].name;
        let written = site.range.of(self.text);
        let before = written.split_once(&format!(".{name}"));
        let is_dotted = |it: &str| {
            !it.is_empty() && it.chars().all(|c| c.is_alphanumeric() || "_.".contains(c))
        };
        match before.filter(|(of, _)| is_dotted(of)) {
            Some((of, _)) => format!("{of}.{name}"),
            None => self.name_of(site.holder),
        }
    }

    /// Who keeps it, from the root.
    pub(in crate::growth) fn chain(&self, id: HolderId) -> Vec<String> {
        let holder = &self.holders.all[id];
        let (name, what) = (holder.name, holder.container.words());
        match holder.root {
            Root::Module => vec![format!("the module's name `{name}`"), what.to_owned()],
            Root::Class(class) => vec![
                format!("the class `{class}`"),
                format!("its attribute `{name}`"),
                what.to_owned(),
            ],
            Root::Object(class) => {
                vec![
                    format!("an object of `{class}`"),
                    format!("its attribute `{name}`"),
                    what.to_owned(),
                ]
            }
            Root::Closure(unit) => {
                let function = self.units.all[unit].name();
                vec![
                    format!("a function made by `{function}`"),
                    format!("its `{name}`"),
                    what.to_owned(),
                ]
            }
            Root::Context => vec![
                format!("the context variable `{name}`"),
                "its default".to_owned(),
                what.to_owned(),
            ],
            Root::Thread(of) => vec![format!("each thread's `{of}.{name}`"), what.to_owned()],
            Root::Named(of) => vec![
                format!("the module's name `{of}`"),
                format!("its attribute `{name}`"),
                what.to_owned(),
            ],
            Root::Default(unit) => {
                let function = self.units.all[unit].name();
                vec![
                    format!("the function `{function}`"),
                    format!("the default of `{name}`"),
                    what.to_owned(),
                ]
            }
        }
    }

    /// Until when it is kept.
    pub(in crate::growth) fn until(&self, id: HolderId) -> String {
        let holder = &self.holders.all[id];
        match holder.root {
            Root::Object(class) if holder.lifetime != Lifetime::Process => {
                format!("the object of `{class}` goes")
            }
            Root::Thread(_) => "the thread ends".to_owned(),
            _ => "the process ends".to_owned(),
        }
    }

    /// What is taken for granted of other files: that an object is there for long, besides what is of any growth.
    pub(in crate::growth) fn presumed(&self, id: HolderId, of_any: Presumed) -> Presumed {
        let holder = &self.holders.all[id];
        let class = match holder.root {
            Root::Object(class) if holder.lifetime != Lifetime::Process => class,
            _ => "",
        };
        Presumed {
            lasting: class.to_owned(),
            is_likely: holder.lifetime == Lifetime::Long,
            ..of_any
        }
    }

    /// What is kept, as written.
    pub(in crate::growth) fn kept(&self, site: &Site<'a>) -> String {
        let of = |expr: &Expr| format!("`{}`", self.written(expr.range));
        match (site.done, site.key, site.value) {
            (Done::AskedFor, Some(key), _) => format!("an entry for every {}", of(key)),
            (Done::Put, Some(key), _) => format!("an entry for every {}", of(key)),
            (_, _, Some(value)) => of(value),
            _ => "what it is given".to_owned(),
        }
    }
}
