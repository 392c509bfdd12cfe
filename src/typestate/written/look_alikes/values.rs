//! Where what calls give is kept, and how what is seen of it there comes back to them.

use super::call::Call;
use super::seen::Seen;
use rustc_hash::FxHashMap;

/// What something is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Home<'a> {
    /// A variable, of which scope.
    Local(usize, &'a str),
    /// An attribute, of whatever.
    Field(&'a str),
    /// What a function or method of the file gives.
    Given(&'a str),
}

/// How much of what is kept in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Of {
    /// All of it.
    Whole,
    /// What is in it.
    Items,
    /// The item with that number.
    Item(usize),
}

/// What a value is kept in: a place, or the collection in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key<'a> {
    home: Home<'a>,
    of: Of,
}

impl<'a> Key<'a> {
    /// The place itself.
    pub fn of(home: Home<'a>) -> Self {
        let of = Of::Whole;
        Self { home, of }
    }

    /// What is in the collection there.
    pub fn items(self) -> Self {
        let of = Of::Items;
        Self { of, ..self }
    }

    /// An item of what is there; `at` says which one, if it is known.
    fn item(self, at: Option<usize>) -> Self {
        let of = match (self.of, at) {
            (Of::Whole, Some(at)) => Of::Item(at),
            _ => Of::Items,
        };
        Self { of, ..self }
    }

    /// What `self` was, where it is kept `to` and was `from` before; none if that is not the same.
    fn before(self, to: Self, from: Self) -> Option<Self> {
        match (to.of, self.of) {
            (Of::Whole, Of::Whole) => Some(from),
            (Of::Whole, Of::Items) => Some(from.item(None)),
            (Of::Whole, Of::Item(at)) => Some(from.item(Some(at))),
            (_, Of::Whole) => None,
            (Of::Item(of), Of::Item(at)) => (of == at).then_some(from),
            _ => Some(from),
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin<'a> {
    /// A call, by its number, or an item of the tuple that it gives.
    Call(usize, Option<usize>),
    /// What is kept somewhere.
    Kept(Key<'a>),
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Source<'a> {
    /// Where it comes from.
    pub origin: Origin<'a>,
    /// Whether it is a collection that holds that, and not that itself.
    holds: bool,
}

impl<'a> Source<'a> {
    /// That itself.
    pub fn of(origin: Origin<'a>) -> Self {
        Self {
            origin,
            holds: false,
        }
    }

    /// A collection that holds it.
    pub fn held(self) -> Self {
        Self {
            holds: true,
            ..self
        }
    }

    /// An item of it; `at` says which one, if it is known.
    pub fn item(self, at: Option<usize>) -> Option<Self> {
        let origin = match (self.holds, self.origin) {
            (true, origin) => origin,
            (false, Origin::Kept(key)) => Origin::Kept(key.item(at)),
            (false, Origin::Call(call, None)) => Origin::Call(call, Some(at?)),
            (false, Origin::Call(..)) => return None,
        };
        Some(Self::of(origin))
    }
}

/// The items of what a value may be.
pub(super) fn items<'a>(sources: &[Source<'a>], at: Option<usize>) -> Vec<Source<'a>> {
    sources.iter().filter_map(|it| it.item(at)).collect()
}

/// What is kept where, and what is seen of it.
#[derive(Debug, Default)]
pub(super) struct Flow<'a> {
    /// Which calls have made what is kept somewhere, or which item of what they gave that is.
    made: FxHashMap<Key<'a>, Vec<(usize, Option<usize>)>>,
    /// What is kept in a place and was in another before.
    moved: FxHashMap<Home<'a>, Vec<(Key<'a>, Key<'a>)>>,
    /// What shows that what is kept somewhere has to be released.
    seen: FxHashMap<Key<'a>, Seen>,
}

impl<'a> Flow<'a> {
    /// A value is kept.
    pub fn keep(&mut self, key: Key<'a>, source: Source<'a>) {
        let key = if source.holds { key.items() } else { key };
        match source.origin {
            Origin::Call(call, part) => self.made.entry(key).or_default().push((call, part)),
            Origin::Kept(from) if from != key => {
                self.moved.entry(key.home).or_default().push((key, from));
            }
            Origin::Kept(_) => {}
        }
    }

    /// The calls that have given a value.
    pub fn makers(&self, source: &Source<'a>) -> Vec<usize> {
        match source.origin {
            _ if source.holds => Vec::new(),
            Origin::Call(call, _) => vec![call],
            Origin::Kept(key) => {
                let made = self.made.get(&key).into_iter().flatten();
                made.map(|(call, _)| *call).collect()
            }
        }
    }

    /// Something is seen of what is kept somewhere; whether it says more than what was seen before.
    pub fn see(&mut self, key: Key<'a>, seen: &Seen) -> bool {
        let is_more = self.seen.get(&key).is_none_or(|known| seen.beats(known));
        if is_more {
            self.seen.insert(key, seen.clone());
        }
        is_more
    }

    /// What is seen of something is seen of what it was before, and of the calls that gave it.
    pub fn settle(mut self, calls: &mut [Call]) {
        let mut pending: Vec<Key<'a>> = self.seen.keys().copied().collect();
        while let Some(key) = pending.pop() {
            let Some(seen) = self.seen.get(&key).cloned() else {
                continue;
            };
            let moved = self.moved.get(&key.home).into_iter().flatten();
            let before = moved.filter_map(|(to, from)| key.before(*to, *from));
            for from in before.collect::<Vec<_>>() {
                if self.see(from, &seen) {
                    pending.push(from);
                }
            }
        }
        for (key, seen) in &self.seen {
            let mut see = |place: Key<'a>, of: Option<usize>| {
                for (call, part) in self.made.get(&place).into_iter().flatten() {
                    if let Some(call) = calls.get_mut(*call) {
                        call.see(part.or(of), seen);
                    }
                }
            };
            see(*key, None);
            if let Of::Item(at) = key.of {
                see(key.items(), None);
                see(Key::of(key.home), Some(at));
            }
        }
    }
}
