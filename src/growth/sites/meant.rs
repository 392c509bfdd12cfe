//! What a name, an attribute or a place in a collection stands for.

use super::{Meant, Reader, is_slice};
use crate::growth::holders::{HolderId, Root, attribute_of, base_of, bindings};
use crate::growth::makers::Container;
use crate::growth::units::{UnitId, last_name, read_by};
use crate::syntax::ast::{Arg, Expr, ExprKind, StmtKind};
use crate::syntax::visit;

impl<'a> Reader<'_, 'a> {
    /// Names of a unit that stand for a holder, or for what is in one.
    pub(super) fn learn_aliases(&mut self, unit: UnitId) {
        let units = self.units;
        for spot in &units.all[unit].spots {
            for (target, value) in bindings(spot.stmt) {
                if let (ExprKind::Name(name), Some(meant)) =
                    (&target.kind, self.meant_by(value, unit))
                {
                    self.aliases.insert((unit, name), meant);
                }
                if let (ExprKind::Name(name), ExprKind::Attribute { value, attr }) =
                    (&target.kind, &value.kind)
                    && let Some(meant) = self.meant_by(value, unit)
                {
                    self.methods.insert((unit, name), (meant, attr));
                }
                self.learn_attribute(unit, target, value);
            }
            if let StmtKind::Return(Some(value)) = &spot.stmt.kind
                && let Some(meant) = self.meant_by(value, unit)
            {
                self.returned.insert(unit, meant);
            }
            if let StmtKind::For { target, iter, .. } = &spot.stmt.kind {
                self.learn_loop(unit, target, iter);
            }
            for expr in read_by(spot.stmt) {
                visit::subexpressions(expr, &mut |inner| {
                    if let ExprKind::Call { func, args } = &inner.kind {
                        self.learn_given(unit, func, args);
                    }
                });
            }
        }
    }

    /// `self.rows = rows`, where `rows` is a parameter with a default: the attribute may be the default itself.
    fn learn_attribute(&mut self, unit: UnitId, target: &'a Expr, value: &'a Expr) {
        let it = &self.units.all[unit];
        let (Some(class), Some(this), ExprKind::Name(_)) = (it.class, it.this(), &value.kind)
        else {
            return;
        };
        if let Some(attr) = attribute_of(target, this)
            && let Some(meant) = self.meant_by(value, unit)
            && matches!(self.holders.all[meant.holder].root, Root::Default(_))
        {
            self.attributes.insert((&class.name, attr), meant);
        }
    }

    /// `for bucket in self.buckets.values():`
    pub(super) fn learn_loop(&mut self, unit: UnitId, target: &'a Expr, iter: &'a Expr) {
        let ExprKind::Call { func, .. } = &iter.kind else {
            return;
        };
        let ExprKind::Attribute { value, attr } = &func.kind else {
            return;
        };
        let last = match (&target.kind, attr.as_str()) {
            (ExprKind::Name(name), "values") => Some(name),
            (ExprKind::Tuple(parts), "items") => match parts.as_slice() {
                [
                    _,
                    Expr {
                        kind: ExprKind::Name(name),
                        ..
                    },
                ] => Some(name),
                _ => None,
            },
            _ => None,
        };
        if let (Some(name), Some(meant)) = (last, self.meant_by(value, unit)) {
            self.aliases.insert(
                (unit, name),
                Meant {
                    is_inner: true,
                    ..meant
                },
            );
        }
    }

    /// A function of the file is given a holder: it is its parameter there.
    pub(super) fn learn_given(&mut self, unit: UnitId, func: &'a Expr, args: &'a [Arg]) {
        let Some((callee, skipped)) = self.callee(unit, func) else {
            return;
        };
        let Some(function) = self.units.all[callee].function else {
            return;
        };
        for (at, arg) in args.iter().enumerate() {
            let Some(meant) = self.meant_by(&arg.value, unit) else {
                continue;
            };
            let param = match &arg.keyword {
                Some(keyword) => function.params.iter().find(|it| it.name == *keyword),
                None => function.params.get(at + skipped),
            };
            if let Some(param) = param {
                self.aliases.insert((callee, &param.name), meant);
            }
        }
    }

    /// The function or method of the file that is called, and how many of its parameters are given by the way.
    pub(super) fn callee(&self, unit: UnitId, func: &Expr) -> Option<(UnitId, usize)> {
        match &func.kind {
            ExprKind::Name(name) => self.units.function(name).map(|it| (it, 0)),
            ExprKind::Attribute { value, attr } => {
                let class = self.class_of(value, unit)?;
                let class = self.units.class(class)?;
                let mut methods = self
                    .units
                    .lineage(class)
                    .into_iter()
                    .flat_map(|it| self.units.methods(it));
                let (id, method) = methods.find(|(_, it)| it.name() == attr)?;
                Some((id, usize::from(method.this().is_some())))
            }
            _ => None,
        }
    }

    /// The class of the object that an expression is, or that it is itself.
    pub(super) fn class_of(&self, expr: &Expr, unit: UnitId) -> Option<&'a str> {
        let class = match &expr.kind {
            ExprKind::Name(name) => match self.class_of_this(name, unit) {
                Some(class) => return Some(class),
                None if self.is_hidden(name, unit) => return None,
                None => (self.units.object(name)).or_else(|| self.units.class(name))?,
            },
            // `self.state`, where the object makes that for itself.
            ExprKind::Attribute { value, attr } => {
                let of = self.units.class(self.class_of(value, unit)?)?;
                self.units.part(of, attr)?
            }
            _ => return None,
        };
        Some(&class.name)
    }

    /// The class of `self` or `cls`, in a method or what is defined in one.
    pub(super) fn class_of_this(&self, name: &str, unit: UnitId) -> Option<&'a str> {
        for id in self.units.outward(unit) {
            let it = &self.units.all[id];
            if it.this() == Some(name) {
                return it.class.map(|class| class.name.as_str());
            }
            if it.local.contains(name) {
                return None;
            }
        }
        None
    }

    /// The holder whose method is called, and the name of the method.
    pub(super) fn method_of(&self, func: &'a Expr, unit: UnitId) -> Option<(Meant, &'a str)> {
        match &func.kind {
            ExprKind::Attribute { value, attr } => Some((self.meant_by(value, unit)?, attr)),
            ExprKind::Name(name) => {
                let mut around = self.units.outward(unit);
                let found = |id: UnitId| self.methods.get(&(id, name.as_str())).copied();
                around.find_map(found)
            }
            _ => None,
        }
    }

    /// Whether a name is one of the functions' own around a place.
    pub(super) fn is_hidden(&self, name: &str, unit: UnitId) -> bool {
        let mut around = self.units.outward(unit).filter(|id| *id > 0);
        around.any(|id| self.units.all[id].local.contains(name))
    }

    /// What an expression stands for.
    pub(super) fn meant_by(&self, expr: &'a Expr, unit: UnitId) -> Option<Meant> {
        let whole = |holder| Meant {
            holder,
            is_inner: false,
        };
        match &expr.kind {
            ExprKind::Name(name) => self.meant_by_name(name, unit),
            ExprKind::Attribute { value, attr } => {
                if let ExprKind::Name(of) = &value.kind
                    && self.holders.threads.contains(&of.as_str())
                {
                    let thread = self.holders.threads.iter().find(|it| *it == of)?;
                    return self.holders.find(Root::Thread(thread), attr).map(whole);
                }
                if let ExprKind::Name(of) = &value.kind
                    && let Some(holder) = self.holders.find(Root::Named(of), attr)
                    && !self.is_hidden(of, unit)
                {
                    return Some(whole(holder));
                }
                let class = match &value.kind {
                    // `type(self).found`, `self.__class__.found`
                    ExprKind::Call { func, args } if last_name(func) == Some("type") => {
                        self.class_of(&args.first()?.value, unit)
                    }
                    ExprKind::Attribute { value, attr } if attr == "__class__" => {
                        self.class_of(value, unit)
                    }
                    _ => self.class_of(value, unit),
                };
                let Some(class) = class.and_then(|it| self.units.class(it)) else {
                    return self.of_the_only_one(value, attr, unit).map(whole);
                };
                let lineage = self.units.lineage(class);
                let of_objects = lineage
                    .iter()
                    .find_map(|it| self.holders.find(Root::Object(&it.name), attr));
                let of_classes = || {
                    lineage
                        .iter()
                        .find_map(|it| self.holders.find(Root::Class(&it.name), attr))
                };
                let of_defaults = || {
                    lineage
                        .iter()
                        .find_map(|it| self.attributes.get(&(it.name.as_str(), attr)).copied())
                };
                of_objects
                    .or_else(of_classes)
                    .map(whole)
                    .or_else(of_defaults)
            }
            ExprKind::Subscript { value, index } => {
                let meant = self.meant_by(value, unit)?;
                let is_slice = matches!(index.as_slice(), [one] if is_slice(one));
                Some(Meant {
                    is_inner: meant.is_inner || !is_slice,
                    ..meant
                })
            }
            ExprKind::Call { func, .. } => match &func.kind {
                ExprKind::Attribute { value, attr }
                    if matches!(attr.as_str(), "get" | "setdefault") =>
                {
                    if let ExprKind::Name(name) = &value.kind
                        && let Some(holder) = self.holders.find(Root::Context, name)
                    {
                        return Some(whole(holder));
                    }
                    let meant = self.meant_by(value, unit)?;
                    let container = self.holders.all[meant.holder].container;
                    let is_map = container.is_map() && container != Container::Bounded;
                    is_map.then_some(Meant {
                        is_inner: true,
                        ..meant
                    })
                }
                // `spans().append(span)`, where `spans` gives back a list that stays.
                _ => {
                    let (called, _) = self.callee(unit, func)?;
                    self.returned.get(&called).copied()
                }
            },
            ExprKind::Bool { left, right, .. } => self
                .meant_by(left, unit)
                .or_else(|| self.meant_by(right, unit)),
            ExprKind::Named { value, .. } => self.meant_by(value, unit),
            _ => None,
        }
    }

    /// The attribute of what a function is given, or an object has been given, where one class of the file only has
    /// one of that name.
    fn of_the_only_one(&self, of: &Expr, attr: &str, unit: UnitId) -> Option<HolderId> {
        /// Shorter names say too little.
        const SHORTEST: usize = 5;
        let it = &self.units.all[unit];
        let root = base_of(of);
        let ExprKind::Name(name) = &root.kind else {
            return None;
        };
        let mut params = it.function.into_iter().flat_map(|it| &it.params);
        let is_given = params.any(|param| param.name == *name);
        let is_itself = std::ptr::eq(root, of) && it.this() == Some(name);
        let holder = self.holders.only(attr).filter(|_| attr.len() >= SHORTEST)?;
        let its = it.class.map(|it| it.name.as_str());
        let is_another =
            matches!(self.holders.all[holder].root, Root::Object(class) if Some(class) != its);
        (is_given && !is_itself && is_another).then_some(holder)
    }

    /// Whether a function binds the name of a parameter to something else: `rows = list(rows)`.
    fn is_bound_anew(&self, name: &str, unit: UnitId) -> bool {
        let spots = self.units.all[unit].spots.iter();
        let mut bound = spots
            .filter(|spot| spot.guards.is_empty())
            .flat_map(|spot| bindings(spot.stmt));
        bound.any(|(target, value)| {
            let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(it) if it == name);
            is_it(target) && !is_it(value)
        })
    }

    pub(super) fn meant_by_name(&self, name: &str, unit: UnitId) -> Option<Meant> {
        for id in self.units.outward(unit) {
            if let Some(meant) = self.aliases.get(&(id, name)) {
                return Some(*meant);
            }
            if let Some(holder) = self.holders.find(Root::Default(id), name) {
                let whole = Meant {
                    holder,
                    is_inner: false,
                };
                return Some(whole).filter(|_| !self.is_bound_anew(name, id));
            }
            if id > 0 && self.units.all[id].local.contains(name) {
                let holder = self.holders.find(Root::Closure(id), name);
                let is_of_another = id != unit;
                return holder.filter(|_| is_of_another).map(|holder| Meant {
                    holder,
                    is_inner: false,
                });
            }
        }
        let holder = self.holders.find(Root::Module, name)?;
        Some(Meant {
            holder,
            is_inner: false,
        })
    }
}
