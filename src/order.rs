//! Sorting, for everything that is small and many-typed.
//!
//! Each type that is sorted by the standard library's generic sort brings its own copy of it, three
//! kilobytes of the page. Here positions are sorted, and one copy serves all types.

use std::cmp::Ordering;

/// Sorts by a key; what is equal keeps its order.
pub fn by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let keys: Vec<K> = items.iter().map(key).collect();
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort(&mut places, &|a, b| keys.get(a).cmp(&keys.get(b)));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    let in_order = places.into_iter();
    items.extend(in_order.filter_map(|place| taken.get_mut(place)?.take()));
}

#[inline(never)]
fn sort(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use super::by_key;

    #[test]
    fn equal_keys_keep_their_order() {
        let mut words = vec!["pear", "fig", "apple", "nut", "date"];
        by_key(&mut words, |word| word.len());
        assert_eq!(words, ["fig", "nut", "pear", "date", "apple"]);
        let mut none: Vec<u8> = Vec::new();
        by_key(&mut none, |it| *it);
        assert!(none.is_empty());
    }
}
