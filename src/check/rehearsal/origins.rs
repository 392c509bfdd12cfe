//! Where what is in a state comes from, and which handles are in it.

use super::value::{From, Kind, State, Thing, V};

impl State {
    pub(super) fn thing(&mut self, thing: Thing) -> V {
        self.things.push(thing);
        V::of(Kind::Thing(self.things.len() - 1))
    }

    /// Where what is made from a value comes from: everything in it counts.
    pub(super) fn origin(&self, value: &V) -> From {
        From::default().and(self.origin_within(value, 6))
    }

    fn origin_within(&self, value: &V, depth: usize) -> From {
        if depth == 0 {
            return value.from;
        }
        let all = |values: &mut dyn Iterator<Item = &V>| {
            values.fold(value.from, |from, each| {
                from.and(self.origin_within(each, depth - 1))
            })
        };
        match &value.kind {
            Kind::Thing(at) => match self.things.get(*at) {
                Some(Thing::Object { members, .. }) => all(&mut members.values()),
                Some(Thing::Answer { from, .. }) => value.from.and(*from),
                Some(Thing::Sequence(items) | Thing::Joined(items)) => all(&mut items.iter()),
                Some(Thing::Dict(entries)) => {
                    all(&mut entries.iter().flat_map(|(key, value)| [key, value]))
                }
                _ => value.from,
            },
            Kind::Member(base, _) | Kind::Closing(base) | Kind::Dumped(base) => {
                all(&mut std::iter::once(&**base))
            }
            Kind::Partial(base, args) | Kind::Callback(base, args) | Kind::Waiting(base, args) => {
                all(&mut args.iter().chain([&**base]))
            }
            _ => value.from,
        }
    }

    /// The handles that a value is, has inside, or is used through.
    pub(super) fn handles(&self, value: &V, depth: usize) -> Vec<usize> {
        if depth == 0 {
            return Vec::new();
        }
        let inside = |values: &mut dyn Iterator<Item = &V>| -> Vec<usize> {
            values
                .flat_map(|each| self.handles(each, depth - 1))
                .collect()
        };
        match &value.kind {
            Kind::View(at) => vec![*at],
            Kind::Thing(at) => match self.things.get(*at) {
                Some(Thing::Handle { .. }) => vec![*at],
                Some(Thing::Object { members, .. }) => inside(&mut members.values()),
                Some(Thing::Sequence(items)) => inside(&mut items.iter()),
                Some(Thing::Dict(entries)) => inside(&mut entries.iter().map(|(_, value)| value)),
                _ => Vec::new(),
            },
            Kind::Member(base, _) | Kind::Closing(base) => self.handles(base, depth - 1),
            Kind::Partial(base, args) | Kind::Callback(base, args) => {
                inside(&mut args.iter().chain([&**base]))
            }
            _ => Vec::new(),
        }
    }
}
